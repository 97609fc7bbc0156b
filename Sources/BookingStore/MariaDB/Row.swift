package import Scheduling

/// One row of a result, read column by column in the order in which the SELECT names them, or by their names.
///
/// It cannot be copied, and so cannot outlive the closure that decodes it. A NULL or a type that the call does not expect is
/// a `Fault`, as is a column that was not read, unless columns are read by name.
package struct Row: ~Copyable {
    let buffer: RowBuffer
    var next = 0
    private var isReadByName = false

    init(_ buffer: RowBuffer) {
        self.buffer = buffer
    }

    /// Whether every column has been read.
    var isRead: Bool { isReadByName || next == buffer.count }

    /// The next column.
    mutating func value<Value: ColumnValue>() throws -> Value {
        guard next < buffer.count else {
            throw Fault(.broken, operation: "store.read", code: 0, detail: "there are only \(buffer.count) columns")
        }
        defer { next += 1 }
        return try Value(Cell(buffer: buffer, index: next))
    }

    /// The column of that name: the next one that has it, or else the first.
    mutating func value<Value: ColumnValue>(_ name: StaticString) throws -> Value {
        let index = try buffer.index(of: name, from: next)
        isReadByName = true
        next = index + 1
        return try Value(Cell(buffer: buffer, index: index))
    }
}

extension Row {
    /// A number.
    package mutating func int() throws -> Int { try value() }

    /// A number from 0 to 2^64-1.
    package mutating func unsigned() throws -> UInt64 { try value() }

    /// TRUE or FALSE.
    package mutating func flag() throws -> Bool { try value() }

    /// Text.
    package mutating func text() throws -> String { try value() }

    /// Bytes as they are.
    package mutating func bytes() throws -> [UInt8] { try value() }

    /// A DATETIME, read as UTC.
    package mutating func moment() throws -> Moment { try value() }

    /// A DATE.
    package mutating func date() throws -> LocalDate { try value() }

    /// A UUID.
    package mutating func id<Of>() throws -> ID<Of> { try value() }

    /// A word of an enumeration.
    mutating func word<Value: Word>() throws -> Value { try value() }

    /// A number, or nil for NULL.
    package mutating func optionalInt() throws -> Int? { try value() }

    /// Text, or nil for NULL.
    package mutating func optionalText() throws -> String? { try value() }

    /// A DATETIME, or nil for NULL.
    package mutating func optionalMoment() throws -> Moment? { try value() }

    /// A word of an enumeration, or nil for NULL.
    mutating func optionalWord<Value: Word>() throws -> Value? { try value() }
}
