@testable import HTTP
import Testing

struct JSONFieldsTests {
    private func fields(_ body: String, known: Set<String> = ["a"]) throws -> JSONFields {
        try JSONFields(body: Array(body.utf8), known: known)
    }

    private func codes(_ fields: JSONFields) -> [String] {
        do { try fields.errors.finish() } catch { return error.errors.map { "\($0.field): \($0.code)" } }
        return []
    }

    @Test(arguments: ["[]", "1", "\"a\"", "null", "true"])
    func `a body that is not an object is refused`(body: String) {
        let problem = #expect(throws: Problem.self) { try fields(body) }
        #expect(problem?.code == "invalid_field")
        #expect(problem?.errors.map(\.code) == ["type"])
    }

    @Test
    func `a body that is not JSON is malformed`() {
        #expect(#expect(throws: Problem.self) { try fields("{") }?.code == "malformed_json")
    }

    @Test
    func `unknown names are refused, at every depth, with their path`() throws {
        let fields = try fields(#"{"z":1,"A":1,"a":{"x":1},"list":[{},{"y":1}]}"#, known: ["a", "list"])
        _ = fields.object("a", known: ["b"])
        _ = fields.objects("list", atMost: 5, known: ["c"])
        #expect(codes(fields) == ["A: unknown", "z: unknown", "a.x: unknown", "list[1].y: unknown"])
    }

    @Test
    func `null and a blank text are the same as nothing, but they name the field`() throws {
        let fields = try fields(#"{"a":null,"b":0,"d":"","e":" \u200b\ufeff"}"#, known: ["a", "b", "c", "d", "e"])
        let names = ["a", "b", "c", "d", "e"]
        #expect(names.map { fields.has($0) } == [false, true, false, false, false])
        #expect(names.map { fields.names($0) } == [true, true, false, true, true])
        #expect(names.map { fields.isNull($0) } == [true, false, false, false, false])
        fields.require("a", "b", "c", "d", "e")
        #expect(codes(fields) == ["a: required", "c: required", "d: required", "e: required"])
    }

    @Test
    func `at most 50 errors are told, and then how many more there are`() throws {
        let members = (0..<53).map { "\"n\(100 + $0)\":0" }.joined(separator: ",")
        let problem = try #require(
            #expect(throws: Problem.self) { try fields("{\(members)}").errors.finish() }
        )
        #expect(problem.errors.count == 51)
        #expect(problem.errors.prefix(50).map(\.field) == (0..<50).map { "n\(100 + $0)" })
        #expect(problem.errors.last == .init(field: "", code: "more", detail: "There are 3 more errors."))
        #expect(problem.detail == "53 fields cannot be used; see errors.")
        let fifty = (0..<50).map { "\"n\($0)\":0" }.joined(separator: ",")
        let whole = #expect(throws: Problem.self) { try fields("{\(fifty)}").errors.finish() }
        #expect(whole?.errors.count == 50)
    }

    @Test(arguments: [#"{"\u00e9":1}"#, "{\"\(String(repeating: "a", count: 65))\":1}", #"{"a":{"\n":1}}"#])
    func `a name that is long or not ASCII is unknown`(body: String) throws {
        let problem = #expect(throws: Problem.self) { try fields(body) }
        #expect(problem?.code == "invalid_field")
        #expect(problem?.errors.map(\.code) == ["unknown"])
    }

    @Test
    func `null and absence are nil without error in every reader`() throws {
        for body in ["{}", #"{"a":null}"#] {
            let fields = try fields(body)
            #expect(fields.text("a") == nil)
            #expect(fields.words("a", atMost: 5) == nil)
            #expect(fields.value("a", "a number") { Int($0) } == nil)
            #expect(fields.integer("a", in: 0...9) == nil)
            #expect(fields.flag("a") == nil)
            #expect(fields.object("a", known: []) == nil)
            #expect(fields.objects("a", atMost: 1, known: []) == nil)
            #expect(codes(fields).isEmpty)
        }
    }

    @Test(arguments: ["", " ", "\\u00a0", "\\u200b"])
    func `a blank text is nil where a text may stand, and of another type elsewhere`(text: String) throws {
        let fields = try fields(#"{"a":"\#(text)"}"#)
        #expect(fields.text("a") == nil)
        #expect(fields.value("a", "a number") { Int($0) } == nil)
        #expect(fields.integer("a", in: 0...9) == nil)
        #expect(codes(fields) == ["a: type"])
    }

    @Test(arguments: ["1", "1.5", "true", "[]", "{}", "\"text\""])
    func `a value of another type is refused by every reader`(value: String) throws {
        let readers: [(String, (JSONFields) -> Bool)] = [
            ("\"", { $0.text("a") == nil }), ("\"", { $0.words("a", atMost: 5) == nil }),
            ("\"", { $0.value("a", "x") { Optional($0) } == nil }), ("t", { $0.flag("a") == nil }),
            ("{", { $0.object("a", known: []) == nil }), ("[", { $0.objects("a", atMost: 5, known: []) == nil }),
            ("1", { $0.integer("a", in: 0...9) == nil }),
        ]
        for (first, isRefused) in readers where !(value.hasPrefix(first) && value != "1.5") {
            let fields = try fields("{\"a\":\(value)}")
            #expect(isRefused(fields))
            #expect(codes(fields) == ["a: type"])
        }
    }

    @Test
    func `values of the right type are read`() throws {
        let fields = try fields(
            #"{"t":" x ","d":"7","n":10,"f":false,"o":{"i":1},"l":[{"i":2}]}"#,
            known: ["t", "d", "n", "f", "o", "l"]
        )
        #expect(fields.text("t") == " x ")
        #expect(fields.value("d", "a number") { Int($0) } == 7)
        #expect(fields.integer("n", in: 5...20, step: 5) == 10)
        #expect(fields.flag("f") == false)
        #expect(fields.object("o", known: ["i"])?.integer("i", in: 1...1) == 1)
        #expect(fields.objects("l", atMost: 1, known: ["i"])?.map { $0.integer("i", in: 2...2) } == [2])
        #expect(codes(fields).isEmpty)
    }

    @Test(arguments: ["4", "21", "7", "-10", "9223372036854775807", "-9223372036854775808"])
    func `a number outside its range or steps is refused`(number: String) throws {
        let fields = try fields("{\"a\":\(number)}")
        #expect(fields.integer("a", in: 5...20, step: 5) == nil)
        #expect(codes(fields) == ["a: range"])
    }

    @Test(arguments: ["1e300", "99999999999999999999", "10.5"])
    func `a number that is not whole is of another type`(number: String) throws {
        let fields = try fields("{\"a\":\(number)}")
        #expect(fields.integer("a", in: 5...20) == nil)
        #expect(codes(fields) == ["a: type"])
    }

    @Test
    func `a text in another form is refused in the caller's words`() throws {
        let fields = try fields(#"{"a":"x"}"#)
        #expect(fields.value("a", "a number") { Int($0) } == nil)
        let problem = #expect(throws: Problem.self) { try fields.errors.finish() }
        #expect(problem?.errors == [.init(field: "a", code: "format", detail: "a must be a number.")])
    }

    @Test
    func `an array is limited, and its elements are objects`() throws {
        let long = try fields(#"{"a":[{},{},{}]}"#)
        #expect(long.objects("a", atMost: 2, known: []) == nil)
        #expect(codes(long) == ["a: too_many"])
        let mixed = try fields(#"{"a":[{},1,null]}"#)
        #expect(mixed.objects("a", atMost: 3, known: [])?.count == 1)
        #expect(codes(mixed) == ["a[1]: type", "a[2]: type"])
    }

    @Test
    func `an error that the caller finds carries the path`() throws {
        let fields = try fields(#"{"a":[{"b":{}}]}"#)
        let inner = try #require(fields.objects("a", atMost: 1, known: ["b"])?.first?.object("b", known: []))
        inner.refuse("c", "No.")
        #expect(inner.field("c") == "a[0].b.c")
        #expect(codes(fields) == ["a[0].b.c: invalid"])
    }
}
