import HTTP
import Testing

struct JSONFieldsWordsTests {
    private func read(_ text: String, multiline: Bool = false, atMost maximum: Int = 5) throws -> (String?, [String]) {
        var json = JSONWriter()
        json.object { $0.member("a", text) }
        let fields = try JSONFields(body: json.bytes, known: ["a"])
        let words = fields.words("a", atMost: maximum, multiline: multiline)
        do { try fields.errors.finish() } catch { return (words, error.errors.map(\.code)) }
        return (words, [])
    }

    @Test(arguments: [
        ("Ana", "Ana"), ("  Ana ", "Ana"), ("\u{A0}Ana\u{3000}", "Ana"), ("A  B", "A  B"), ("", nil), ("   ", nil),
        ("水水水水水", "水水水水水"), ("  12345  ", "12345"), ("🏳️‍🌈", "🏳️‍🌈"),
    ])
    func `words are trimmed, and nothing is nil`(text: String, words: String?) throws {
        #expect(try read(text) == (words, []))
    }

    @Test(arguments: [
        "\u{200B}", "\u{FEFF}", "\u{2800}", "\u{3164}", "\u{AD}", "\u{FFA0}", "\u{115F}", "\u{180E}", "\u{2060}",
        "\u{FE0F}",
        "\u{E0020}", "\u{200B} \u{AD}", "\u{301}", "\u{20DD}", "\u{202E}",
    ])
    func `what nobody can see is nothing`(text: String) throws {
        #expect(try read(text) == (nil, []))
        #expect(try read("\(text)a").0?.isEmpty == false)
    }

    @Test(arguments: ["水", "ශ්‍රී", "🚣", "-", "نور", "ཀ", "\u{903}"])
    func `one character to see is enough`(text: String) throws {
        #expect(try read(text) == (text, []))
    }

    @Test func `accents are limited, because thousands of them cost seconds`() throws {
        let accents = String(repeating: "\u{301}\u{316}", count: 15)
        #expect(try read("a\(accents)a\(accents)", atMost: 99) == ("a\(accents)a\(accents)", []))
        #expect(try read("a\(accents)\u{301}", atMost: 99) == (nil, ["too_many_marks"]))
    }

    @Test(arguments: ["123456", "🏳️‍🌈🏳️‍🌈", "e\u{301}e\u{301}e\u{301}"])
    func `length counts Unicode scalars`(text: String) throws {
        #expect(try read(text) == (nil, ["too_long"]))
    }

    @Test(arguments: ["a\u{0}", "\u{7}", "a\u{7F}", "a\u{85}", "a\u{2028}b", "a\u{2029}", "a\nb", "a\tb", "\r"])
    func `control characters are refused, also at the ends`(text: String) throws {
        #expect(try read(text) == (nil, ["control_character"]))
    }

    @Test
    func `a text of several lines may have line ends and tabs, and nothing else`() throws {
        #expect(try read("a\r\n\tb", multiline: true) == ("a\r\n\tb", []))
        #expect(try read("\n\n", multiline: true) == (nil, []))
        #expect(try read("a\u{B}b", multiline: true) == (nil, ["control_character"]))
    }
}
