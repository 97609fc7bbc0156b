import Scheduling

/// Writes the flat JSON that Resend takes.
struct JSONText {
    /// What has been written; an object once `close` was called.
    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

    /// Appends a text.
    mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    /// Appends an array of texts.
    mutating func member(_ name: StaticString, _ values: [String]) {
        key(name)
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            string(value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Appends what is JSON already.
    mutating func member(_ name: StaticString, raw value: [UInt8]) {
        key(name)
        bytes += value
    }

    /// Ends the object.
    mutating func close() { bytes.append(UInt8(ascii: "}")) }

    private mutating func key(_ name: StaticString) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        string(name.description)
        bytes.append(UInt8(ascii: ":"))
    }

    /// RFC 8259 §7.
    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: bytes += Array("\\u00".utf8) + Array(Hexadecimal.text([byte]).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
