import Scheduling

/// Fields of a form (`application/x-www-form-urlencoded`) in their order; a name may occur more than once.
package struct FormFields: Sendable {
    /// Names and values, decoded.
    package private(set) var fields: [(name: String, value: String)] = []

    /// No fields.
    package init() {}

    /// Reads a form; broken escapes stay as they are, broken UTF-8 is repaired.
    package init(_ body: [UInt8]) {
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            fields.append((decoded(parts[0]), parts.count == 2 ? decoded(parts[1]) : ""))
        }
    }

    /// Appends a field.
    package mutating func add(_ name: String, _ value: String) { fields.append((name, value)) }

    /// The first value of that name; nil when absent.
    package subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The form as it goes over the wire; also right for a query.
    package var text: String {
        fields.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }.joined(separator: "&")
    }
}

/// The text with everything escaped but letters, digits and `-._~` (RFC 3986 §2.3).
func percentEncoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            encoded += "%" + Hexadecimal.text([byte]).uppercased()
        }
    }
    return encoded
}

private func decoded(_ text: ArraySlice<UInt8>) -> String {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
        let escape = String(decoding: rest.prefix(2), as: UTF8.self)
        if byte == UInt8(ascii: "%"), rest.count >= 2, escape.allSatisfy(\.isHexDigit),
            let value = UInt8(escape, radix: 16)
        {
            bytes.append(value)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
