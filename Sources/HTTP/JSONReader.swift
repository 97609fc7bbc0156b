/// Reads JSON (RFC 8259) from left to right, in a time that grows with its length and no faster.
///
/// Not Foundation's decoder: it hashes the names that strangers send, which takes seconds for a name with thousands of
/// accents; it tries one type after the other for each value, which takes half a second for 20,000 objects; and it takes
/// UTF-16, repeated names and commas that end a list. Names of members are visible ASCII here, so what becomes a key is
/// cheap.
struct JSONReader {
    /// The longest name of a member, in bytes; the longest of the contract has 23.
    private static let longestName = 64

    /// The longest number, in characters; RFC 8259 §6 leaves it to the reader.
    private static let longestNumber = 64

    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0
    private var values = 0
    private var members = 0

    /// Reads the whole text as one value.
    ///
    /// - Throws: `malformed_json` (400) for what is not JSON, gives a name twice in one object or holds more than the limits
    ///   say; `invalid_field` for a name that no field has.
    static func read(_ bytes: [UInt8], within limits: JSONLimits) throws(Problem) -> JSONValue {
        var reader = JSONReader(bytes: bytes, limits: limits)
        let value = try reader.readValue()
        guard reader.position == bytes.count else { throw malformed }
        return value
    }

    private init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// A value with the blanks around it.
    private mutating func readValue() throws(Problem) -> JSONValue {
        values += 1
        if values > limits.values { throw JSONReader.tooMuch("more than \(limits.values) values") }
        skipBlanks()
        let value = try readBareValue()
        skipBlanks()
        return value
    }

    private mutating func readBareValue() throws(Problem) -> JSONValue {
        switch next {
        case UInt8(ascii: "\""): return .string(try readText())
        case UInt8(ascii: "{"): return .object(try readMembers())
        case UInt8(ascii: "["): return .array(try readElements())
        case UInt8(ascii: "n"): return try read("null", as: .null)
        case UInt8(ascii: "t"): return try read("true", as: .bool(true))
        case UInt8(ascii: "f"): return try read("false", as: .bool(false))
        default: return try readNumber()
        }
    }

    private mutating func readElements() throws(Problem) -> [JSONValue] {
        var elements: [JSONValue] = []
        try readList("[", "]") { reader throws(Problem) in elements.append(try reader.readValue()) }
        return elements
    }

    private mutating func readMembers() throws(Problem) -> [String: JSONValue] {
        var found: [String: JSONValue] = [:]
        try readList("{", "}") { reader throws(Problem) in
            reader.members += 1
            if reader.members > reader.limits.members {
                throw JSONReader.tooMuch("more than \(reader.limits.members) members")
            }
            reader.skipBlanks()
            let name = try reader.readName()
            reader.skipBlanks()
            guard reader.skip(":") else { throw JSONReader.malformed }
            // A proxy before us may have checked the other one.
            if found.updateValue(try reader.readValue(), forKey: name) != nil {
                throw Problem(400, "malformed_json", "An object of the body gives a name twice.")
            }
        }
        return found
    }

    /// What stands between two brackets, with commas between; no comma ends it.
    private mutating func readList(
        _ open: Unicode.Scalar,
        _ close: Unicode.Scalar,
        _ read: (inout JSONReader) throws(Problem) -> Void
    ) throws(Problem) {
        guard skip(open) else { throw JSONReader.malformed }
        depth += 1
        if depth > limits.depth {
            throw Problem(400, "malformed_json", "The body is nested more than \(limits.depth) levels deep.")
        }
        skipBlanks()
        if !skip(close) {
            repeat { try read(&self) } while skip(",")
            guard skip(close) else { throw JSONReader.malformed }
        }
        depth -= 1
    }

    private mutating func read(_ word: StaticString, as value: JSONValue) throws(Problem) -> JSONValue {
        for scalar in word.description.unicodeScalars {
            guard skip(scalar) else { throw JSONReader.malformed }
        }
        return value
    }
}

// Words and numbers.
extension JSONReader {
    private mutating func readName() throws(Problem) -> String {
        let name = try readBytes()
        guard name.count <= JSONReader.longestName, name.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw Problem.invalidField(
                "",
                "A name in the body is longer than \(JSONReader.longestName) bytes or not ASCII; no field is called so.",
                code: "unknown"
            )
        }
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func readText() throws(Problem) -> String {
        guard let text = String(validating: try readBytes(), as: UTF8.self) else { throw JSONReader.malformed }
        return text
    }

    /// The bytes that stand for a text, escapes resolved.
    private mutating func readBytes() throws(Problem) -> [UInt8] {
        guard skip("\"") else { throw JSONReader.malformed }
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return text
            case UInt8(ascii: "\\"): text.append(contentsOf: try readEscape().utf8)
            case 0..<0x20: throw JSONReader.malformed
            default: text.append(byte)
            }
        }
        throw JSONReader.malformed
    }

    private mutating func readEscape() throws(Problem) -> Unicode.Scalar {
        guard let byte = next else { throw JSONReader.malformed }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try readScalar()
        default: throw JSONReader.malformed
        }
    }

    /// The scalar of one UTF-16 unit, or of two that belong together.
    private mutating func readScalar() throws(Problem) -> Unicode.Scalar {
        let first = try readUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800...0xDBFF).contains(first), skip("\\"), skip("u") else { throw JSONReader.malformed }
        let second = try readUnit()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw JSONReader.malformed }
        return scalar
    }

    private mutating func readUnit() throws(Problem) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = next.flatMap(Hexadecimal.value(of:)) else { throw JSONReader.malformed }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }

    /// A number; one without a fraction in the range of `Int`, however it is written, is whole.
    private mutating func readNumber() throws(Problem) -> JSONValue {
        let start = position
        _ = skip("-")
        if !skip("0") { try skipDigits() }
        if skip(".") { try skipDigits() }
        if skip("e") || skip("E") {
            _ = skip("+") || skip("-")
            try skipDigits()
        }
        guard position - start <= JSONReader.longestNumber else {
            throw JSONReader.tooMuch("a number of more than \(JSONReader.longestNumber) characters")
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let whole = Int(text) { return .integer(whole) }
        guard let number = Double(text), number.isFinite else { throw JSONReader.malformed }
        // Beyond 2^53 a Double is no longer the number that was written.
        if abs(number) <= 9_007_199_254_740_992, let whole = Int(exactly: number) { return .integer(whole) }
        return .number(number)
    }

    /// One digit or more.
    private mutating func skipDigits() throws(Problem) {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        if position == start { throw JSONReader.malformed }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private static var malformed: Problem { Problem(400, "malformed_json", "The body is not valid JSON.") }

    private static func tooMuch(_ what: String) -> Problem {
        Problem(400, "malformed_json", "The body has \(what).")
    }
}
