import Outbound
import Synchronization
import TestSupport
import Testing

struct TransferTests {
    private let transfer = Transfer(userAgent: "Coachbook/test")
    private let timeouts = Timeouts(totalMilliseconds: 5_000)

    private func post(
        _ url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = Array("hello".utf8),
        isRepeatable: Bool = true
    ) -> OutboundRequest {
        OutboundRequest(.post, url, headers: headers, body: body, isRepeatable: isRepeatable, answerLimit: 1_000)
    }

    /// What the transfer throws; nil when it brings an answer.
    private func failure(_ request: OutboundRequest, within timeouts: Timeouts? = nil) -> TransferFailure? {
        do throws(TransferFailure) {
            _ = try transfer.send(request, within: timeouts ?? self.timeouts)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a request arrives as it was given, and the answer comes back`() throws {
        let seen = Mutex<LoopbackServer.Incoming?>(nil)
        let server = try LoopbackServer { request in
            seen.withLock { $0 = request }
            return .answer(status: 429, headers: [("Retry-After", "7"), ("X-Twice", "a")], body: Array("later".utf8))
        }
        let url = "http://127.0.0.1:\(server.port)/emails?x=%20y"
        let request = post(url, headers: [(name: "Content-Type", value: "application/json")])
        let answer = try transfer.send(request, within: timeouts)
        #expect(answer.status == 429)
        #expect(answer.headers["retry-after"] == "7")
        #expect(String(decoding: answer.body, as: UTF8.self) == "later")
        let incoming = try #require(seen.withLock { $0 })
        #expect(incoming.method == "POST")
        #expect(incoming.path == "/emails")
        #expect(incoming.query == "x=%20y")
        #expect(incoming.headers["user-agent"] == "Coachbook/test")
        #expect(incoming.headers["content-type"] == "application/json")
        #expect(incoming.headers["expect"] == nil)
        #expect(incoming.body == Array("hello".utf8))
    }

    @Test func `an empty body and a large one arrive whole`() throws {
        let lengths = Mutex<[Int]>([])
        let server = try LoopbackServer { request in
            lengths.withLock { $0.append(request.body.count) }
            return .answer(status: 200, headers: [], body: [])
        }
        let url = "http://127.0.0.1:\(server.port)/"
        _ = try transfer.send(post(url, body: []), within: timeouts)
        _ = try transfer.send(post(url, body: [UInt8](repeating: 65, count: 3_000_000)), within: timeouts)
        #expect(lengths.withLock { $0 } == [0, 3_000_000])
    }

    @Test func `a refused connection and an unknown host are certain failures`() throws {
        let server = try LoopbackServer { _ in .hangUp }
        server.stop()
        guard case .notReached = failure(post("http://127.0.0.1:\(server.port)/")) else {
            Issue.record("a refused connection must be certain")
            return
        }
        guard case .notReached(_, let reason) = failure(post("https://nobody.invalid/")) else {
            Issue.record("an unknown host must be certain")
            return
        }
        #expect(reason.contains("resolve"))
    }

    @Test func `a connection dropped after the request leaves its fate unknown`() throws {
        let server = try LoopbackServer { _ in .hangUp }
        guard case .unknown = failure(post("http://127.0.0.1:\(server.port)/")) else {
            Issue.record("a drop after the request must be unknown")
            return
        }
    }

    @Test func `the deadline holds, and leaves the fate unknown`() throws {
        let providers = try FakeProviders()
        providers.misbehave(.resend, .slow(milliseconds: 3_000))
        let start = ContinuousClock.now
        let request = post("http://127.0.0.1:\(providers.port)/emails")
        let failure = failure(request, within: Timeouts(totalMilliseconds: 300))
        #expect(ContinuousClock.now - start < .milliseconds(1_500))
        // Resend refuses without a key before it waits, so the answer itself may win.
        if let failure, case .notReached = failure { Issue.record("the request was sent") }
    }

    @Test func `an answer above the cap is not read on`() throws {
        let server = try LoopbackServer { _ in
            .answer(status: 200, headers: [], body: [UInt8](repeating: 65, count: 1_001))
        }
        #expect(
            failure(post("http://127.0.0.1:\(server.port)/")) == .unknown(code: 23, reason: "The answer is too large.")
        )
    }

    @Test func `a redirect is an answer, not a way`() throws {
        let server = try LoopbackServer { request in
            request.path == "/a"
                ? .answer(status: 307, headers: [("Location", "/b")], body: [])
                : .answer(status: 200, headers: [], body: [])
        }
        #expect(try transfer.send(post("http://127.0.0.1:\(server.port)/a"), within: timeouts).status == 307)
        #expect(server.connectionCount == 1)
    }

    @Test(arguments: ["value\r\nX-Evil: 1", "a\u{0}b", "tab\tbed", "\u{7F}"])
    func `a header with a control character is not sent`(value: String) throws {
        let server = try LoopbackServer { _ in .answer(status: 200, headers: [], body: []) }
        let request = post("http://127.0.0.1:\(server.port)/", headers: [(name: "X-Key", value: value)])
        #expect(failure(request) == .unsendable(reason: "A header holds a control character."))
        #expect(server.connectionCount == 0)
    }

    @Test(arguments: ["file:///etc/passwd", "http://example.com/", "https://a.example/ b", "gopher://127.0.0.1/"])
    func `an address that is not allowed is not asked`(url: String) {
        #expect(failure(post(url)) == .unsendable(reason: "The address is not one that requests are sent to."))
    }

    @Test func `connections are kept for requests that may be repeated`() throws {
        let server = try LoopbackServer { _ in .answer(status: 200, headers: [], body: []) }
        for _ in 0..<3 { _ = try transfer.send(post("http://127.0.0.1:\(server.port)/"), within: timeouts) }
        #expect(server.connectionCount == 1)
    }

    /// libcurl repeats a POST by itself when a kept connection dies; the second half shows that it does.
    @Test(arguments: [false, true])
    func `only a request that may be repeated is repeated by libcurl`(isRepeatable: Bool) throws {
        let count = Mutex(0)
        let server = try LoopbackServer { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number == 2 ? .hangUp : .answer(status: 200, headers: [], body: [])
        }
        let url = "http://127.0.0.1:\(server.port)/"
        _ = try transfer.send(post(url), within: timeouts)
        let failure = failure(post(url, isRepeatable: isRepeatable))
        #expect(count.withLock { $0 } == (isRepeatable ? 3 : 2))
        #expect((failure == nil) == isRepeatable)
    }

    @Test(.enabled(if: PythonTools.areInstalled, "\(PythonTools.absence)"))
    func `a certificate that nobody vouches for is refused before anything is sent`() throws {
        let server = try TLSServer("https")
        let request = post("https://127.0.0.1:\(server.port)/")
        guard case .notReached(60, _) = failure(request) else {
            Issue.record("an untrusted certificate must be refused")
            return
        }
        let trusting = Transfer(userAgent: "Coachbook/test", authorities: server.certificatePath)
        #expect(try trusting.send(request, within: timeouts).status == 200)
        let misnamed = post("https://localhost:\(server.port)/")
        #expect(throws: TransferFailure.self) { try trusting.send(misnamed, within: timeouts) }
    }
}
