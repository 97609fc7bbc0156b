/// An INSERT of any number of records: 64, 16, 4 or 1 of them at a time, so that a connection prepares four statements at
/// most and sends few.
struct Insert<Of: Record>: Sendable {
    private let statements: [(rows: Int, sql: SQL)]

    /// Composes the statements.
    ///
    /// - Parameters:
    ///   - table: the table's name.
    ///   - more: what follows the values, such as `ON DUPLICATE KEY UPDATE`.
    init(into table: SQL, _ more: SQL = "") {
        let row: SQL = "(\(placeholders: Of.self))"
        statements = [64, 16, 4, 1].map { rows in
            (rows, "INSERT INTO \(table) (\(columns: Of.self)) VALUES \(row, times: rows) \(more)")
        }
    }

    /// The records in runs, each with its statement.
    fileprivate func runs(of records: [Of]) -> [(sql: SQL, records: ArraySlice<Of>)] {
        var rest = records[...]
        var runs: [(sql: SQL, records: ArraySlice<Of>)] = []
        for (rows, sql) in statements {
            while rest.count >= rows {
                runs.append((sql, rest.prefix(rows)))
                rest = rest.dropFirst(rows)
            }
        }
        return runs
    }
}

extension Connection {
    /// Inserts records in their order; without any it does nothing.
    ///
    /// - Throws: `Fault`; some may be written by then.
    func insert<Of: Record>(_ records: [Of], by insert: Insert<Of>) throws {
        for (sql, records) in insert.runs(of: records) {
            try execute(sql, records.flatMap { try $0.parameters() })
        }
    }
}

extension SQL.StringInterpolation {
    /// The SQL that many times, with commas between.
    fileprivate mutating func appendInterpolation(_ sql: SQL, times count: Int) {
        for place in 0..<count {
            if place > 0 { appendLiteral(", ") }
            appendInterpolation(sql)
        }
    }
}
