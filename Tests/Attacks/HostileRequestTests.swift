import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// Input of every nasty kind at every endpoint: whatever comes, it is answered, and never with a 5xx.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct HostileRequestTests {
    private static let stack = Result { try Stack() }
    private let world: World<Stack>
    private let bookingID: String

    init() throws {
        world = try World(in: Self.stack.get())
        bookingID = try #require(
            try world.book(day(5, at: "10:00"), as: world.studentToken).json["booking"]["id"].text
        )
    }

    @Test(arguments: 0..<4)
    func `bodies with random nasty members are answered`(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        var statuses: Set<Int> = []
        for _ in 0..<250 {
            let (method, path, members) = try #require(targets.randomElement(using: &random))
            var chosen = members
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let index = Int.random(in: 0..<chosen.count, using: &random)
                chosen[index].1 = try #require(Nasty.values.randomElement(using: &random))
            }
            if Bool.random(using: &random) { chosen.append((Nasty.name(using: &random), "1")) }
            let json = "{" + chosen.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
            let token =
                [world.admin, world.studentToken, world.instructorToken, nil].randomElement(using: &random) ?? nil
            let answer = try world.send(method, path, as: token, json: json)
            expectAnswer(answer, "\(method) \(path) \(json)")
            statuses.insert(answer.status)
        }
        #expect(statuses.isSuperset(of: [200, 400, 401, 403]))
        try expectHealth()
    }

    @Test(arguments: 0..<4)
    func `bodies with bytes turned over are answered`(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(100 + seed))
        for _ in 0..<150 {
            let (method, path, members) = try #require(targets.randomElement(using: &random))
            var bytes = Array(("{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}").utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                default: bytes.insert(bytes[bytes.count - 1 - index], at: index)
                }
            }
            let headers = [
                ("X-Brand", world.brand.slug), ("Authorization", "Bearer \(world.admin)"),
                ("Content-Type", "application/json"),
            ]
            let answer = try world.stack.client.send(method, path, headers: headers, body: bytes)
            expectAnswer(answer, String(decoding: bytes, as: UTF8.self))
        }
        try expectHealth()
    }

    @Test func `deep, wide and endless bodies are answered`() throws {
        let bodies = [
            String(repeating: "[", count: 60_000), String(repeating: #"{"a":"#, count: 12_000),
            String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000),
            #"{"student":"# + String(repeating: #"{"student":"#, count: 5_000) + "1"
                + String(repeating: "}", count: 5_001),
            "{" + (0..<6_000).map { #""k\#($0)":1"# }.joined(separator: ",") + "}", "\u{FEFF}{}",
            #"{"startAt":"\#(String(repeating: "9", count: 60_000))"}"#, String(repeating: "9", count: 60_000),
            #"{"weeklySlots":[\#(Array(repeating: "{}", count: 15_000).joined(separator: ","))]}"#,
            #"{"notes":"\#(String(repeating: "e\u{301}", count: 20_000))"}"#, "\"\\ud800\"", "nul", "-", "1e999999",
        ]
        for body in bodies {
            for (method, path, _) in targets {
                try expectAnswer(
                    world.send(method, path, as: world.admin, json: body),
                    "\(method) \(body.prefix(60))"
                )
            }
        }
        try expectHealth()
    }

    @Test func `odd addresses and queries are answered`() throws {
        var random = SeededRandom(seed: 7)
        let names = [
            "instructorId", "startDate", "days", "sessionMinutes", "studentTimezone", "explain", "cursor",
            "limit", "status", "from", "to", "timezone", "upcomingOnly", "include",
        ]
        for path in ["/availability", "/availability/rules", "/instructors", ""] {
            for _ in 0..<80 {
                let query = (0..<3).map { _ in
                    "\(names.randomElement(using: &random) ?? "")=\(Nasty.query(using: &random))"
                }
                let target = "/api/bookings\(path)?instructorId=\(world.instructor.id)&" + query.joined(separator: "&")
                try expectAnswer(world.send("GET", target, as: world.admin), target)
            }
        }
        for path in Nasty.paths {
            for method in ["GET", "PATCH", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "BREW"] {
                let answer = try world.send(method, path, as: world.admin)
                #expect(answer.status < 500, "\(method) \(path): \(answer.text)")
                #expect(!answer.text.contains("root:"))
            }
        }
        try expectHealth()
    }

    @Test func `odd headers are answered`() throws {
        let odd = [
            "", " ", "'", "\" OR 1=1 --", "\u{FF}", "ü", "%00", String(repeating: "k", count: 4_000), "\t", "*",
            "W/\"\"",
            "\"r18446744073709551616\"", "\"r-1\"", ",,,", "Bearer", "Bearer  ", "Bearer a b", "null", "../../etc",
        ]
        for value in odd {
            for name in [
                "X-Brand", "Authorization", "If-Match", "Idempotency-Key", "X-Booking-Cron-Secret", "Host",
                "Content-Type", "Accept", "X-Request-Id", "Content-Encoding",
            ] {
                let json = #"{"notes":"n"}"#
                var headers = [(name, value)]
                if name != "X-Brand" { headers.append(("X-Brand", world.brand.slug)) }
                if name != "Authorization" { headers.append(("Authorization", "Bearer \(world.admin)")) }
                if name != "Content-Type" { headers.append(("Content-Type", "application/json")) }
                for (method, path) in [("PATCH", "/api/bookings/\(bookingID)"), ("POST", "/api/bookings/reminders")] {
                    let answer = try world.stack.client.send(method, path, headers: headers, body: Array(json.utf8))
                    expectAnswer(answer, "\(method) \(name): \(value)")
                }
            }
        }
        try expectHealth()
    }

    @Test func `what SQL could misread is kept to the letter`() throws {
        for (number, text) in [
            "'; DROP TABLE bookings; --", #"\' OR '1'='1"#, "%_\\%", "\u{1F600}\u{1F468}\u{200D}\u{1F469}", "ß ſ İ ı K",
            "a\nb\tc", "{{name}} ${x} <script>alert(1)</script>", "\u{202E}desrever", "NULL", "\\u0000",
        ].enumerated() {
            let escaped = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
                .replacing("\"", with: "\\\"")
            let answer = try world.change(bookingID, #"{"notes":"\#(escaped)"}"#, as: world.studentToken)
            #expect(answer.status == 200, "\(number): \(answer.text)")
            #expect(answer.json["booking"]["notes"].text == text)
            let seen = try world.send("GET", "/api/bookings/\(bookingID)", as: world.studentToken)
            #expect(seen.json["booking"]["notes"].text == text)
        }
    }

    /// The writing endpoints with members that are good but for what a test spoils.
    private var targets: [(String, String, [(String, String)])] {
        [
            (
                "POST", "/api/bookings",
                [
                    ("instructorId", "\"\(world.instructor.id)\""), ("startAt", "\"\(day(9, at: "10:00"))\""),
                    ("endAt", "\"\(day(9, at: "11:00"))\""), ("sessionMinutes", "60"), ("studentTimezone", "\"UTC\""),
                    ("location", "\"here\""), ("notes", "\"n\""),
                    ("student", #"{"firstName":"G","lastName":"H","email":"g@example.com","phone":"+4915112345678"}"#),
                ]
            ),
            (
                "PATCH", "/api/bookings/\(bookingID)",
                [
                    ("notes", "\"n\""), ("location", "\"l\""), ("startAt", "\"\(day(9, at: "12:00"))\""),
                    ("endAt", "\"\(day(9, at: "13:00"))\""), ("instructorNotes", "\"x\""),
                ]
            ),
            (
                "PATCH", "/api/bookings/\(bookingID)",
                [
                    ("status", "\"confirmed\""),
                    ("payment", #"{"amountCents":1,"currency":"EUR","provider":"p","providerPaymentId":"x"}"#),
                ]
            ),
            (
                "PUT", "/api/bookings/availability",
                [
                    ("instructorId", "\"\(world.instructor.id)\""), ("timezone", "\"Europe/Berlin\""),
                    ("bufferMinutes", "15"), ("maximumSessionsPerDay", "null"),
                    ("weeklySlots", #"[{"dayOfWeek":1,"startTime":"09:00","endTime":"10:00"}]"#),
                    (
                        "dateOverrides",
                        #"[{"date":"2027-01-01","isAvailable":false,"endDate":"2027-01-02","note":"n"}]"#
                    ),
                ]
            ),
            ("POST", "/api/bookings/reminders", [("a", "1")]),
        ]
    }

    /// Below 500, and a problem where it is a refusal.
    private func expectAnswer(_ answer: HTTPAnswer, _ input: String) {
        #expect((200..<500).contains(answer.status), "\(input.prefix(2_000)): \(answer.text)")
        guard answer.status >= 400 else { return }
        #expect(answer.headers["content-type"] == "application/problem+json", "\(input.prefix(200))")
        #expect(answer.code != nil, "\(input.prefix(200)): \(answer.text)")
    }

    private func expectHealth() throws {
        #expect(world.stack.faults() == [])
        #expect(try world.send("GET", "/readyz").status == 200)
    }
}
