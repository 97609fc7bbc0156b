package import Scheduling

/// A value for one placeholder of a statement.
///
/// Its bytes are copied before anything of C sees them.
package enum Parameter: Sendable {
    /// NULL.
    case null
    /// A signed number.
    case int(Int)
    /// An unsigned number.
    case unsigned(UInt64)
    /// Text, as UTF-8.
    case text(String)
    /// Bytes as they are.
    case bytes([UInt8])
    /// A DATETIME in UTC; one that MariaDB has no room for becomes the nearest that it has.
    case moment(Moment)
    /// A DATE; as with moments.
    case date(LocalDate)

    /// TRUE or FALSE.
    package static func flag(_ value: Bool) -> Parameter { .int(value ? 1 : 0) }

    /// The id's 36 characters.
    package static func id<Of>(_ value: ID<Of>) -> Parameter { .text(value.description) }

    /// The id's 36 characters, or NULL.
    package static func id<Of>(_ value: ID<Of>?) -> Parameter { value.map { .id($0) } ?? .null }

    /// The number, or NULL.
    package static func int(_ value: Int?) -> Parameter { value.map { .int($0) } ?? .null }

    /// The text, or NULL.
    package static func text(_ value: String?) -> Parameter { value.map { .text($0) } ?? .null }

    /// The moment, or NULL.
    package static func moment(_ value: Moment?) -> Parameter { value.map { .moment($0) } ?? .null }
}
