import Glibc
import HTTP
import LocalStack
import TestSupport
import Testing
import System

/// The shipped configuration in front of the echo service.
@Suite(.enabled(if: Installed.nginx, "nginx is not installed"))
struct NginxTests {
    private let service: EchoService
    private let nginx: PrivateNginx
    private let client: HTTPClient

    init() throws {
        service = try EchoService(workers: 1, threads: 4)
        nginx = try PrivateNginx(
            directory: "\(service.directory.path)/nginx",
            settings: PrivateNginx.Settings(
                assets: "\(Checkout.path)/nginx",
                port: freePort(),
                upstreamSocket: service.socketPath,
                limitsLoopback: true
            )
        )
        try nginx.start()
        client = HTTPClient(port: nginx.port)
    }

    @Test func `a request arrives as it was sent`() throws {
        let answer = try client.send(
            "GET",
            "/a%2Fb//c?q=%20x",
            headers: [("Host", "Brand.Example:81"), ("X-Test", "t")]
        )
        #expect(answer.status == 200)
        #expect(answer.text.contains(#""path":"/a%2Fb//c","query":"q=%20x","host":"brand.example""#))
        #expect(answer.text.contains(#""remoteAddress":"127.0.0.1","bodyBytes":0"#))
        #expect(answer.text.contains(#""test":"t""#))
    }

    @Test func `credentials that are given twice are refused`() throws {
        let twice = [("Authorization", "Bearer a"), ("Authorization", "Bearer b")]
        expectProblem(try client.send("GET", "/", headers: twice), 400, "bad_request")
    }

    @Test func `every answer carries the security headers`() throws {
        for target in ["/", "/status?404", "/status?500", "/coachbook-problem/not-found"] {
            let answer = try client.send("GET", target)
            #expect(answer.headers["x-content-type-options"] == "nosniff", "\(target)")
            #expect(answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
            #expect(answer.headers["referrer-policy"] == "no-referrer")
            #expect(answer.headers["x-frame-options"] == "DENY")
        }
    }

    @Test func `a chunked body arrives with its length`() throws {
        let head = "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        let answer = try client.exchange(Array("\(head)5\r\nhello\r\n0\r\n\r\n".utf8))
        #expect(String(decoding: answer, as: UTF8.self).contains(#""bodyBytes":5"#))
    }

    @Test(arguments: ["400", "404", "405", "409", "412", "415", "422", "500", "503"])
    func `a refusal of the service passes as it is`(status: String) throws {
        let answer = try client.send("GET", "/status?\(status)")
        #expect(String(answer.status) == status)
        #expect(answer.text == "no")
    }

    @Test func `a body over the limit is a problem`() throws {
        let answer = try client.send("POST", "/", body: [UInt8](repeating: 1, count: 65_537))
        expectProblem(answer, 413, "payload_too_large")
        #expect(try client.send("POST", "/", body: [UInt8](repeating: 1, count: 65_536)).status == 200)
    }

    @Test func `broken HTTP is a problem`() throws {
        let connection = try HTTPConnection(port: nginx.port)
        try connection.write(Array("GET / HTTP/1.1\r\nConnection: close\r\n\r\n".utf8))
        expectProblem(try connection.readAnswer(), 400, "bad_request")
        expectProblem(try client.send("GET", "/?" + String(repeating: "q", count: 20_000)), 414, "uri_too_long")
        let long = String(repeating: "h", count: 20_000)
        expectProblem(try client.send("GET", "/", headers: [("X-Long", long)]), 400, "bad_request")
        let trace = try client.send("TRACE", "/")
        expectProblem(trace, 405, "method_not_allowed")
        #expect(trace.headers["allow"] == "GET, HEAD, POST, PUT, PATCH")
        let coded = try client.exchange(Array("GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: x\r\n\r\n".utf8))
        #expect(String(decoding: coded, as: UTF8.self).contains(#""code":"bad_request""#))
        let later = try client.exchange(Array("GET / HTTP/2.5\r\nHost: h\r\n\r\n".utf8))
        #expect(String(decoding: later, as: UTF8.self).contains(#""code":"bad_request""#))
        expectProblem(try client.send("GET", "/coachbook-problem/unavailable"), 404, "not_found")
    }

    @Test func `a service that is away is unavailable`() throws {
        service.process.stop()
        let answer = try client.send("GET", "/")
        expectProblem(answer, 503, "unavailable")
        #expect(answer.headers["retry-after"] != nil)
        expectProblem(try client.send("GET", "/readyz"), 503, "unavailable")
    }

