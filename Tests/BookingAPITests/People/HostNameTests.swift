import BookingAPI
import Testing

struct HostNameTests {
    /// The first three are from RFC 3492 §7.1.
    @Test(arguments: [
        ("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"),
        ("почемужеонинеговорятпорусски", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l"),
        ("TạisaohọkhôngthểchỉnóitiếngViệt", "xn--tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g"),
        ("bücher.example", "xn--bcher-kva.example"), ("BÜCHER.Example.", "xn--bcher-kva.example"),
        ("bu\u{308}cher.example", "xn--bcher-kva.example"), ("münchen-ost.example", "xn--mnchen-ost-9db.example"),
        ("faß.example", "xn--fa-hia.example"),
        ("book.example.com", "book.example.com"), ("Book.Example.COM.", "book.example.com"), ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"), ("xn--bcher-kva.example", "xn--bcher-kva.example"),
    ])
    func `a host is kept as browsers send it`(text: String, host: String?) {
        #expect(hostName(text) == host)
    }

    @Test(arguments: [
        "", ".", "..", "a..b", ".a", "a:80", "a/b", "a b", "-a.example", "a-.example", "☃.example", "a_b.example",
        "a\u{200B}b.example", "\u{200D}.example", "a\u{0}", "[::1]", "a@b", "*.example.com",
        String(repeating: "a", count: 64),
        String(repeating: "ä", count: 60), String(repeating: "abc.", count: 64) + "d",
    ])
    func `what is no host is refused`(text: String) {
        #expect(hostName(text) == nil)
    }

    @Test(arguments: [
        ("https://www.example.com", "https://www.example.com"),
        ("HTTPS://WWW.Example.com:443", "https://www.example.com"),
        ("http://localhost:8080", "http://localhost:8080"), ("http://a.example:80", "http://a.example"),
        ("https://bücher.example:8443", "https://xn--bcher-kva.example:8443"),
        ("https://a.example/", nil), ("https://a.example?x", nil), ("https://u@a.example", nil),
        ("ftp://a.example", nil),
        ("https:a.example", nil), ("https://a.example:0", nil), ("https://a.example:x", nil), ("https://", nil),
        ("null", nil),
        ("*", nil), ("https://a.example https://b.example", nil),
    ])
    func `an origin is kept as browsers send it`(text: String, origin: String?) {
        #expect(webOrigin(text) == origin)
    }
}
