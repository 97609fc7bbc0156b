import Outbound
import Testing

struct ServiceURLTests {
    @Test(arguments: [
        ("https://api.resend.com", "https://api.resend.com"),
        ("https://proxy.example:8443/resend/", "https://proxy.example:8443/resend"),
        ("HTTPS://API.resend.com/", "https://API.resend.com"), ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost", "http://localhost"), ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("smtps://smtp.resend.com:465", "smtps://smtp.resend.com:465"), ("smtp://mail.example", "smtp://mail.example"),
    ])
    func `an address keeps host, port and path`(text: String, expected: String) {
        #expect(ServiceURL(text)?.text == expected)
    }

    @Test(arguments: [
        "http://api.resend.com", "http://127.0.0.1.example.com", "http://128.0.0.1", "http://127.0.0.1@evil.example",
        "ftp://example.com", "file:///etc/passwd", "https://", "https://:443", "https://user:word@example.com",
        "https://example.com:99999", "https://example.com:x", "https://example.com?x=1", "https://exa mple.com",
        "https://example.com/\r\nX: y", "https://bücher.example", "", "api.resend.com", "https://example.com#x",
    ])
    func `what is no service's address is refused`(text: String) {
        #expect(ServiceURL(text) == nil)
    }
}
