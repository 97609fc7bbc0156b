import Scheduling

/// What one column of a row may hold, and how it travels.
protocol ColumnValue {
    /// Any value: records are made of them when only their columns' names are wanted.
    static var blank: Self { get }

    /// Whether the column is a number.
    static var isNumber: Bool { get }

    /// Reads it.
    init(_ cell: Cell) throws

    /// The value for a placeholder.
    var parameter: Parameter { get }
}

/// One column of the row that is being read.
struct Cell {
    let buffer: RowBuffer
    let index: Int

    /// A fault that names the column.
    func mismatch(_ what: String) -> Fault { buffer.mismatch(index, what) }
}

extension ColumnValue {
    static var isNumber: Bool { false }

    /// Reads the next column.
    init(_ row: inout Row) throws { self = try row.value() }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    static var blank: Wrapped? { nil }
    static var isNumber: Bool { Wrapped.isNumber }
    init(_ cell: Cell) throws { self = cell.buffer.isNull(cell.index) ? nil : try Wrapped(cell) }
    var parameter: Parameter { map(\.parameter) ?? .null }
}

extension Int: ColumnValue {
    static var blank: Int { 0 }
    static var isNumber: Bool { true }
    init(_ cell: Cell) throws { self = try cell.buffer.int(cell.index) }
    var parameter: Parameter { .int(self) }
}

extension UInt64: ColumnValue {
    static var blank: UInt64 { 0 }
    init(_ cell: Cell) throws { self = try cell.buffer.unsigned(cell.index) }
    var parameter: Parameter { .unsigned(self) }
}

extension Bool: ColumnValue {
    static var blank: Bool { false }
    init(_ cell: Cell) throws { self = try Int(cell) != 0 }
    var parameter: Parameter { .flag(self) }
}

extension String: ColumnValue {
    static var blank: String { "" }
    init(_ cell: Cell) throws { self = try cell.buffer.text(cell.index) }
    var parameter: Parameter { .text(self) }
}

extension [UInt8]: ColumnValue {
    static var blank: [UInt8] { [] }
    init(_ cell: Cell) throws { self = try cell.buffer.bytes(cell.index) }
    var parameter: Parameter { .bytes(self) }
}

extension Moment: ColumnValue {
    static var blank: Moment { Moment(seconds: 0) }

    init(_ cell: Cell) throws {
        guard let moment = try cell.buffer.time(cell.index).moment else { throw cell.mismatch("is not a moment") }
        self = moment
    }

    var parameter: Parameter { .moment(self) }
}

extension LocalDate: ColumnValue {
    static var blank: LocalDate { LocalDate(dayNumber: 0) }

    init(_ cell: Cell) throws {
        guard let date = try cell.buffer.time(cell.index).localDate else { throw cell.mismatch("is not a date") }
        self = date
    }

    var parameter: Parameter { .date(self) }
}

/// Minutes since midnight.
extension LocalTime: ColumnValue {
    static let blank: LocalTime = {
        guard let midnight = LocalTime(minutes: 0) else { preconditionFailure("midnight is a time") }
        return midnight
    }()
    static var isNumber: Bool { true }

    init(_ cell: Cell) throws {
        guard let time = LocalTime(minutes: try Int(cell)) else { throw cell.mismatch("is after 24:00") }
        self = time
    }

    var parameter: Parameter { .int(minutes) }
}

extension ID: ColumnValue {
    static var blank: ID { ID(high: 0, low: 0) }

    init(_ cell: Cell) throws {
        guard let id = ID(try String(cell)) else { throw cell.mismatch("is not a UUID") }
        self = id
    }

    var parameter: Parameter { .id(self) }
}

/// A closed list of words: the raw value is what stands in the column.
protocol Word: ColumnValue, RawRepresentable<String>, CaseIterable {}

extension Word {
    static var blank: Self { allCases[allCases.startIndex] }

    init(_ cell: Cell) throws {
        guard let word = Self(rawValue: try String(cell)) else { throw cell.mismatch("is unknown") }
        self = word
    }

    var parameter: Parameter { .text(rawValue) }
}

extension BookingStatus: Word {}
extension PaymentStatus: Word {}
extension BookingEvent.Kind: Word {}
extension PaymentPolicy: Word {}
extension OutboxMessage.Event: Word {}
extension OutboxMessage.Recipient: Word {}
extension OutboxMessage.Channel: Word {}
extension MessageState: Word {}
extension DeliveryReport.Status: Word {}
extension ZoneConflict.Reason: Word {}
extension Subject: Word {}
