import HTTP
import Testing

struct JSONWriterTests {
    private func json(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test
    func `members of every type stand in the order in which they were written`() {
        let text = json {
            $0.object {
                $0.member("text", "a")
                $0.member("none", nil as String?)
                $0.member("number", -12)
                $0.member("noNumber", nil as Int?)
                $0.member("yes", true)
                $0.member("no", false)
                $0.member("time") { $0.append(contentsOf: "2026-11-22T12:00:00Z".utf8) }
                $0.member("raw", raw: Array("[1,2]".utf8))
            }
        }
        #expect(
            text == """
                {"text":"a","none":null,"number":-12,"noNumber":null,"yes":true,"no":false,\
                "time":"2026-11-22T12:00:00Z","raw":[1,2]}
                """
        )
    }

    @Test
    func `objects and arrays nest, empty ones too, with commas only between`() {
        let text = json {
            $0.object {
                $0.array("empty", [Int]()) { $0.raw(Array("\($1)".utf8)) }
                $0.object("inner") { _ in }
                $0.array("names", ["a", "b"]) { $0.string($1) }
                $0.array("pairs", [[1], []]) { json, pair in
                    json.array(pair) { json, _ in json.null() }
                }
                $0.member("last", 0)
            }
        }
        #expect(text == #"{"empty":[],"inner":{},"names":["a","b"],"pairs":[[null],[]],"last":0}"#)
    }

    @Test(arguments: [
        ("\"\\/", #""\"\\/""#), ("\n\r\t", #""\n\r\t""#), ("\u{0}\u{1}\u{1F}\u{7F}", #""\u0000\u0001\u001f\u007f""#),
        ("</script>", #""\u003c/script>""#), ("Zoë 水 🌊", "\"Zoë 水 🌊\""), ("", "\"\""),
    ])
    func `a text is escaped where it must be and nowhere else`(text: String, written: String) throws {
        let json = json { $0.string(text) }
        #expect(json == written)
        #expect(try JSONValue.parse(Array(json.utf8)) == .string(text))
    }

    @Test
    func `a member may be named at run time, and its text appended as bytes`() {
        let text = json {
            $0.object {
                $0.member("a\"b", text: "c\"d")
                $0.member("time") { $0.append(contentsOf: "12:00".utf8) }
            }
        }
        #expect(text == #"{"a\"b":"c\"d","time":"12:00"}"#)
    }

    @Test
    func `the name of a raw member is escaped as well`() {
        #expect(json { $0.object { $0.member("a\"b", raw: [UInt8(ascii: "1")]) } } == #"{"a\"b":1}"#)
    }

    @Test
    func `what a member throws ends the writing`() {
        struct Stop: Error {}
        var writer = JSONWriter()
        writer.reserve(100)
        #expect(throws: Stop.self) { try writer.object { _ in throw Stop() } }
    }
}
