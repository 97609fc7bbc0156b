import Glibc
import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// OWASP API4, unrestricted resource consumption: what is too long, too deep, too many or too slow costs its sender,
/// not us.
///
/// Bodies over 64 KiB are `LimitTests` and `NginxTests`; a flood of writes is `LimitTests`.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct API4ResourceTests {
    /// The longest that a refusal of something oversized may take, on a machine that does other things too.
    private static let timeouts = Duration.seconds(8 * slack)

    private static let stack = Result { try Stack() }
    private let world: World<Stack>

    init() throws { world = try World(in: Self.stack.get()) }

    /// Sends something and expects one of the statuses, a problem, in good time.
    private func expectRefusal(
        _ statuses: Set<Int>,
        _ name: String,
        _ ask: () throws -> HTTPAnswer
    ) throws {
        var answer: HTTPAnswer?
        let time = try ContinuousClock().measure { answer = try ask() }
        #expect(statuses.contains(answer?.status ?? 0), "\(name): \(answer?.text.prefix(300) ?? "")")
        #expect(answer?.headers["content-type"] == "application/problem+json", "\(name)")
        #expect(time < Self.timeouts, "\(name) took \(time)")
    }

    @Test func `long headers, addresses and queries are refused`() throws {
        for kilobytes in [9, 33, 70] {
            let long = String(repeating: "h", count: kilobytes * 1_024)
            for name in ["X-Anything", "Authorization", "If-Match", "Idempotency-Key", "X-Brand", "Cookie"] {
                try expectRefusal([400], "\(name) of \(kilobytes) KiB") {
                    try world.stack.client.send("GET", "/api/bookings/instructors", headers: [(name, long)])
                }
            }
            try expectRefusal([414], "a path of \(kilobytes) KiB") { try world.send("GET", "/api/bookings/" + long) }
            try expectRefusal([414], "a query of \(kilobytes) KiB") {
                try world.send("GET", "/api/bookings?x=" + long)
            }
        }
        let many = (0..<2_000).map { ("X-Header-\($0)", "value") }
        try expectRefusal([400], "2,000 headers") { try world.send("GET", "/healthz", headers: many) }
        let fields = (0..<10_000).map { "a\($0)=1" }.joined(separator: "&")
        try expectRefusal([414], "10,000 parameters") { try world.send("GET", "/api/bookings/instructors?" + fields) }
    }

    @Test func `as many parameters as fit are read in no time, repeated ones refused`() throws {
        let fields = (0..<1_700).map { "\($0)&" }.joined()
        #expect(fields.utf8.count > 7_000)
        let answer = try world.send("GET", "/api/bookings/instructors?" + fields)
        #expect(answer.status == 200)
        let repeated = String(repeating: "limit=1&", count: 900)
        try expectRefusal([400], "900 times limit") {
            try world.send("GET", "/api/bookings?" + repeated, as: world.admin)
        }
    }

    @Test(arguments: ["POST /api/bookings", "PUT /api/bookings/availability", "PATCH /api/bookings/ID"])
    func `deep and wide JSON is refused in no time`(target: String) throws {
        let booking = try #require(world.book(day(9, at: "10:00"), as: world.studentToken).json["booking"]["id"].text)
        let words = target.replacing("ID", with: booking).split(separator: " ").map(String.init)
        let nested = { (open: String, close: String) in
            String(repeating: open, count: 5_000) + "1" + String(repeating: close, count: 5_000)
        }
        let bodies = [
            nested("[", "]"), nested(#"{"a":"#, "}"), String(repeating: "[", count: 65_000),
            "{" + (0..<7_000).map { "\"\($0)\":1" }.joined(separator: ",") + "}",
            #"{"notes":\#(String(repeating: "1", count: 60_000))}"#,
            #"{"notes":1\#(String(repeating: "0", count: 60_000))e9}"#,
            #"{"notes":"\#(String(repeating: "\\u0041", count: 10_000))"}"#,
            #"{"weeklySlots":[\#(Array(repeating: "0", count: 30_000).joined(separator: ","))]}"#,
            #"{"dateOverrides":[\#(Array(repeating: #"{"date":1}"#, count: 731).joined(separator: ","))]}"#,
        ]
        for body in bodies {
            try expectRefusal([400], "\(target) \(body.prefix(40))") {
                try world.send(words[0], words[1], as: world.admin, json: body)
            }
        }
        let wide = "{" + (0..<100_000).map { "\"\($0)\":1" }.joined(separator: ",") + "}"
        try expectRefusal([413], "100,000 members") {
            try world.send(words[0], words[1], as: world.admin, json: wide)
        }
    }

    @Test func `a page, a range of days and a list have an end`() throws {
        let id = world.instructor.id
        for target in [
            "?limit=201", "?limit=0", "?limit=99999999999999999999", "?limit=-1", "?limit=1e3",
            "/availability?instructorId=\(id)&days=63", "/availability?instructorId=\(id)&days=2147483648",
            "/availability?instructorId=\(id)&sessionMinutes=485",
            "/availability?instructorId=\(id)&startDate=9999-12-31&days=62",
        ] {
            try expectRefusal([400], target) { try world.send("GET", "/api/bookings" + target, as: world.admin) }
        }
        let week = (0...6).map { #"{"dayOfWeek":\#($0),"startTime":"00:00","endTime":"24:00"}"# }.joined(separator: ",")
        let dense =
            #"{"instructorId":"\#(id)","slotIntervalMinutes":5,"sessionMinutes":15,"advanceBookingDays":365,"#
            + #""weeklySlots":[\#(week)]}"#
        #expect(try world.send("PUT", "/api/bookings/availability", as: world.admin, json: dense).status == 200)
        let target = "/api/bookings/availability?instructorId=\(id)&days=62&explain=true"
        var answer: HTTPAnswer?
        let time = try ContinuousClock().measure { answer = try world.send("GET", target) }
        #expect((1_500...2_000).contains(answer?.json["slots"].count ?? 0))
        #expect(answer?.json["truncated"] == .bool(true))
        #expect(time < Self.timeouts, "the longest list took \(time)")
    }

    @Test func `clients that drip their headers or bodies keep nobody else waiting`() throws {
        let stack = world.stack
        let slow = try (0..<300).map { number in
            let connection = try HTTPConnection(port: stack.client.port)
            let head =
                number % 2 == 0
                ? "GET /api/bookings/instructors HTTP/1.1\r\nHost: h\r\nX-Slow: "
                : "POST /api/bookings HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n{"
            try connection.write(Array(head.utf8))
            return connection
        }
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<8 {
            for connection in slow { try connection.write([UInt8(ascii: " ")]) }
            for _ in 0..<5 {
                let start = clock.now
                #expect(try world.send("GET", "/api/bookings/instructors").status == 200)
                times.append(clock.now - start)
            }
        }
        // Sixteen threads serve; a slow client that held one would have stopped them all.
        #expect(times.sorted()[times.count / 2] < .seconds(1), "\(times)")
        #expect(try world.book(day(8, at: "10:00"), as: world.studentToken).status == 201)
        // Whoever has not sent its header after ten seconds is told so, or shown out.
        let start = clock.now
        let end = try slow[0].readToEnd()
        #expect(end.isEmpty || String(decoding: end, as: UTF8.self).contains("408"))
        #expect(clock.now - start < .seconds(25))
    }

    @Test func `one address has so many requests at once and no more`() throws {
        let limited = try World(in: Stack(.init(limitsLoopback: true)))
        // Bodies that never end; reads, because writes are counted too.
        let slow = try (0..<90).map { _ in
            let connection = try HTTPConnection(port: limited.stack.client.port)
            let head = "GET /api/bookings HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n"
            try connection.write(Array(head.utf8))
            return connection
        }
        let isFull = waitUntil(milliseconds: 10_000) {
            (try? limited.send("GET", "/api/bookings/instructors").status) == 429
        }
        #expect(isFull)
        let refused = try limited.send("GET", "/api/bookings/instructors")
        #expect(refused.code == "rate_limited" && refused.headers["retry-after"] != nil, "\(refused.text)")
        _ = slow.count
    }
}
