import FoundationEssentials

/// A JSON value as it was sent; parsed by Foundation's decoder.
package enum JSONValue: Decodable, Equatable, Sendable {
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
    /// An object; of a repeated name one value is kept.
    case object([String: JSONValue])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? container.decode(Int.self) {
            self = .integer(number)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let elements = try? container.decode([JSONValue].self) {
            self = .array(elements)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// How deep arrays and objects may lie in each other; the deepest body of the contract has 3.
    private static let deepest = 8

    /// Parses a whole body.
    ///
    /// - Throws: `malformed_json` (400) when it is not one JSON text, or nested deeper than any body of the contract.
    package static func parse(_ body: [UInt8]) throws(Problem) -> JSONValue {
        // A zero byte is no JSON in UTF-8, but Foundation would read it as UTF-16 or UTF-32, where depths cannot be told.
        guard !body.contains(0) else { throw malformed }
        let shape = shape(of: body)
        // Each value is tried as several types, and a type that does not fit costs Foundation time that grows with the
        // square of the depth: a kilobyte of brackets took more than a second.
        guard shape.depth <= deepest else {
            throw Problem(400, "malformed_json", "The body is nested more than \(deepest) levels deep.")
        }
        // Foundation passes over a comma after the last element, which RFC 8259 does not know.
        guard !shape.endsInComma else { throw malformed }
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(body))
        } catch {
            throw malformed
        }
    }

    private static var malformed: Problem { Problem(400, "malformed_json", "The body is not valid JSON.") }

    /// How deep arrays and objects lie in each other, and whether one ends in a comma, as far as bytes outside strings
    /// tell.
    private static func shape(of body: [UInt8]) -> (depth: Int, endsInComma: Bool) {
        var shape = (depth: 0, endsInComma: false)
        var depth = 0
        var isInString = false
        var isEscaped = false
        var isAfterComma = false
        for byte in body {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                shape.depth = max(shape.depth, depth)
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if isAfterComma { shape.endsInComma = true }
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): continue
            default: break
            }
            isAfterComma = byte == UInt8(ascii: ",")
        }
        return shape
    }
}
