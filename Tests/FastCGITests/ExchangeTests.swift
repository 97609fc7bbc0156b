import LocalStack
import TestSupport
import Testing

/// What goes over the wire between nginx and a worker, and what must not.
struct ExchangeTests {
    private let service: EchoService

    init() throws { service = try EchoService(workers: 1, threads: 2) }

    @Test func `an answer has status, headers, length and body`() throws {
        let answer = try #require(
            service.ask("/a%20b?x=1", [("HTTP_HOST", "Example.com:8080"), ("REMOTE_ADDR", "10.1.2.3")])
        )
        #expect(answer.hasPrefix("Status: 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"))
        #expect(answer.contains(#""path":"/a%20b","query":"x=1","host":"example.com","remoteAddress":"10.1.2.3""#))
        let parts = try #require(answer.split(separator: "\r\n\r\n").last)
        #expect(answer.contains("Content-Length: \(parts.utf8.count)\r\n"))
    }

    @Test func `a repeated header stays repeated`() throws {
        let twice = [("HTTP_AUTHORIZATION", "Bearer a"), ("HTTP_AUTHORIZATION", "Bearer b")]
        #expect(try #require(service.ask("/", twice)).contains(#""authorization":2"#))
    }

    @Test func `a body is read to its end`() throws {
        let body = [UInt8](repeating: 7, count: 65_536)
        let answer = service.ask("/", [("CONTENT_LENGTH", "65536")], body: body)
        #expect(try #require(answer).contains(#""bodyBytes":65536"#))
    }

    @Test(arguments: [65_537, 500_000, 4_000_000])
    func `a body over the limit is answered 413`(count: Int) throws {
        let body = [UInt8](repeating: 7, count: count)
        let answer = try #require(service.ask("/", [("CONTENT_LENGTH", String(count))], body: body))
        #expect(answer.hasPrefix("Status: 413 Content Too Large\r\n"))
        #expect(answer.contains(#""code":"payload_too_large""#))
    }

    @Test(arguments: ["4", "6", "-5", "99999999999999999999", "5.0", "five", "+-5"])
    func `a length that is not the body's is answered 400`(claim: String) throws {
        let answer = try #require(service.ask("/", [("CONTENT_LENGTH", claim)], body: Array("12345".utf8)))
        #expect(answer.hasPrefix("Status: 400 Bad Request\r\n"))
        #expect(answer.contains(#""code":"malformed_json""#))
    }

    @Test func `an empty length is no claim`() throws {
        let answer = try #require(service.ask("/", [("CONTENT_LENGTH", "")], body: Array("12345".utf8)))
        #expect(answer.contains(#""bodyBytes":5"#))
    }

    @Test func `sixty-four kibibytes of parameters arrive`() throws {
        let long = String(repeating: "v", count: 64_000)
        let answer = try #require(service.ask("/", [("HTTP_X_TEST", long)]))
        #expect(answer.contains(#""test":"vvvv"#))
        #expect(answer.utf8.count > 64_000)
    }

    @Test func `a record before the request's first is passed over, whoever asked before`() throws {
        let service = try EchoService(workers: 1, threads: 1)
        for _ in 0..<2 {
            let client = try #require(RawClient(service.socketPath))
            client.send(RawClient.record(.parameters, [0, 0]) + RawClient.request([("REQUEST_URI", "/after")]))
            #expect(client.output().contains(#""path":"/after""#))
        }
    }

    @Test func `a body that hides a second request is never read as one`() throws {
        let hidden = RawClient.request([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/hidden")])
        let client = try #require(RawClient(service.socketPath))
        client.send(RawClient.request([("REQUEST_URI", "/shown")], body: hidden, keeps: true) + hidden)
        let answer = client.output()
        #expect(answer.contains(#""path":"/shown""#))
        #expect(!answer.contains(#""path":"/hidden""#))
    }

    @Test func `a header cannot be split`() throws {
        let answer = try #require(service.ask("/split"))
        #expect(answer.contains("\r\nX-Text: oneX-Forged: two\r\nXY: three\r\n"))
    }

    @Test func `HEAD gets the header alone`() throws {
        let answer = service.ask("/big?1000", method: "HEAD")
        #expect(answer == "Status: 200 OK\r\nContent-Length: 1000\r\n\r\n")
    }

    @Test(arguments: [204, 304])
    func `an answer without content has no length`(status: Int) throws {
        let answer = try #require(service.ask("/status?\(status)"))
        #expect(answer.hasSuffix("Content-Type: text/plain\r\n\r\n"))
    }

    @Test func `a large answer arrives whole`() throws {
        #expect(try #require(service.ask("/big?5000000")).utf8.count > 5_000_000)
    }

    @Test func `silent and broken peers do not keep a thread for ever`() throws {
        let silent = try (0..<4).map { _ in try #require(RawClient(service.socketPath)) }
        silent[1].send([1, 1, 0, 1])
        silent[2].send(RawClient.request([("REQUEST_URI", "/")], isOpen: true))
        silent[3].send([UInt8](repeating: 0xFF, count: 64))
        #expect(try #require(service.ask("/")).hasPrefix("Status: 200"))
    }

    @Test func `a peer that goes away harms nobody`() throws {
        for _ in 0..<50 {
            let client = try #require(RawClient(service.socketPath))
            client.send(RawClient.request([("REQUEST_URI", "/big?3000000")]))
        }
        #expect(try #require(service.ask("/")).hasPrefix("Status: 200"))
        #expect(service.process.isRunning)
    }

    @Test func `what a peer has asked for and no longer waits for is not done`() throws {
        let service = try EchoService(workers: 1, threads: 1)
        let busy = try #require(RawClient(service.socketPath))
        busy.send(RawClient.request([("REQUEST_URI", "/sleep?500")]))
        try #require(RawClient(service.socketPath)).send(RawClient.request([("REQUEST_URI", "/say?dropped")]))
        #expect(try #require(service.ask("/say?kept")).hasPrefix("Status: 200"))
        let log = contents(of: "\(service.directory.path)/echo.log")
        #expect(log.contains("kept"))
        #expect(!log.contains("dropped"))
    }

    @Test func `the aborted half of a body is no request`() throws {
        let client = try #require(RawClient(service.socketPath))
        let whole = RawClient.request([("REQUEST_URI", "/"), ("CONTENT_LENGTH", "9")], body: [1, 2, 3], isOpen: true)
        client.send(whole + RawClient.record(.abort, []))
        #expect(client.output().hasPrefix("Status: 400"))
    }
}
