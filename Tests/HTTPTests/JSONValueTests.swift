import Foundation
import HTTP
import Testing

struct JSONValueTests {
    @Test(arguments: [
        ("null", JSONValue.null), ("true", .bool(true)), ("false", .bool(false)), ("0", .integer(0)),
        ("1", .integer(1)),
        ("-9223372036854775808", .integer(.min)), ("1.5", .number(1.5)), ("-0", .integer(0)), ("10.0", .integer(10)),
        ("1e2", .integer(100)),
        ("9007199254740993.0", .integer(9_007_199_254_740_992)),
        ("18014398509481984.0", .number(18_014_398_509_481_984)),
        ("1e300", .number(1e300)),
        ("\"\"", .string("")), ("\"true\"", .string("true")), (#""\u00fc\ud83c\udf0a""#, .string("ü🌊")),
        ("[]", .array([])), ("[1,[null]]", .array([.integer(1), .array([.null])])), ("{}", .object([:])),
        (#" { "a" : { "b" : [ ] } } "#, .object(["a": .object(["b": .array([])])])),
        (#"[",]",",\"]"]"#, .array([.string(",]"), .string(",\"]")])),
    ])
    func `each type of JSON is told apart`(text: String, value: JSONValue) throws {
        #expect(try JSONValue.parse(Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "", " ", "{", "}", "{\"a\":}", "{\"a\" 1}", "{a:1}", "{}{}", "nul", "'a'", "\"a", "01", "+1", ".5",
        "\"\u{1}\"", "\"\\x\"", "\"\\ud800\"", "NaN", "Infinity", "-", "1.", "1e", "1e+", "-01", "\"\\u12\"",
        "\"\\udc00\"", "\"\\ud800\\u0041\"", "\u{FEFF}{}", "// comment\n1", "1e999",
        "[1,]", "[1, \n]", "{\"a\":[],}", "[{\"a\":\"\\\\\",\t}]", "[,]",
        String(repeating: "[", count: 30_000),
        String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000),
    ])
    func `what is not JSON is malformed`(text: String) {
        let problem = #expect(throws: Problem.self) { try JSONValue.parse(Array(text.utf8)) }
        #expect(problem?.status == 400)
        #expect(problem?.code == "malformed_json")
    }

    @Test(arguments: [
        #"{"a":1,"a":1}"#, #"{"a":1,"\u0061":2}"#, #"[{"b":{"a":[],"c":":","a":null}}]"#,
    ])
    func `a name given twice is malformed, because readers differ in which one counts`(text: String) {
        let problem = #expect(throws: Problem.self) { try JSONValue.parse(Array(text.utf8)) }
        #expect(problem?.code == "malformed_json")
        #expect(problem?.detail.contains("twice") == true)
    }

    @Test func `what a second member of the same name holds is looked at`() {
        let text = Array(#"{"a":{},"a":{""#.utf8) + [0xF4] + Array(#"":1}}"#.utf8)
        #expect(throws: Problem.self) { try JSONValue.parse(text) }
    }

    @Test(arguments: [[0xFF], [0x22, 0xC3, 0x28, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22]])
    func `bytes that are not UTF-8 are malformed`(bytes: [UInt8]) {
        #expect(throws: Problem.self) { try JSONValue.parse(bytes) }
    }

    @Test(arguments: [("[", "]", "1"), (#"{"a":"#, "}", "[]"), ("[", "]", #""[[[[\"[[[[[[""#)])
    func `a body nested deeper than any of ours is refused before it costs time`(
        open: String,
        close: String,
        leaf: String
    ) throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: open, count: depth) + leaf + String(repeating: close, count: depth)).utf8)
        }
        _ = try JSONValue.parse(nested(7), within: .request)
        for depth in [9, 500, 5000] {
            let problem = #expect(throws: Problem.self) { try JSONValue.parse(nested(depth), within: .request) }
            #expect(problem?.code == "malformed_json")
            #expect(problem?.detail == "The body is nested more than 8 levels deep.")
        }
    }

    @Test(arguments: ["{}", #"{"a":"\u{2200}"}"#, "\u{FEFF}[]"])
    func `JSON in UTF-16 or UTF-32 is malformed`(text: String) {
        var (little, big, wide): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
        for unit in text.utf16 {
            let bytes = [UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)]
            big += bytes
            little += bytes.reversed()
            wide += [0, 0] + bytes
        }
        for bytes in [little, big, wide] {
            #expect(#expect(throws: Problem.self) { try JSONValue.parse(bytes) }?.code == "malformed_json")
        }
    }

    @Test(arguments: [
        ("[" + Array(repeating: "0", count: 8000).joined(separator: ",") + "]", "8000 values"),
        ("{" + (0...6000).map { "\"\($0)\":0" }.joined(separator: ",") + "}", "6000 members"),
        (String(repeating: "1", count: 65), "a number of more than 64 characters"),
    ])
    func `a body that holds more than any of ours is refused`(text: String, what: String) {
        let problem = #expect(throws: Problem.self) { try JSONValue.parse(Array(text.utf8), within: .request) }
        #expect(problem?.code == "malformed_json")
        #expect(problem?.detail.contains(what) == true)
    }

    @Test func `every text that Foundation writes is read as it was meant`() throws {
        for value in ["a\"\\/\u{8}\u{C}\n\r\t", "\u{1F30A}\u{7F}\u{2028}", String(repeating: "ü水🌊", count: 500)] {
            let text = try JSONEncoder().encode([value])
            #expect(try JSONValue.parse(Array(text)) == .array([.string(value)]))
        }
    }
}
