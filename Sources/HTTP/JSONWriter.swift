/// Writes JSON (RFC 8259) as bytes, front to back, without an intermediate tree.
///
/// Commas are its own business; the caller decides the order of members.
package struct JSONWriter {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []

    private var needsComma = false

    /// An empty writer.
    package init() {}

    /// Makes room ahead of a large answer.
    package mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(count)
    }

    /// Writes an object; `body` writes its members.
    package mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// Writes an array; `element` writes one value each.
    package mutating func array<Elements: Sequence>(
        _ elements: Elements,
        _ element: (inout JSONWriter, Elements.Element) throws -> Void
    ) rethrows {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        for value in elements { try element(&self, value) }
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes a member whose value is an object.
    package mutating func object(_ name: StaticString, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try object(body)
    }

    /// Writes a member whose value is an array.
    package mutating func array<Elements: Sequence>(
        _ name: StaticString,
        _ elements: Elements,
        _ element: (inout JSONWriter, Elements.Element) throws -> Void
    ) rethrows {
        key(name)
        try array(elements, element)
    }

    /// Writes a text member; nil is `null`.
    package mutating func member(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// Writes a text member whose name is known at run time only.
    package mutating func member(_ name: String, text value: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
        string(value)
    }

    /// Writes a whole-number member; nil is `null`.
    package mutating func member(_ name: StaticString, _ value: Int?) {
        key(name)
        if let value { raw(Array(String(value).utf8)) } else { null() }
    }

    /// Writes a truth member.
    package mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        raw(Array((value ? "true" : "false").utf8))
    }

    /// Writes a text member that the caller appends as ASCII bytes in no need of escaping, such as a time.
    package mutating func member(_ name: StaticString, appending text: (inout [UInt8]) -> Void) {
        key(name)
        bytes.append(UInt8(ascii: "\""))
        text(&bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes a member whose value is JSON already.
    package mutating func member(_ name: String, raw value: [UInt8]) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
        raw(value)
    }

    /// Writes a text value.
    package mutating func string(_ value: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        for byte in value.utf8 { escape(byte) }
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes a value that is JSON already.
    package mutating func raw(_ value: [UInt8]) {
        separate()
        bytes.append(contentsOf: value)
        needsComma = true
    }

    /// Writes `null`.
    package mutating func null() {
        raw([UInt8(ascii: "n"), UInt8(ascii: "u"), UInt8(ascii: "l"), UInt8(ascii: "l")])
    }

    /// Names are our own words and need no escaping.
    private mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    /// RFC 8259 §7; `<` is escaped too, so that an answer pasted into a page cannot close a script element.
    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
        case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
        case UInt8(ascii: "\n"): bytes.append(contentsOf: #"\n"#.utf8)
        case UInt8(ascii: "\r"): bytes.append(contentsOf: #"\r"#.utf8)
        case UInt8(ascii: "\t"): bytes.append(contentsOf: #"\t"#.utf8)
        case 0..<0x20, UInt8(ascii: "<"), 0x7F:
            bytes.append(contentsOf: #"\u00"#.utf8)
            bytes.append(Hexadecimal.digit(byte >> 4))
            bytes.append(Hexadecimal.digit(byte & 0xF))
        default: bytes.append(byte)
        }
    }
}
