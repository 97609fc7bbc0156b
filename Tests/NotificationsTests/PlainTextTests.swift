import Notifications
import Testing

struct PlainTextTests {
    @Test(arguments: [
        ("Ana\r\nBcc: all@example.com", "Ana Bcc: all@example.com"), ("  a \t b\u{0}\u{7F} ", "a b"),
        ("a\u{2028}b\u{85}c", "a b c"), ("invoice\u{202E}fdp.exe", "invoicefdp.exe"),
        ("\u{FEFF}Ana\u{2066}", "Ana"), ("\n\n", ""), ("👩‍🏫 Zoë", "👩‍🏫 Zoë"),
    ])
    func `a line holds no control and no change of direction`(text: String, expected: String) {
        #expect(PlainText.line(text) == expected)
    }

    @Test func `lines keep their ends as one kind and lose empty ones around them`() {
        #expect(PlainText.lines("\r\n a\u{7}b \r\n\r\nc\rd\u{2028}e\n\n") == "a b\n\nc\nd\ne")
        #expect(PlainText.lines(" \n ").isEmpty)
    }

    @Test func `a tidied text keeps its spaces and loses what empty sections leave`() {
        #expect(PlainText.tidied("\n\nWhen:   now\n  \n\n\r\n  Where: here\n\n") == "When:   now\n\n  Where: here\n")
        #expect(PlainText.tidied("") == "\n")
    }

    @Test func `a clipped text shows that it was clipped`() {
        #expect(PlainText.clipped("Wolfeschlegelstein", to: 10) == "Wolfesc...")
        #expect(PlainText.clipped("Ana Maria Souza", to: 13) == "Ana Maria...")
        #expect(PlainText.clipped("Ana", to: 3) == "Ana")
    }

    @Test(arguments: [
        ("Rowing on the River", 40, "Rowing on the River"), ("Rowing on the River", 15, "Rowing on..."),
        ("Rowing on the River", 12, "Rowing on..."), ("Wolfeschlegelstein", 10, "Wolfesc..."),
        ("Wolfeschlegelstein and Sons", 10, "Wolfesc..."),
        ("sculls.river-school.example", 10, "sculls.river-school.example"),
        ("https://river.example/x Rowing", 10, "https://river.example/x"), ("ශ්‍රී ශ්‍රී ශ්‍රී ශ්‍රී", 7, "ශ්‍රී..."),
    ])
    func `a shortened text ends between words, and never within an address`(text: String, limit: Int, expected: String)
    {
        #expect(PlainText.shortened(text, to: limit) == expected)
    }

    @Test func `HTML keeps no sign of its own, not even under an accent`() {
        #expect(PlainText.escapedForHTML("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;")
        #expect(PlainText.escapedForHTML("\"\u{0301}<\u{0338}") == "&quot;\u{0301}&lt;\u{0338}")
    }
}
