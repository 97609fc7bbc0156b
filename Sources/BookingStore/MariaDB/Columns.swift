import Scheduling

/// A value that is one row of a table, or a part of one: its columns stand once, in this initializer, and the statements that
/// read and write them are composed of it.
///
/// ```swift
/// extension Student: Record {
///     init(_ column: inout Columns<Student>) throws {
///         self.init(id: try column.once("id", \.id), email: try column("email", \.email))
///     }
/// }
/// ```
protocol Record: Sendable {
    /// Names every column once, with the property that it holds.
    init(_ column: inout Columns<Self>) throws
}

/// One walk over a record's columns: to learn their names, to write the values of a record, or to read a row.
struct Columns<Of: Record> {
    private(set) var names: [SQL] = []
    private(set) var parameters: [Parameter] = []

    /// The places of the columns that an UPDATE leaves alone.
    private(set) var once: Set<Int> = []

    /// The places of the columns that are numbers.
    private(set) var numbers: Set<Int> = []

    private let record: Of?
    private let buffer: RowBuffer?
    private(set) var next: Int

    private init(writing record: Of?, reading buffer: RowBuffer?, at next: Int) {
        (self.record, self.buffer, self.next) = (record, buffer, next)
    }

    /// A column whose value may change, and the property that it holds.
    mutating func callAsFunction<Value: ColumnValue>(
        _ name: StaticString,
        _ property: KeyPath<Of, Value>
    ) throws -> Value {
        if let buffer {
            let index = try buffer.check(next, isNamed: name)
            next += 1
            return try Value(Cell(buffer: buffer, index: index))
        }
        if Value.isNumber { numbers.insert(names.count) }
        names.append(SQL(stringLiteral: name))
        let value = if let record { record[keyPath: property] } else { Value.blank }
        parameters.append(value.parameter)
        return value
    }

    /// A column that is written with the row and never after.
    mutating func once<Value: ColumnValue>(_ name: StaticString, _ property: KeyPath<Of, Value>) throws -> Value {
        once.insert(names.count)
        return try self(name, property)
    }

    /// The columns of a part.
    mutating func part<Part: Record>(_ property: KeyPath<Of, Part>) throws -> Part {
        var columns = Columns<Part>(writing: record?[keyPath: property], reading: buffer, at: next)
        let part = try Part(&columns)
        once.formUnion(columns.once.map { names.count + $0 })
        numbers.formUnion(columns.numbers.map { names.count + $0 })
        names += columns.names
        parameters += columns.parameters
        next = columns.next
        return part
    }
}

extension Columns {
    /// The names, learnt from a record of blanks.
    static var all: Columns {
        do {
            var columns = Columns(writing: nil, reading: nil, at: 0)
            _ = try Of(&columns)
            return columns
        } catch {
            preconditionFailure("\(Of.self) cannot be made of blanks: \(error)")
        }
    }

    /// The names and values of a record.
    static func of(_ record: Of) throws -> Columns {
        var columns = Columns(writing: record, reading: nil, at: 0)
        _ = try Of(&columns)
        return columns
    }

    /// Reads a record from the next columns of a row.
    static func read(_ row: inout Row) throws -> Of {
        var columns = Columns(writing: nil, reading: row.buffer, at: row.next)
        let record = try Of(&columns)
        row.next = columns.next
        return record
    }
}

extension Record {
    /// Reads the next columns of a row.
    init(_ row: inout Row) throws { self = try Columns.read(&row) }

    /// The values of every column, in the order of `SQL`'s `columns:` and `values:`.
    func parameters() throws -> [Parameter] { try Columns.of(self).parameters }

    /// The values of the columns that may change, in the order of `SQL`'s `changes:`.
    func changes() throws -> [Parameter] {
        let columns = try Columns.of(self)
        return columns.parameters.indices.filter { !columns.once.contains($0) }.map { columns.parameters[$0] }
    }
}

extension SQL.StringInterpolation {
    /// `b.id, b.brand_id`: what a SELECT names.
    mutating func appendInterpolation<Of: Record>(columns record: Of.Type, of alias: SQL? = nil) {
        list(Columns<Of>.all.names) { parts, name in
            if let alias {
                parts.appendInterpolation(alias)
                parts.appendLiteral(".")
            }
            parts.appendInterpolation(name)
        }
    }

    /// `s.timezone, CAST(s.buffer_minutes AS SIGNED) AS buffer_minutes`: what the first part of a UNION names.
    mutating func appendInterpolation<Of: Record>(signed record: Of.Type, of alias: SQL) {
        let columns = Columns<Of>.all
        list(Array(columns.names.enumerated())) { parts, column in
            let name: SQL = "\(alias).\(column.element)"
            let isNumber = columns.numbers.contains(column.offset)
            parts.appendInterpolation(isNumber ? "CAST(\(name) AS SIGNED) AS \(column.element)" : name)
        }
    }

    /// `NULL, NULL`: the same columns in a part that does not have them.
    mutating func appendInterpolation<Of: Record>(nulls record: Of.Type) {
        list(Columns<Of>.all.names) { parts, _ in parts.appendLiteral("NULL") }
    }

    /// `?, ?`: a placeholder for each column.
    mutating func appendInterpolation<Of: Record>(placeholders record: Of.Type) {
        list(Columns<Of>.all.names) { parts, _ in parts.appendLiteral("?") }
    }

    /// `status = ?, start_at = ?`: what an UPDATE sets.
    mutating func appendInterpolation<Of: Record>(changes record: Of.Type) {
        let columns = Columns<Of>.all
        list(columns.names.indices.filter { !columns.once.contains($0) }.map { columns.names[$0] }) { parts, name in
            parts.appendInterpolation(name)
            parts.appendLiteral(" = ?")
        }
    }

    private mutating func list<Element>(_ elements: [Element], _ append: (inout Self, Element) -> Void) {
        for (place, element) in elements.enumerated() {
            if place > 0 { appendLiteral(", ") }
            append(&self, element)
        }
    }
}
