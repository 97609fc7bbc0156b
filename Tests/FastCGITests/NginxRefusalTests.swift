import HTTP
import LocalStack
import TestSupport
import Testing

/// What the shipped configuration makes of strangers: in answers, in its logs, in what it counts.
@Suite(.enabled(if: Installed.nginx, "nginx is not installed"))
struct NginxRefusalTests {
    private let service: EchoService
    private let nginx: PrivateNginx
    private let client: HTTPClient
    private let redirectPort = freePort()

    init() throws {
        service = try EchoService(workers: 1, threads: 4)
        var settings = PrivateNginx.Settings(
            assets: "\(Checkout.path)/nginx",
            port: freePort(),
            upstreamSocket: service.socketPath,
            limitsLoopback: true
        )
        settings.more.server = "set_real_ip_from 127.0.0.1;\nreal_ip_header X-Test-Address;\n"
        // The shipped redirect, on a port of ours.
        let shipped = contents(of: "\(Checkout.path)/nginx/local/servers.conf")
        let redirect = String(shipped[(shipped.firstRange(of: "\nserver {")?.lowerBound ?? shipped.endIndex)...])
        settings.more.servers = redirect.replacing("listen 80;", with: "listen 127.0.0.1:\(redirectPort);")
            .replacing("    listen [::]:80;\n", with: "")
        nginx = try PrivateNginx(directory: "\(service.directory.path)/nginx", settings: settings)
        try nginx.start()
        client = HTTPClient(port: nginx.port)
    }

    private func chunked(_ path: String, _ chunks: String) throws -> String {
        let head = "POST \(path) HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        return String(decoding: try client.exchange(Array("\(head)\(chunks)".utf8)), as: UTF8.self)
    }

    @Test(arguments: ["/", "/api/bookings", "/api/bookings/availability", "/api/hooks/twilio"])
    func `chunks that make no sense are a problem`(path: String) throws {
        for chunks in ["zz\r\nhello\r\n0\r\n\r\n", "5\r\nhelloworld\r\n0\r\n\r\n"] {
            let answer = try chunked(path, chunks)
            #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains("application/problem+json"), "\(answer)")
            #expect(answer.contains(#""code":"bad_request""#))
        }
        let large = try chunked(path, "10001\r\n\(String(repeating: "x", count: 65_537))\r\n0\r\n\r\n")
        #expect(large.hasPrefix("HTTP/1.1 413 ") && large.contains(#""code":"payload_too_large""#), "\(large)")
    }

    @Test func `what the service refuses of chunks passes as it is`() throws {
        let refused = try chunked("/status?400", "5\r\nhello\r\n0\r\n\r\n")
        #expect(refused.hasPrefix("HTTP/1.1 400 ") && refused.hasSuffix("no"), "\(refused)")
        #expect(try chunked("/", "5\r\nhello\r\n0\r\n\r\n").contains(#""bodyBytes":5"#))
        let denied = try chunked("/status?401", "5\r\nhello\r\n0\r\n\r\n")
        #expect(denied.hasPrefix("HTTP/1.1 401 ") && denied.hasSuffix("no"), "\(denied)")
    }

    @Test func `no refusal is a line of nginx's own log`() throws {
        let before = contents(of: nginx.logPath)
        for _ in 0..<40 {
            _ = try client.send("POST", "/", body: [])
            _ = try client.send("GET", "/status?401", headers: [("Authorization", "Bearer guess")])
        }
        for path in [
            "/m/x", "/metrics", "/coachbook-problem/unavailable", "/?\(String(repeating: "q", count: 20_000))",
        ] {
            _ = try client.send("GET", path, headers: [("X-Test-Address", "203.0.113.9")])
        }
        _ = try client.send("TRACE", "/")
        _ = try client.send("PUT", "/", body: [UInt8](repeating: 1, count: 65_537))
        _ = try client.send(
            "POST",
            "/",
            headers: [("X-Test-Address", "203.0.113.9")],
            body: [UInt8](repeating: 1, count: 40_000)
        )
        _ = try chunked("/", "zz\r\n")
        _ = try chunked("/", "10001\r\n\(String(repeating: "x", count: 65_537))\r\n0\r\n\r\n")
        _ = try client.exchange(Array("GET / HTTP/2.5\r\nHost: h\r\n\r\n".utf8))
        service.process.stop()
        #expect(try client.send("GET", "/").status == 503)
        #expect(contents(of: nginx.logPath) == before)
    }

    @Test func `an IPv6 network counts as one, another and IPv4 by themselves`() throws {
        func write(from address: String) throws -> Int {
            try client.send("POST", "/", headers: [("X-Test-Address", address)], body: []).status
        }
        let statuses = try (1..<40).map { try write(from: "2001:db8:0:a::\(String($0, radix: 16))") }
        #expect(statuses.first == 200 && statuses.last == 429)
        #expect(try write(from: "2001:db8:0:a:ffff:ffff:ffff:ffff") == 429)
        #expect(try write(from: "2001:db8:0:b::1") == 200)
        #expect(try write(from: "203.0.113.10") == 200)
        for host in 1..<30 { #expect(try write(from: "::ffff:198.51.100.\(host)") == 200) }
        for host in 1..<30 { #expect(try write(from: "198.51.100.\(host)") == 200) }
    }

    @Test func `the redirect names the host that is set, whatever was asked for`() throws {
        let answer = try HTTPClient(port: redirectPort).send("GET", "/book?a=b", headers: [("Host", "evil.example")])
        #expect(answer.status == 308)
        #expect(answer.headers["location"] == "https://booking.example.com/book?a=b")
    }

    @Test func `what a proxy has passed on is not from this machine`() throws {
        #expect(try client.send("GET", "/readyz").status == 200)
        for name in ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via"] {
            let answer = try client.send("GET", "/readyz", headers: [(name, "203.0.113.9")])
            #expect(answer.status == 404 && answer.text.contains(#""code":"not_found""#), "\(name): \(answer.text)")
        }
    }

    @Test func `the token of a link is in no log, however its path is written`() throws {
        let paths = [
            "/demo/m/secret", "/demo/%6d/secret", "/demo/%6D/secret?x", "/demo%2fm%2Fsecret", "//m//secret",
            "/a/../m/secret",
            "/demo/m/./secret", "/demo/m/%2e/secret", "/demo/%6d%2Fsecret/x", "/m/x/../secret",
        ]
        for path in paths { #expect(try client.send("GET", path).status == 404, "\(path)") }
        nginx.stop()
        let log = contents(of: "\(service.directory.path)/nginx/access.log")
        #expect(log.split(separator: "\n").count == paths.count && !log.contains("secret"), "\(log)")
        #expect(log.contains(#""path":"/demo/%6d/…""#))
    }
}
