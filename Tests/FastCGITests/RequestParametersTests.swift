@testable import FastCGI
import HTTP
import Testing

/// How CGI variables become a request.
struct RequestParametersTests {
    @Test(arguments: [
        ("/a/b", "/a/b", ""),
        ("/a?", "/a", ""),
        ("/a?x=1?y", "/a", "x=1?y"),
        ("/%2e%2E//b;c", "/%2e%2E//b;c", ""),
        ("/a#part?x", "/a", ""),
        ("/a?x#part", "/a", "x"),
        ("http://other.example/a?x", "/a", "x"),
        ("http://other.example", "/", ""),
        ("http://other.example?x", "/", "x"),
        ("*", "*", ""),
        ("/a?\u{301}x", "/a", "\u{301}x"),
        ("/a?x#\u{301}y", "/a", "x"),
        ("/\u{301}a", "/\u{301}a", ""),
        ("http://other.example/\u{301}a", "/\u{301}a", ""),
        ("", "", ""),
    ])
    func `path and query come from the target as it was sent`(target: String, path: String, query: String) {
        let request = Request(parameters: [("REQUEST_URI", target)], body: [])
        #expect(Array(request.path.utf8) == Array(path.utf8))
        #expect(Array(request.query.utf8) == Array(query.utf8))
    }

    @Test(arguments: [
        ("Example.COM", "example.com"), ("example.com:8080", "example.com"), ("[::1]:80", "[::1]"), ("", ""),
        (":80", ""), ("\u{212A}.example", ""), ("a.example:\u{301}80", "a.example"),
    ])
    func `the host has no port and no capitals`(sent: String, host: String) {
        #expect(Request(parameters: [("HTTP_HOST", sent)], body: []).host == host)
    }

    @Test func `a name or a method that is not ASCII is passed over`() {
        let request = Request(
            parameters: [("HTTP_\u{301}A", "1"), ("HTTP_A", "2"), ("REQUEST_METHOD", "G\u{301}")],
            body: []
        )
        #expect(request.headers.firstValues == ["a": "2"])
        #expect(request.method.isEmpty)
    }

    @Test func `headers keep their order and their repetitions`() {
        let request = Request(
            parameters: [("HTTP_X_A", "1"), ("HTTP_AUTHORIZATION", "a"), ("HTTP_X_A", "2"), ("HTTP_X_EMPTY", "")],
            body: []
        )
        #expect(request.headers["x-a"] == "1")
        #expect(request.headers.count(of: "x-a") == 2)
        #expect(request.headers["authorization"] == "a")
        #expect(request.headers["x-empty"] == "")
    }

    @Test func `content type and length are headers once`() {
        let request = Request(
            parameters: [
                ("CONTENT_TYPE", "application/json"), ("HTTP_CONTENT_TYPE", "application/json"), ("CONTENT_LENGTH", ""),
                ("HTTP_CONTENT_LENGTH", "7"), ("REMOTE_ADDR", "10.0.0.9"), ("REQUEST_METHOD", "PUT"),
            ],
            body: [1]
        )
        #expect(request.headers.count(of: "content-type") == 1)
        #expect(request.headers["content-length"] == nil)
        #expect(request.headers["remote-addr"] == nil)
        #expect(request.remoteAddress == "10.0.0.9")
        #expect(request.method == "PUT")
        #expect(request.body == [1])
    }

    @Test(arguments: [
        ["text/plain", "application/json"], ["application/json", "application/json; charset=utf-8"],
        ["application/json, text/plain"], ["text/plain", "application/json", "text/plain"],
        ["text/plain; a", "text/plain\u{37E} a"],  // for Swift's ==, a Greek question mark is a semicolon
    ])
    func `a second content type that differs is not lost`(lines: [String]) {
        let first = String(lines[0].prefix { $0 != "," })
        let parameters = [(name: "CONTENT_TYPE", value: first)] + lines.map { (name: "HTTP_CONTENT_TYPE", value: $0) }
        #expect(Request(parameters: parameters, body: []).headers.count(of: "content-type") == 2)
    }

    @Test func `nginx names the request`() {
        #expect(Request(parameters: [("REQUEST_ID", "0a1b-2C")], body: []).id == "0a1b-2C")
    }

    @Test(arguments: ["", "with space", "line\nbreak", "quote\"", String(repeating: "a", count: 65)])
    func `a name that could not stand in a log is replaced`(given: String) {
        let ids = (0..<2).map { _ in Request(parameters: [("REQUEST_ID", given)], body: []).id }
        #expect(ids[0] != ids[1])
        #expect(ids.allSatisfy { $0.utf8.count == 32 })
    }

    @Test func `a request without variables is an empty one`() {
        let request = Request(parameters: [], body: [])
        #expect(request.method.isEmpty)
        #expect(request.path == "/")
        #expect(request.host.isEmpty)
    }
}
