import Notifications
import Testing

private let a152 = String(repeating: "a", count: 152)

struct SMSTextTests {
    @Test(arguments: [
        (String(repeating: "a", count: 160), 160, 1), (String(repeating: "a", count: 161), 161, 2),
        (String(repeating: "a", count: 306), 306, 2), (String(repeating: "a", count: 307), 307, 3),
        (String(repeating: "€", count: 80), 160, 1), (String(repeating: "€", count: 81), 162, 2),
        (a152 + "€" + a152, 306, 3), ("é à ü", 5, 1), ("\u{0C}^{}\\[~]|€", 20, 1), ("", 0, 1),
        ("ΔΦΓΛΩΠΨΣΘΞ£¥¤¡¿§ØøÅåÆæß", 23, 1),
    ])
    func `a text of the GSM alphabet is counted in septets`(text: String, units: Int, segments: Int) {
        let sms = SMSText(text)
        #expect(sms.encoding == .gsm7)
        #expect(sms.units == units)
        #expect(sms.segments == segments)
    }

    @Test(arguments: [
        ("Don’t be late", 13, 1), (String(repeating: "😀", count: 35), 70, 1),
        (String(repeating: "😀", count: 36), 72, 2), (String(repeating: "ж", count: 71), 71, 2),
        (String(repeating: "ж", count: 134), 134, 2), (String(repeating: "ж", count: 135), 135, 3), ("ça", 2, 1),
        ("10:00–11:00", 11, 1), ("9:00\u{202F}AM", 7, 1), ("`", 1, 1),
    ])
    func `any other text is counted in UTF-16 units`(text: String, units: Int, segments: Int) {
        let sms = SMSText(text)
        #expect(sms.encoding == .ucs2)
        #expect(sms.units == units)
        #expect(sms.segments == segments)
    }

    @Test func `a surrogate pair is not split`() {
        // 66 units, then a pair that no longer fits into 67: 33 pairs go into each segment.
        #expect(SMSText(String(repeating: "😀", count: 67)).segments == 3)
    }
}

struct GSM7Tests {
    @Test(arguments: [
        ("Don’t “wait” – 10:00—11:00…", "Don't \"wait\" - 10:00-11:00..."), ("9:00\u{202F}AM", "9:00 AM"),
        ("François Çelik", "Francois Çelik"), ("Łukasz Żółw", "Lukasz Zolw"), ("Nguyễn Thị Đào", "Nguyen Thi Dào"),
        ("Zoë Müller-Lüdenscheidt", "Zoe Müller-Lüdenscheidt"), ("Øystein Åse Æsir", "Øystein Åse Æsir"),
        ("Jose\u{0301} A\u{0308}", "José Ä"), ("Greta 👩‍🏫🏽 ☎️ L.", "Greta L."), ("Œuvre ﬁ", "OEuvre ﬁ"),
    ])
    func `letters and signs come as near as the alphabet allows`(text: String, expected: String) {
        #expect(GSM7.text(text) == expected)
    }

    @Test(arguments: [
        "\u{0DC1}\u{0DCA}\u{200D}\u{0DBB}\u{0DD3} \u{0DBD}\u{0D82}\u{0D9A}\u{0DCF}",  // Sinhala: Sri Lanka
        "\u{0915}\u{094D}\u{200D}\u{0937}", "\u{0930}\u{094D}\u{200D}\u{092F}",  // Devanagari: half ka, eyelash ra
        "\u{09B0}\u{200D}\u{09CD}\u{09AF}",  // Bengali: ra with ya-phala
        "\u{0D28}\u{0D4D}\u{200D}",  // Malayalam: chillu n
        "\u{0645}\u{06CC}\u{200C}\u{062E}\u{0648}\u{0627}\u{0647}\u{0645}",  // Persian: mikhaham
    ])
    func `joiners that letters need stay with them`(text: String) {
        #expect(GSM7.text(text) == text)
        #expect(Array(GSM7.text("\(text) 👩‍🏫").unicodeScalars) == Array(text.unicodeScalars))
        #expect(PlainText.line(text) == text)
    }

    @Test(arguments: [
        ("Auf\u{200C}lage", "Auflage"), ("a\u{200D}b", "ab"), ("1\u{FE0F}\u{20E3} 2", "1 2"), ("\u{200D}x", "x"),
        ("🇩🇪 👍🏽 ❤\u{FE0F} ok", "ok"), ("©\u{FE0F}", "(c)"), ("e\u{200D}\u{0301}", "é"), ("x\u{1F3FD}", "x"),
    ])
    func `only what is built on an emoji goes, and joiners beside Latin letters`(text: String, expected: String) {
        #expect(GSM7.text(text) == expected)
    }

    @Test func `other scripts stay as they are`() {
        #expect(GSM7.text("Иван Ω 山田") == "Иван Ω 山田")
        #expect(SMSText(GSM7.text("Иван")).encoding == .ucs2)
    }

    @Test func `what Latin letters become is in the alphabet`() {
        for value in UInt32(0xC0)...0x17F {
            guard let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic else { continue }
            let text = GSM7.text(String(scalar))
            // Letters of the Sami, of Esperanto's neighbours and of old spelling have no likeness and stay.
            guard !"ĸŊŋſ".contains(text) else { continue }
            #expect(GSM7.septets(of: text) != nil, "U+\(String(value, radix: 16)) \(scalar) became \(text)")
        }
    }
}
