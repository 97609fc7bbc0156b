import HTTP

/// A JSON body, against a parser that knows nothing but RFC 8259, and against our own writer.
@Sendable
func json(_ input: [UInt8]) {
    let strict = StrictJSON.parse(input)
    guard let value = try? JSONValue.parse(input, within: .request) else {
        if let strict, strict.isPlain {
            expect(strict.depth > 8 || strict.hasOddName, "a plain JSON text is refused")
        }
        return
    }
    guard let strict else { fatalError("what is read is not JSON: \(value)") }
    expect(strict.depth <= 8 && !strict.hasOddName, "\(strict.depth) levels or an odd name are read")
    if strict.isPlain { expect(isSame(value, strict.value), "\(value) is not \(strict.value)") }
    var written = JSONWriter()
    written.value(value)
    expect(StrictJSON.parse(written.bytes) != nil, "\(written.bytes) is not JSON")
    let again = try? JSONValue.parse(written.bytes)
    expect(again.map { isSame($0, value) } == true, "\(String(decoding: written.bytes, as: UTF8.self)) is not \(value)")
    readFields(input, value)
}

/// What the field readers may make of an object.
private func readFields(_ body: [UInt8], _ value: JSONValue) {
    let known: Set<String> = ["text", "number", "flag", "object", "array", "element"]
    guard case .object(let members) = value, let fields = try? JSONFields(body: body, known: known) else {
        if case .object = value { fatalError("an object is not read") }
        return
    }
    expect(
        found(fields.errors) == told(members.keys.filter { !known.contains($0) }.sorted().map { "\($0) unknown" }),
        "names"
    )
    if let text = fields.words("text", atMost: 40, multiline: true) {
        let scalars = text.unicodeScalars
        expect((1...40).contains(scalars.count), "\(scalars.count) characters")
        expect(text.first?.isWhitespace == false && text.last?.isWhitespace == false, "\(text) is not trimmed")
        expect(
            scalars.allSatisfy { $0 == "\n" || $0 == "\r" || $0 == "\t" || $0.properties.generalCategory != .control },
            "control"
        )
    }
    if let number = fields.integer("number", in: -60...480, step: 5) {
        expect((-60...480).contains(number) && number % 5 == 0, "\(number) is out of range")
    }
    _ = fields.flag("flag")
    _ = fields.object("object", known: known)?.words("text", atMost: 10)
    let elements = fields.objects("array", atMost: 3, known: known) ?? []
    expect(elements.count <= 3, "\(elements.count) elements")
    for element in elements { _ = element.integer("number", in: 0...6) }
    let refused = Set(found(fields.errors).map { $0.prefix { $0 != " " } })
    for (name, value) in members where known.contains(name) && name != "element" && !refused.contains(name[...]) {
        expect(isKind(value, of: name), "\(name) is read from \(value)")
    }
}

/// Whether a reader of that name takes such a value without an error; one inside an object or array has its own.
private func isKind(_ value: JSONValue, of name: String) -> Bool {
    switch (name, value) {
    case (_, .null), ("text", .string), ("number", .integer), ("flag", .bool), ("object", .object), ("array", .array):
        true
    default: false
    }
}

/// Equality in which `1.0`, which Foundation takes for a whole number, is the same as `1`.
private func isSame(_ read: JSONValue, _ strict: JSONValue) -> Bool {
    switch (read, strict) {
    case (.integer(let whole), .number(let number)), (.number(let number), .integer(let whole)):
        Double(whole) == number
    case (.array(let left), .array(let right)): left.count == right.count && zip(left, right).allSatisfy(isSame)
    case (.object(let left), .object(let right)):
        left.count == right.count && left.allSatisfy { name, value in right[name].map { isSame(value, $0) } == true }
    default: read == strict
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): raw(Array((flag ? "true" : "false").utf8))
        case .integer(let number): raw(Array(String(number).utf8))
        case .number(let number): raw(Array(number.description.utf8))
        case .string(let text): string(text)
        case .array(let elements): array(elements) { $0.value($1) }
        case .object(let members):
            object { json in
                for (name, value) in members {
                    var inner = JSONWriter()
                    inner.value(value)
                    json.member(name, raw: inner.bytes)
                }
            }
        }
    }
}
