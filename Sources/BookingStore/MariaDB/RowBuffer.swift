import CMariaDB
import Glibc
import Scheduling

/// The buffers into which the library writes one row of a statement's result.
final class RowBuffer {
    /// What a column holds, as far as reading it goes.
    enum Kind {
        case integer
        case time
        case bytes
    }

    let count: Int

    private let statement: UnsafeMutablePointer<MYSQL_STMT>
    private let names: [String]
    private let kinds: [Kind]
    private let offsets: [Int]
    private let values: UnsafeMutableRawPointer
    private let binds: UnsafeMutablePointer<MYSQL_BIND>
    private let lengths: UnsafeMutablePointer<UInt>
    private let nulls: UnsafeMutablePointer<my_bool>
    private let truncations: UnsafeMutablePointer<my_bool>

    /// Longer values are fetched once more, into memory of their own size.
    private static let inlineBytes = 1024

    /// Takes a statement that has been executed; nil when it has no result.
    init?(of statement: UnsafeMutablePointer<MYSQL_STMT>) {
        guard let metadata = mysql_stmt_result_metadata(statement) else { return nil }
        defer { mysql_free_result(metadata) }
        let fields = UnsafeBufferPointer(start: mysql_fetch_fields(metadata), count: Int(mysql_num_fields(metadata)))
        self.statement = statement
        count = fields.count
        names = fields.map { $0.name.map { String(cString: $0) } ?? "" }
        kinds = fields.map { Self.kind(of: $0.type) }
        let sizes = zip(kinds, fields).map { kind, field in
            switch kind {
            case .integer: 8
            case .time: MemoryLayout<MYSQL_TIME>.stride
            case .bytes: (min(Int(clamping: field.length), Self.inlineBytes) + 8) & ~7
            }
        }
        offsets = sizes.indices.map { sizes[..<$0].reduce(0, +) }
        values = .allocate(byteCount: max(8, sizes.reduce(0, +)), alignment: 16)
        binds = .allocate(capacity: count)
        binds.initialize(repeating: MYSQL_BIND(), count: count)
        lengths = .allocate(capacity: count)
        lengths.initialize(repeating: 0, count: count)
        nulls = .allocate(capacity: count)
        nulls.initialize(repeating: 0, count: count)
        truncations = .allocate(capacity: count)
        truncations.initialize(repeating: 0, count: count)
        for index in 0..<count {
            binds[index].buffer_type = Self.type(of: kinds[index])
            // Without the sign of the column, 18446744073709551615 would be read as -1.
            binds[index].is_unsigned = fields[index].flags & UInt32(UNSIGNED_FLAG) == 0 ? 0 : 1
            binds[index].buffer = values + offsets[index]
            binds[index].buffer_length = UInt(sizes[index])
            binds[index].length = lengths + index
            binds[index].is_null = nulls + index
            binds[index].error = truncations + index
        }
    }

    deinit {
        values.deallocate()
        binds.deallocate()
        lengths.deallocate()
        nulls.deallocate()
        truncations.deallocate()
    }

    /// Tells the library where the values go; false when it refuses.
    func bind() -> Bool { mysql_stmt_bind_result(statement, binds) == 0 }

    /// The place of the column of that name: from `start` on, or else from the beginning.
    func index(of name: StaticString, from start: Int) throws -> Int {
        for step in 0..<count where names[(start + step) % count] == name { return (start + step) % count }
        throw Fault(.broken, operation: "store.read", code: 0, detail: "there is no column \(name)")
    }

    /// The same place, if the column there has that name.
    func check(_ index: Int, isNamed name: StaticString) throws -> Int {
        guard index < count else {
            throw Fault(.broken, operation: "store.read", code: 0, detail: "there are only \(count) columns")
        }
        guard names[index] == name else { throw mismatch(index, "is not \(name)") }
        return index
    }

    func isNull(_ index: Int) -> Bool { nulls[index] != 0 }

    func int(_ index: Int) throws -> Int {
        try check(index, is: .integer)
        let value = (values + offsets[index]).load(as: Int.self)
        guard binds[index].is_unsigned == 0 || value >= 0 else { throw mismatch(index, "is above the largest Int") }
        return value
    }

    func unsigned(_ index: Int) throws -> UInt64 {
        try check(index, is: .integer)
        let value = (values + offsets[index]).load(as: UInt64.self)
        guard binds[index].is_unsigned != 0 || value <= Int64.max else { throw mismatch(index, "is negative") }
        return value
    }

    func time(_ index: Int) throws -> MYSQL_TIME {
        try check(index, is: .time)
        return (values + offsets[index]).load(as: MYSQL_TIME.self)
    }

    func text(_ index: Int) throws -> String {
        try withBytes(index) { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { throw mismatch(index, "is not UTF-8") }
            return text
        }
    }

    func bytes(_ index: Int) throws -> [UInt8] { try withBytes(index) { Array($0) } }

    /// A fault that names the column of a wrong `Row` call; it is a defect of ours.
    func mismatch(_ index: Int, _ what: String) -> Fault {
        Fault(.broken, operation: "store.read", code: 0, detail: "column \(index) (\(names[index])) \(what)")
    }

    private func check(_ index: Int, is kind: Kind) throws {
        guard !isNull(index) else { throw mismatch(index, "is NULL") }
        guard kinds[index] == kind else { throw mismatch(index, "is not of kind \(kind)") }
    }

    private func withBytes<Result>(
        _ index: Int,
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        try check(index, is: .bytes)
        let length = Int(lengths[index])
        if length <= Int(binds[index].buffer_length) {
            return try body(UnsafeRawBufferPointer(start: values + offsets[index], count: length))
        }
        return try withUnsafeTemporaryAllocation(byteCount: length, alignment: 1) { buffer in
            var fetched: UInt = 0
            var bind = MYSQL_BIND()
            bind.buffer_type = MYSQL_TYPE_BLOB
            bind.buffer = buffer.baseAddress
            bind.buffer_length = UInt(length)
            let code = withUnsafeMutablePointer(to: &fetched) { pointer in
                bind.length = pointer
                return mysql_stmt_fetch_column(statement, &bind, UInt32(index), 0)
            }
            guard code == 0 else { throw mismatch(index, "could not be fetched") }
            return try body(UnsafeRawBufferPointer(buffer))
        }
    }

    private static func kind(of type: enum_field_types) -> Kind {
        switch type {
        case MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_INT24, MYSQL_TYPE_LONG, MYSQL_TYPE_LONGLONG, MYSQL_TYPE_YEAR:
            .integer
        case MYSQL_TYPE_DATE, MYSQL_TYPE_NEWDATE, MYSQL_TYPE_DATETIME, MYSQL_TYPE_TIMESTAMP: .time
        default: .bytes
        }
    }

    private static func type(of kind: Kind) -> enum_field_types {
        switch kind {
        case .integer: MYSQL_TYPE_LONGLONG
        case .time: MYSQL_TYPE_DATETIME
        case .bytes: MYSQL_TYPE_BLOB
        }
    }
}

/// Compares bytes, because it is done for each column of each row.
private func == (left: String, right: StaticString) -> Bool {
    let count = right.utf8CodeUnitCount
    return left.utf8.count == count
        && left.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memcmp($0, right.utf8Start, count) == 0 } ?? true
        } ?? false
}
