@testable import HTTP
import Testing

struct QueryFieldsTests {
    private func codes(_ fields: QueryFields) -> [String] {
        do { try fields.errors.finish() } catch { return error.errors.map { "\($0.field): \($0.code)" } }
        return []
    }

    @Test(arguments: [
        ("a=b", "b"), ("a=", ""), ("a", ""), ("x=1&a=b&y=2", "b"), ("a=b=c", "b=c"), ("a=b+c", "b c"),
        ("a=b%20c", "b c"),
        ("%61=b", "b"), ("a=%C3%BC", "ü"), ("a=%2B49", "+49"), ("a=%26%3d", "&="), ("&&a=b&", "b"), ("a=ü", "ü"),
    ])
    func `a parameter is found and decoded`(query: String, value: String) {
        let fields = QueryFields(query)
        #expect(fields.text("a") == value)
        #expect(codes(fields).isEmpty)
    }

    @Test(arguments: ["", "b=1", "A=1", "aa=1", "="])
    func `an absent parameter is nil`(query: String) {
        let fields = QueryFields(query)
        #expect(fields.text("a") == nil)
        #expect(fields.integer("a", in: 1...2) == nil)
        #expect(fields.flag("a") == nil)
        #expect(codes(fields).isEmpty)
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%FF", "a=%C3", "%=1", "a=%ED%A0%80"])
    func `a broken escape and what is not UTF-8 are refused`(query: String) {
        #expect(codes(QueryFields(query)) == ["query: encoding"])
    }

    @Test(arguments: ["a=1&a=1", "a=1&b=2&a=3", "a&a", "a=1&%61=1"])
    func `a parameter given twice is refused`(query: String) {
        #expect(codes(QueryFields(query)) == ["a: repeated"])
    }

    @Test(arguments: [
        ("5", 5), ("20", 20), ("-0", nil), ("4", nil), ("21", nil), ("7", nil), ("", nil), ("5.0", nil),
        ("abc", nil), (" 5", nil), ("5%20", nil), ("0x5", nil), ("99999999999999999999", nil), ("٥", nil),
    ])
    func `a number keeps to its range and steps`(text: String, number: Int?) {
        let fields = QueryFields("n=\(text)")
        #expect(fields.integer("n", in: 5...20, step: 5) == number)
        #expect(codes(fields) == (number == nil ? ["n: format"] : []))
    }

    @Test(arguments: [("true", true), ("false", false), ("1", nil), ("TRUE", nil), ("", nil), ("yes", nil)])
    func `a flag is true or false`(text: String, flag: Bool?) {
        let fields = QueryFields("f=\(text)")
        #expect(fields.flag("f") == flag)
        #expect(codes(fields) == (flag == nil ? ["f: format"] : []))
    }

    @Test
    func `every error is told at once, in words`() {
        let fields = QueryFields("days=63&explain=maybe")
        _ = fields.integer("days", in: 1...62)
        _ = fields.flag("explain")
        _ = fields.value("date", "a date") { Int($0) }
        fields.refuse("status", "There is no such status.")
        let problem = #expect(throws: Problem.self) { try fields.errors.finish() }
        #expect(
            problem?.errors == [
                .init(field: "days", code: "format", detail: "days must be a whole number, 1 to 62."),
                .init(field: "explain", code: "format", detail: "explain must be true or false."),
                .init(field: "status", code: "invalid", detail: "There is no such status."),
            ]
        )
    }

    @Test
    func `an accent after a delimiter does not hide it`() {
        let fields = QueryFields("a=1&\u{301}b=2&c=\u{301}3&d\u{301}=4")
        #expect(fields.text("a") == "1")
        #expect(fields.text("c") == "\u{301}3")
        #expect(codes(fields).isEmpty)
    }

    @Test
    func `a parameter whose name is not ASCII is nobody's, and a value that is not ASCII has no form`() {
        let fields = QueryFields("\u{E9}=1&e\u{301}=2&a=\u{E9}")
        #expect(!fields.has("\u{E9}") && fields.has("a"))
        #expect(fields.value("a", "a letter") { Optional($0) } == nil)
        #expect(codes(fields) == ["a: format"])
    }
}
