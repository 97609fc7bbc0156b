/// A JSON value as it was sent.
package enum JSONValue: Equatable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number in the range of `Int`.
    case integer(Int)
    /// Any other number.
    case number(Double)
    /// A text.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object; its names are visible ASCII and not long.
    case object([String: JSONValue])

    /// Parses a whole text.
    ///
    /// - Parameters:
    ///   - body: the text, in UTF-8 without a byte order mark.
    ///   - limits: how much it may hold.
    /// - Throws: `malformed_json` (400) when it is not one JSON text, holds more than the limits say, or gives a name twice
    ///   in one object; `invalid_field` when a name is long or not ASCII.
    /// - Returns: the value.
    package static func parse(_ body: [UInt8], within limits: JSONLimits = .answer) throws(Problem) -> JSONValue {
        try JSONReader.read(body, within: limits)
    }
}
