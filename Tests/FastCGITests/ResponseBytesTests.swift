import HTTP
import Testing

@testable import FastCGI

/// How an answer is written for nginx.
struct ResponseBytesTests {
    private func text(_ response: Response, to method: String = "GET") -> String {
        String(decoding: response.bytes(to: method), as: UTF8.self)
    }

    @Test func `an empty answer has a length of nothing`() {
        #expect(text(Response(status: 200)) == "Status: 200 OK\r\nContent-Length: 0\r\n\r\n")
    }

    @Test func `headers keep their order and their repetitions`() {
        let answer = Response(status: 201, headers: [("B", "2"), ("A", "1"), ("B", "3")], body: Array("x".utf8))
        #expect(text(answer) == "Status: 201 Created\r\nB: 2\r\nA: 1\r\nB: 3\r\nContent-Length: 1\r\n\r\nx")
    }

    @Test(arguments: ["a\r\nb", "a\nb", "a\rb", "a\u{0}b", "a\u{7F}b"])
    func `what could end a header line is left out`(value: String) {
        #expect(text(Response(status: 200, headers: [("X", value)])).hasPrefix("Status: 200 OK\r\nX: ab\r\n"))
    }

    @Test func `text beyond ASCII and tabs stay`() {
        #expect(text(Response(status: 200, headers: [("X", "ü\tß")])).contains("X: ü\tß\r\n"))
    }

    @Test(arguments: [204, 304])
    func `a status without content has neither length nor body`(status: Int) {
        let answer = Response(status: status, body: Array("hidden".utf8))
        #expect(text(answer).hasSuffix("\r\n\r\n"))
        #expect(!text(answer).contains("Content-Length"))
    }

    @Test func `HEAD has the length of what GET would bring`() {
        #expect(
            text(Response(status: 200, body: Array("four".utf8)), to: "HEAD").hasSuffix("Content-Length: 4\r\n\r\n")
        )
    }
}
