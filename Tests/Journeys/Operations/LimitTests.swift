import HTTP
import LocalStack
import Scheduling
import Synchronization
import TestSupport
import Testing

/// What nginx does in front of the workers.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct LimitTests {
    @Test func `who writes without end is slowed down, and another address is not`() throws {
        let world = try World(in: Stack(.init(limitsLoopback: true)))
        let statuses = try (0..<60).map { index in
            try world.book(day(5, at: "10:00"), as: nil, guest: "g\(index)@guests.example")
        }
        #expect(statuses.first?.status == 201)
        #expect(statuses.allSatisfy { [201, 409, 429].contains($0.status) })
        let last = try #require(statuses.last)
        #expect(last.status == 429 && last.code == "rate_limited", "\(last.text)")
        #expect(last.headers["content-type"] == "application/problem+json")
        #expect(last.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)
        #expect(last.json["status"].number == 429)
        #expect(try world.send("GET", "/api/bookings/instructors").status == 200)
        let other = try world.fromElsewhere("/api/bookings", ["--request", "POST", "--data", "{}"])
        #expect(other.hasSuffix(" 400") || other.hasSuffix(" 415"), "\(other)")
        let count = "SELECT COUNT(*) FROM bookings"
        #expect(try world.stack.sql.number(count) == 1)
    }

    @Test func `guests are slowed down sooner than who shows a credential`() throws {
        let world = try World(in: Stack(.init(limitsLoopback: true)))
        let guests = try (0..<16).map {
            try world.book(day(5, at: "10:00"), as: nil, guest: "g\($0)@guests.example").status
        }
        #expect(guests.prefix(10).allSatisfy { $0 != 429 } && guests.suffix(3).contains(429), "\(guests)")
        #expect(try world.book(day(6, at: "10:00"), as: world.studentToken).status == 201)
    }

    @Test func `who searches without end is slowed down`() throws {
        let world = try World(in: Stack(.init(limitsLoopback: true)))
        for path in ["availability?instructorId=\(world.instructor.id)", "instructors?include=nextAvailable"] {
            let statuses = Mutex<[Int]>([])
            runThreads(8) { _ in
                for _ in 0..<40 {
                    let status = (try? world.send("GET", "/api/bookings/\(path)").status) ?? 0
                    statuses.withLock { $0.append(status) }
                }
            }
            let all = statuses.withLock { $0 }
            #expect(all.first == 200 || path.hasPrefix("instr"), "\(path)")
            #expect(all.contains(429) && Set(all).isSubset(of: [200, 429]), "\(path) \(Set(all))")
        }
        #expect(try world.send("GET", "/api/bookings/instructors").status == 200)
    }

    @Test func `who guesses credentials is slowed down, and who has some is not`() throws {
        let world = try World(in: Stack(.init(limitsLoopback: true)))
        let guesses = try (0..<40).map { try world.send("GET", "/api/bookings", as: "cb_admin_guess\($0)") }
        #expect(guesses.first?.status == 401)
        #expect(guesses.first?.code == "unauthorized")
        #expect(guesses.allSatisfy { $0.status == 401 || $0.status == 429 })
        #expect(guesses.last?.status == 429)
        #expect(guesses.last?.code == "rate_limited")
        #expect(guesses.last?.headers["retry-after"] != nil)
        for _ in 0..<40 { #expect(try world.send("GET", "/api/bookings", as: world.studentToken).status == 200) }
    }

    @Test func `readers are not slowed down, and the demo's own machine is spared`() throws {
        let limited = try World(in: Stack(.init(limitsLoopback: true)))
        for _ in 0..<150 { #expect(try limited.send("GET", "/api/bookings/instructors").status == 200) }
        let spared = try World(in: Stack.shared())
        for _ in 0..<60 { #expect(try spared.send("POST", "/api/bookings", json: "{}").status == 400) }
    }

    @Test func `metrics and readiness are for this machine alone`() throws {
        let world = try World(in: Stack.shared())
        #expect(try world.send("GET", "/readyz").status == 200)
        for path in ["/metrics", "/readyz", "/readyz/", "//readyz", "/./metrics", "/x/../readyz", "/%72eadyz"] {
            let answer = try world.fromElsewhere(path, [])
            #expect(answer.hasSuffix(" 404"), "\(path): \(answer)")
            #expect(!answer.contains("schemaVersion"))
        }
        #expect(try world.fromElsewhere("/healthz", []).hasSuffix(" 200"))
    }

    @Test(arguments: [
        ("GET", "/api/bookings/instructors", 200), ("GET", "/nothing", 404), ("GET", "/api/bookings", 401),
        ("DELETE", "/api/bookings", 405), ("GET", "/healthz", 200), ("GET", "/readyz", 200), ("TRACE", "/", 405),
    ])
    func `every answer carries the security headers`(method: String, path: String, status: Int) throws {
        let world = try World(in: Stack.shared())
        let answer = try world.send(method, path)
        #expect(answer.status == status)
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        #expect(answer.headers["x-frame-options"] == "DENY")
        #expect(answer.headers["referrer-policy"] != nil)
        #expect(answer.headers["content-security-policy"]?.contains("default-src 'none'") == true)
        #expect(answer.headers["server"].map { $0.contains { $0.isNumber } } != true)
        for name in ["x-content-type-options", "content-type", "cache-control"] {
            #expect(answer.headers.count(of: name) <= 1, "\(name)")
        }
        if status >= 400 { #expect(answer.headers["content-type"] == "application/problem+json") }
    }

    @Test func `a body over 64 KiB is refused, one of exactly that size is read`() throws {
        let world = try World(in: Stack.shared())
        let blanks = String(repeating: " ", count: 65_536 - 2)
        #expect(try world.send("POST", "/api/bookings", json: "{\(blanks)}").code == "invalid_field")
        for more in ["{\(blanks) }", "{\(blanks)\(blanks)\(blanks)}"] {
            let answer = try world.send("POST", "/api/bookings", json: more)
            #expect(answer.status == 413 && answer.code == "payload_too_large", "\(answer.text)")
            #expect(answer.headers["content-type"] == "application/problem+json")
        }
    }

    @Test func `what nginx itself refuses is a problem too`() throws {
        let client = try Stack.shared().client
        let long = String(repeating: "x", count: 40_000)
        for (request, statuses) in [
            ("GET / HTTP/1.1\r\n\r\n", [400]), ("GET /?\(long) HTTP/1.1\r\nHost: h\r\n\r\n", [400, 414]),
            ("GET / HTTP/1.1\r\nHost: h\r\nX-Long: \(long)\r\n\r\n", [400, 431]),
            ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n", [400]),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", [400]), ("GET /\u{0} HTTP/1.1\r\nHost: h\r\n\r\n", [400]),
            ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: x\r\n\r\n", [400]),
        ] as [(String, [Int])] {
            let bytes = try client.exchange(Array(request.utf8))
            let answer = String(decoding: bytes, as: UTF8.self)
            let status = answer.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            #expect(statuses.contains(status), "\(request.prefix(60)): \(answer.prefix(300))")
            #expect(answer.lowercased().contains("content-type: application/problem+json"), "\(answer.prefix(300))")
            #expect(answer.contains(#""code":""#) && answer.contains(#""requestId":""#))
        }
    }
}

extension World where Place == Stack {
    /// Asks from 127.0.0.2, which is not the address that nginx trusts; body and status, with a blank between.
    fileprivate func fromElsewhere(_ path: String, _ more: [String]) throws -> String {
        let arguments = [
            "--silent", "--path-as-is", "--interface", "127.0.0.2", "--header", "X-Brand: \(brand.slug)", "--write-out",
            " %{http_code}", "http://127.0.0.1:\(stack.client.port)\(path)",
        ]
        return try Program.run("curl", arguments + more).output
    }
}
