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
        // Each failed attempt costs time, so the most frequent types are tried first. Int stands before Double, because
        // every whole number is a Double too.
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
    /// - Throws: `malformed_json` (400) when it is not one JSON text, is nested deeper than any body of the contract, or
    ///   gives a name twice in one object.
    package static func parse(_ body: [UInt8]) throws(Problem) -> JSONValue {
        // UTF-8 JSON has no zero bytes. With them Foundation would guess UTF-16 or UTF-32, and `shape` would count
        // wrongly.
        guard !body.contains(0) else { throw malformed }
        let shape = shape(of: body)
        // Trying a type that does not fit costs Foundation time that grows with the square of the depth: a kilobyte of
        // brackets took more than a second.
        guard shape.depth <= deepest else {
            throw Problem(400, "malformed_json", "The body is nested more than \(deepest) levels deep.")
        }
        // Foundation accepts a comma after the last element; RFC 8259 does not.
        guard !shape.endsInComma else { throw malformed }
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: Data(body))
        } catch {
            throw malformed
        }
        // Foundation silently drops one of two members with the same name. A proxy before us may have checked the other
        // one.
        guard value.memberCount == shape.members else {
            throw Problem(400, "malformed_json", "An object of the body gives a name twice.")
        }
        return value
    }

    /// How many members its objects have together.
    private var memberCount: Int {
        switch self {
        case .array(let elements): elements.reduce(0) { $0 + $1.memberCount }
        case .object(let members): members.values.reduce(members.count) { $0 + $1.memberCount }
        default: 0
        }
    }

    private static var malformed: Problem { Problem(400, "malformed_json", "The body is not valid JSON.") }

    /// Looks at the bytes outside strings: how deep the nesting is, whether an array or object ends in a comma, and how
    /// many members there are.
    private static func shape(of body: [UInt8]) -> (depth: Int, endsInComma: Bool, members: Int) {
        var shape = (depth: 0, endsInComma: false, members: 0)
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
            case UInt8(ascii: ":"): shape.members += 1
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): continue
            default: break
            }
            isAfterComma = byte == UInt8(ascii: ",")
        }
        return shape
    }
}
