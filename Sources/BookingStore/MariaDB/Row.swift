import CMariaDB
package import Scheduling

/// One row of a result, read column by column in the order in which the SELECT names them.
///
/// It cannot be copied, and so cannot outlive the closure that decodes it. A NULL or a type that the call does not expect is
/// a `Fault`, as is a column that was not read.
package struct Row: ~Copyable {
    private let columns: Columns
    private var next = 0

    init(_ columns: Columns) {
        self.columns = columns
    }

    /// Passes over that many columns.
    package mutating func skip(_ count: Int) { next += count }

    /// Whether every column has been read.
    package var isRead: Bool { next == columns.count }

    /// A number.
    package mutating func int() throws -> Int { try columns.int(advance()) }

    /// A number from 0 to 2^64-1.
    package mutating func unsigned() throws -> UInt64 { try columns.unsigned(advance()) }

    /// TRUE or FALSE.
    package mutating func flag() throws -> Bool { try int() != 0 }

    /// Text.
    package mutating func text() throws -> String { try columns.text(advance()) }

    /// Bytes as they are.
    package mutating func bytes() throws -> [UInt8] { try columns.bytes(advance()) }

    /// A DATETIME, read as UTC.
    package mutating func moment() throws -> Moment {
        let index = try advance()
        guard let moment = try columns.time(index).moment else { throw columns.mismatch(index, "is not a moment") }
        return moment
    }

    /// A DATE.
    package mutating func date() throws -> LocalDate {
        let index = try advance()
        guard let date = try columns.time(index).localDate else { throw columns.mismatch(index, "is not a date") }
        return date
    }

    /// A UUID.
    package mutating func id<Of>() throws -> ID<Of> {
        let index = try advance()
        guard let id = ID<Of>(try columns.text(index)) else { throw columns.mismatch(index, "is not a UUID") }
        return id
    }

    /// A word of an enumeration.
    package mutating func word<Word: RawRepresentable<String>>() throws -> Word {
        let index = try advance()
        guard let word = Word(rawValue: try columns.text(index)) else { throw columns.mismatch(index, "is unknown") }
        return word
    }

    /// A number, or nil for NULL.
    package mutating func optionalInt() throws -> Int? { try isNull() ? nil : try int() }

    /// Text, or nil for NULL.
    package mutating func optionalText() throws -> String? { try isNull() ? nil : try text() }

    /// A DATETIME, or nil for NULL.
    package mutating func optionalMoment() throws -> Moment? { try isNull() ? nil : try moment() }

    /// A word of an enumeration, or nil for NULL.
    package mutating func optionalWord<Word: RawRepresentable<String>>() throws -> Word? {
        try isNull() ? nil : try word()
    }

    /// A UUID, or nil for NULL.
    package mutating func optionalID<Of>() throws -> ID<Of>? { try isNull() ? nil : try id() }

    /// Passes over the next column when it is NULL.
    private mutating func isNull() throws -> Bool {
        let index = try advance()
        if columns.isNull(index) { return true }
        next = index
        return false
    }

    private mutating func advance() throws -> Int {
        guard next < columns.count else {
            throw Fault(.broken, operation: "store.read", code: 0, detail: "there are only \(columns.count) columns")
        }
        defer { next += 1 }
        return next
    }
}
