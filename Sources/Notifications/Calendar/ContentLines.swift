import Scheduling

/// Writes iCalendar content lines: escaped, folded, ended by CRLF (RFC 5545 §3.1).
struct ContentLines {
    private(set) var bytes: [UInt8] = []

    /// Octets of a line without its end.
    private static let limit = 75

    /// A property whose value needs no escaping: a date-time, a number, a URI, a word of the standard.
    mutating func property(_ name: String, _ value: String) {
        line("\(name):\(value)")
    }

    /// A property of type TEXT.
    mutating func text(_ name: String, _ value: String) {
        line("\(name):\(ContentLines.escaped(value))")
    }

    /// Appends one line, folded where it is too long, never inside a character.
    mutating func line(_ text: String) {
        var length = 0
        for scalar in text.unicodeScalars {
            let width = UTF8.width(scalar)
            if length + width > ContentLines.limit {
                bytes += [0x0D, 0x0A, 0x20]
                length = 1
            }
            bytes += Array(String(scalar).utf8)
            length += width
        }
        bytes += [0x0D, 0x0A]
    }

    /// A calendar in which one text stands in the place of another, also where a fold went through it.
    static func replacing(_ text: String, with other: String, in calendar: [UInt8]) -> [UInt8] {
        var lines = ContentLines()
        var line: [UInt8] = []
        var next = 0
        while next < calendar.count {
            let rest = calendar[next...]
            if rest.starts(with: [0x0D, 0x0A, 0x20]) {
                next += 3
            } else if rest.starts(with: [0x0D, 0x0A]) {
                lines.line(String(decoding: line, as: UTF8.self).replacing(text, with: other))
                line = []
                next += 2
            } else {
                line.append(calendar[next])
                next += 1
            }
        }
        return lines.bytes
    }

    /// The value of a TEXT (RFC 5545 §3.3.11); controls are left out, as the standard has no room for them.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in PlainText.lines(text).unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case ";": escaped += "\\;"
            case ",": escaped += "\\,"
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A parameter's value in quotes, with the signs that cannot stand there written as RFC 6868 has them.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in PlainText.line(text).unicodeScalars {
            switch scalar {
            case "^": quoted += "^^"
            case "\"": quoted += "^'"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// The address as a URI (RFC 6068 §2); signs that an address may have and a URI may not are percent-encoded.
    static func mailto(_ address: String) -> String {
        var uri = "mailto:"
        for byte in address.utf8 {
            if mailtoBytes.contains(byte) {
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                uri += "%" + Hexadecimal.text([byte]).uppercased()
            }
        }
        return uri
    }

    private static let mailtoBytes = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'*+@".utf8
    )
}
