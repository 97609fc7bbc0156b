import CMariaDB
import Scheduling

/// A prepared statement with the memory for its parameters and results.
final class Statement {
    private let handle: UnsafeMutablePointer<MYSQL_STMT>
    private let sql: SQL
    private let parameterCount: Int
    private let binds: UnsafeMutablePointer<MYSQL_BIND>
    private var scratch: UnsafeMutableRawBufferPointer
    private var buffer: RowBuffer?

    /// Prepares the statement.
    init(_ sql: SQL, on connection: UnsafeMutablePointer<MYSQL>) throws {
        guard let handle = mysql_stmt_init(connection) else {
            throw Fault(.unavailable, operation: "store.prepare", code: Int(CR_OUT_OF_MEMORY), detail: "out of memory")
        }
        guard mysql_stmt_prepare(handle, sql.start, UInt(sql.count)) == 0 else {
            defer { mysql_stmt_close(handle) }
            throw Self.fault(of: handle, operation: "store.prepare", sql)
        }
        self.handle = handle
        self.sql = sql
        parameterCount = Int(mysql_stmt_param_count(handle))
        binds = .allocate(capacity: max(1, parameterCount))
        binds.initialize(repeating: MYSQL_BIND(), count: max(1, parameterCount))
        scratch = .allocate(byteCount: 256, alignment: 16)
    }

    deinit {
        mysql_stmt_close(handle)
        binds.deallocate()
        scratch.deallocate()
    }

    /// Runs it and answers how many rows it touched; an UPDATE counts the rows that it found, changed or not.
    func execute(_ parameters: [Parameter]) throws -> Int {
        try send(parameters)
        let count = mysql_stmt_affected_rows(handle)
        mysql_stmt_free_result(handle)
        return Int(clamping: count)
    }

    /// Runs it and decodes every row of its result.
    func query<Result>(_ parameters: [Parameter], _ decode: (inout Row) throws -> Result) throws -> [Result] {
        try send(parameters)
        defer { mysql_stmt_free_result(handle) }
        // The types of a result are certain only once the types of the parameters are.
        if buffer == nil { buffer = RowBuffer(of: handle) }
        guard let buffer else { throw defect("has no result") }
        // A deadlock of a SELECT shows up here at the earliest.
        guard buffer.bind(), mysql_stmt_store_result(handle) == 0 else { throw fault("store.query") }
        var results: [Result] = []
        results.reserveCapacity(Int(clamping: mysql_stmt_num_rows(handle)))
        while true {
            switch mysql_stmt_fetch(handle) {
            case 0, MYSQL_DATA_TRUNCATED:
                var row = Row(buffer)
                results.append(try decode(&row))
                guard row.isRead else { throw defect("has columns that were not read") }
            case MYSQL_NO_DATA: return results
            default: throw fault("store.fetch")
            }
        }
    }

    private func send(_ parameters: [Parameter]) throws {
        guard parameters.count == parameterCount else {
            throw defect("wants \(parameterCount) parameters, got \(parameters.count)")
        }
        bind(parameters)
        if parameterCount > 0, mysql_stmt_bind_param(handle, binds) != 0 { throw fault("store.bind") }
        guard mysql_stmt_execute(handle) == 0 else { throw fault("store.execute") }
    }

    /// Copies the values into memory of this statement, so that no pointer into a Swift value outlives its closure.
    private func bind(_ parameters: [Parameter]) {
        let size = parameters.reduce(0) { $0 + $1.size }
        if size > scratch.count {
            scratch.deallocate()
            scratch = .allocate(byteCount: size * 2, alignment: 16)
        }
        var offset = 0
        for (index, parameter) in parameters.enumerated() {
            let place = UnsafeMutableRawBufferPointer(rebasing: scratch[offset..<offset + parameter.size])
            binds[index] = parameter.bind(in: place)
            offset += parameter.size
        }
    }

    private func fault(_ operation: String) -> Fault { Self.fault(of: handle, operation: operation, sql) }

    private func defect(_ what: String) -> Fault {
        Fault(.broken, operation: "store.execute", code: 0, detail: "\(what): \(Self.opening(of: sql))")
    }

    private static func fault(
        of handle: UnsafeMutablePointer<MYSQL_STMT>,
        operation: String,
        _ sql: SQL
    ) -> Fault {
        let fault = Fault(
            code: mysql_stmt_errno(handle),
            message: String(cString: mysql_stmt_error(handle)),
            operation: operation
        )
        return Fault(
            fault.kind,
            operation: operation,
            code: fault.code,
            detail: "\(fault.detail): \(opening(of: sql))",
            key: fault.key
        )
    }

    /// The first line of the SQL, which names the statement in the log; it holds no values.
    private static func opening(of sql: SQL) -> String {
        String(sql.description.prefix { $0 != "\n" }.prefix(120))
    }
}

extension Parameter {
    /// Bytes that it needs, in whole words.
    fileprivate var size: Int {
        switch self {
        case .null: 0
        case .int, .unsigned: 8
        case .text(let text): (text.utf8.count + 7) & ~7
        case .bytes(let bytes): (bytes.count + 7) & ~7
        case .moment, .date: (MemoryLayout<MYSQL_TIME>.size + 15) & ~15
        }
    }

    /// Copies the value to its place and describes it to the library.
    fileprivate func bind(in place: UnsafeMutableRawBufferPointer) -> MYSQL_BIND {
        var bind = MYSQL_BIND()
        bind.buffer = place.baseAddress
        switch self {
        case .null:
            bind.buffer_type = MYSQL_TYPE_NULL
        case .int(let value):
            bind.buffer_type = MYSQL_TYPE_LONGLONG
            place.storeBytes(of: value, as: Int.self)
        case .unsigned(let value):
            bind.buffer_type = MYSQL_TYPE_LONGLONG
            bind.is_unsigned = 1
            place.storeBytes(of: value, as: UInt64.self)
        case .text(let text):
            bind.buffer_type = MYSQL_TYPE_STRING
            bind.buffer_length = UInt(text.utf8.count)
            place.copyBytes(from: text.utf8)
        case .bytes(let bytes):
            bind.buffer_type = MYSQL_TYPE_BLOB
            bind.buffer_length = UInt(bytes.count)
            place.copyBytes(from: bytes)
        case .moment(let moment):
            bind.buffer_type = MYSQL_TYPE_DATETIME
            place.storeBytes(of: MYSQL_TIME(moment), as: MYSQL_TIME.self)
        case .date(let date):
            bind.buffer_type = MYSQL_TYPE_DATE
            place.storeBytes(of: MYSQL_TIME(date), as: MYSQL_TIME.self)
        }
        return bind
    }
}
