import Scheduling

/// Fields of a form (`application/x-www-form-urlencoded`) in their order; a name may occur more than once.
///
/// They are bytes: a form comes from strangers until its signature has been checked, and a text of theirs may be dear to
/// compare or to hash.
package struct FormFields: Sendable {
    /// Names and values, decoded.
    package private(set) var fields: [(name: [UInt8], value: [UInt8])] = []

    /// No fields.
    package init() {}

    /// Reads a form; broken escapes stay as they are.
    package init(_ body: some Sequence<UInt8>) {
        for pair in Array(body).split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            fields.append((decoded(parts[0]), parts.count == 2 ? decoded(parts[1]) : []))
        }
    }

    /// Appends a field.
    package mutating func add(_ name: String, _ value: String) { fields.append((Array(name.utf8), Array(value.utf8))) }

    /// The first value of that name, broken UTF-8 repaired; nil when absent.
    package subscript(_ name: String) -> String? { value(name).map { String(decoding: $0, as: UTF8.self) } }

    /// The first value of that name where it is a word of a protocol: ASCII, at most 64 bytes, without blanks around it;
    /// else nil.
    package func word(_ name: String) -> String? {
        guard let value = value(name)?.drop(while: { $0 <= 0x20 }), value.allSatisfy({ $0 < 0x80 }) else { return nil }
        let blanks = value.reversed().prefix { $0 <= 0x20 }.count
        return value.count - blanks <= 64 ? String(decoding: value.dropLast(blanks), as: UTF8.self) : nil
    }

    /// The form as it goes over the wire; also right for a query.
    package var text: String {
        fields.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }.joined(separator: "&")
    }

    private func value(_ name: String) -> [UInt8]? { fields.first { $0.name.elementsEqual(name.utf8) }?.value }
}

/// The text with everything escaped but letters, digits and `-._~` (RFC 3986 §2.3).
func percentEncoded(_ text: String) -> String { percentEncoded(Array(text.utf8)) }

private func percentEncoded(_ bytes: [UInt8]) -> String {
    var encoded = ""
    for byte in bytes {
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

private func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var place = text.startIndex
    while place < text.endIndex {
        let byte = text[place]
        if byte == UInt8(ascii: "%"), place + 2 < text.endIndex, let high = Hexadecimal.value(of: text[place + 1]),
            let low = Hexadecimal.value(of: text[place + 2])
        {
            bytes.append(high << 4 | low)
            place += 3
        } else {
            bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            place += 1
        }
    }
    return bytes
}
