import HTTP

/// Reads JSON as RFC 8259 writes it down, and nothing else.
struct StrictJSON {
    /// What was read; of a repeated name the first value.
    private(set) var value = JSONValue.null

    /// Whether a member has a name that is long or not visible ASCII.
    private(set) var hasOddName = false

    /// How deep arrays and objects lie in each other.
    private(set) var depth = 0

    /// Whether no reader could take it otherwise: no repeated names, lone surrogates or numbers beyond `Double`.
    private(set) var isPlain = true

    private var rest: ArraySlice<UInt8>
    private var level = 0

    /// The whole text as one value; nil when it is not JSON in UTF-8.
    static func parse(_ text: [UInt8]) -> StrictJSON? {
        guard String(validating: text, as: UTF8.self) != nil else { return nil }
        var reader = StrictJSON(rest: text[...])
        guard let value = reader.readValue() else { return nil }
        reader.value = value
        return reader.rest.isEmpty ? reader : nil
    }

    private init(rest: ArraySlice<UInt8>) { self.rest = rest }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipBlanks() {
        rest = rest.drop { $0 == 32 || $0 == 9 || $0 == 10 || $0 == 13 }
    }

    /// A value with the blanks around it.
    private mutating func readValue() -> JSONValue? {
        skipBlanks()
        defer { skipBlanks() }
        for (word, value) in [("null", JSONValue.null), ("true", .bool(true)), ("false", .bool(false))]
        where rest.starts(with: word.utf8) {
            rest = rest.dropFirst(word.utf8.count)
            return value
        }
        switch rest.first {
        case UInt8(ascii: "\""): return readString().map { .string($0) }
        case UInt8(ascii: "["): return readList("[", "]") { $0.readValue() }.map { .array($0) }
        case UInt8(ascii: "{"):
            guard let members = readList("{", "}", { $0.readMember() }) else { return nil }
            let object = Dictionary(members) { first, _ in first }
            if object.count < members.count { isPlain = false }
            return .object(object)
        default: return readNumber()
        }
    }

    private mutating func readList<Element>(
        _ open: Unicode.Scalar,
        _ close: Unicode.Scalar,
        _ read: (inout StrictJSON) -> Element?
    ) -> [Element]? {
        guard level < 200, skip(open) else { return nil }
        level += 1
        depth = max(depth, level)
        defer { level -= 1 }
        var elements: [Element] = []
        skipBlanks()
        if skip(close) { return elements }
        while true {
            guard let element = read(&self) else { return nil }
            elements.append(element)
            if skip(close) { return elements }
            guard skip(",") else { return nil }
        }
    }

    private mutating func readMember() -> (String, JSONValue)? {
        skipBlanks()
        guard let name = readString() else { return nil }
        if name.utf8.count > 64 || !name.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { hasOddName = true }
        skipBlanks()
        guard skip(":"), let value = readValue() else { return nil }
        return (name, value)
    }

    private mutating func readNumber() -> JSONValue? {
        let text = rest.prefix { "+-.eE0123456789".utf8.contains($0) }
        rest = rest.dropFirst(text.count)
        let number = String(decoding: text, as: UTF8.self)
        guard number.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil else { return nil }
        if let whole = Int(number) { return .integer(whole) }
        guard let double = Double(number), double.isFinite else {
            isPlain = false
            return .null
        }
        // A digit more than a Double holds, or one too small for it: readers differ.
        if text.count > 15 || double == 0 { isPlain = false }
        return .number(double)
    }

    private mutating func readString() -> String? {
        guard skip("\"") else { return nil }
        var units: [UInt16] = []
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte < 0x20 { return nil }
            if byte != UInt8(ascii: "\\"), byte != UInt8(ascii: "\"") {
                bytes.append(byte)
                continue
            }
            units += String(decoding: bytes, as: UTF8.self).utf16
            bytes = []
            if byte == UInt8(ascii: "\"") {
                let text = String(decoding: units, as: UTF16.self)
                if !text.utf16.elementsEqual(units) { isPlain = false }
                return text
            }
            guard let unit = readEscape() else { return nil }
            units.append(unit)
        }
        return nil
    }

    private mutating func readEscape() -> UInt16? {
        switch rest.popFirst() {
        case UInt8(ascii: "\""): return 0x22
        case UInt8(ascii: "\\"): return 0x5C
        case UInt8(ascii: "/"): return 0x2F
        case UInt8(ascii: "b"): return 8
        case UInt8(ascii: "f"): return 12
        case UInt8(ascii: "n"): return 10
        case UInt8(ascii: "r"): return 13
        case UInt8(ascii: "t"): return 9
        case UInt8(ascii: "u"):
            var unit: UInt16 = 0
            for _ in 0..<4 {
                guard let digit = rest.popFirst().flatMap(digit) else { return nil }
                unit = unit << 4 | UInt16(digit)
            }
            return unit
        default: return nil
        }
    }
}