    @Test func `guessed credentials are counted and good ones are not`() throws {
        for method in ["GET", "PATCH"] {
            let denied = try (0..<30).map { _ in
                try client.send(method, "/status?401", headers: [("Authorization", "Bearer guess")])
            }
            #expect(denied.allSatisfy { $0.status == 429 || $0.status == 401 && $0.text == "no" })
            #expect(denied.count { $0.status == 429 } >= 8)
        }
        for _ in 0..<60 {
            let good = try client.send("GET", "/", headers: [("Authorization", "Bearer good")])
            #expect(good.status == 200)
        }
        let last = try client.send("GET", "/status?401", headers: [("Authorization", "Bearer guess")])
        expectProblem(last, 429, "rate_limited")
        #expect(last.headers["retry-after"] == "5")
    }

    @Test func `who writes without end is slowed down, a reader is not`() throws {
        let writes = try (0..<40).map { _ in try client.send("POST", "/", body: []).status }
        #expect(writes.prefix(20).allSatisfy { $0 == 200 })
        #expect(writes.last == 429)
        for _ in 0..<100 { #expect(try client.send("GET", "/").status == 200) }
    }

    @Test func `reports of providers have a limit of their own, in number and in size`() throws {
        let signatures = [
            ("X-Twilio-Signature", "FK2FssaHRr2a1w61RnCL0I+vuQI="),
            ("Svix-Signature", "v1a,x v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        ]
        func send(_ target: String, _ count: Int = 0) throws -> HTTPAnswer {
            let body = [UInt8](repeating: 1, count: count)
            return try client.send("POST", target, headers: [signatures[count % 2]], body: body)
        }
        let large = try send("/api/hooks/twilio", 32_769)
        expectProblem(large, 413, "payload_too_large")
        #expect(try send("/api/hooks/twilio", 32_768).status == 200)
        // A burst of 400 is a reminder to 130 people at once; it does not count as writing.
        var served = 1
        while served < 4_000, try send("/api/hooks/resend", served % 2).status == 200 { served += 1 }
        #expect((400..<4_000).contains(served))
        let last = try (0..<20).map { _ in try send("/api/hooks/%72esend") }
        expectProblem(try #require(last.first { $0.status != 200 }), 429, "rate_limited")
        #expect(try client.send("POST", "/", body: []).status == 200)
    }

    @Test func `a report whose signature cannot be one is counted like a wrong credential`() throws {
        let headers = [
            [], [("X-Twilio-Signature", "AAAA")], [("Svix-Signature", "v1,AAAA")], [("Svix-Signature", "v1a,x")],
        ]
        let statuses = try (0..<30).map { number in
            try client.send("POST", "/api/hooks/twilio", headers: headers[number % 4], body: []).status
        }
        #expect(statuses.prefix(10).allSatisfy { $0 == 200 })
        #expect(statuses.count { $0 == 429 } >= 8)
    }

    @Test func `the log holds neither queries nor tokens`() throws {
        _ = try client.send("GET", "/m/secret-token?also=secret", headers: [("Authorization", "Bearer secret")])
        _ = try client.send("GET", "/brand/m/secret/more")
        service.process.stop()
        expectProblem(try client.send("GET", "/brand/m/secret"), 404, "not_found")
        _ = try client.send("GET", "/other")
        nginx.stop()
        let errors = contents(of: nginx.logPath)
        #expect(!errors.contains("secret"))
        let log = contents(of: "\(service.directory.path)/nginx/access.log")
        #expect(log.contains(#""path":"/m/…""#))
        #expect(log.contains(#""path":"/brand/m/…""#))
        #expect(!log.contains("secret"))
    }

    @Test func `only the availability is compressed`() throws {
        let accepts = [("Accept-Encoding", "gzip"), ("X-Test", String(repeating: "t", count: 3_000))]
        let listed = try client.send("GET", "/api/bookings/availability", headers: accepts)
        #expect(listed.headers["content-encoding"] == "gzip")
        #expect(try client.send("GET", "/other", headers: accepts).headers["content-encoding"] == nil)
        // Rules that were replaced have an ETag, which would become a weak one.
        let replaced = try client.send("PUT", "/api/bookings/availability", headers: accepts, body: [])
        #expect(replaced.status == 200 && replaced.headers["content-encoding"] == nil)
    }
}

private func expectProblem(_ answer: HTTPAnswer, _ status: Int, _ code: String) {
    #expect(answer.status == status)
    #expect(answer.headers["content-type"] == "application/problem+json")
    #expect(answer.text.contains(#""status":\#(status)"#))
    #expect(answer.text.contains(#""code":"\#(code)""#))
    #expect(answer.text.contains(#""requestId":""#))
}
