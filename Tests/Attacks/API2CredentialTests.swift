import Glibc
import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// OWASP API2, broken authentication: credentials cannot be guessed at leisure, and an unclear one is none.
///
/// That compares take the same time wherever two secrets differ is `SecretTimingTests`; that a token has 160 random
/// bits and is stored as a digest is `TokenSecretTests`.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct API2CredentialTests {
    private static let limited = Result {
        try Stack(
            .init(limitsLoopback: true, environment: ["BOOKING_REMINDER_CRON_SECRET=a-secret-that-only-cron-has"])
        )
    }

    private static let operations: [(String, String)] = [
        ("GET", "/api/bookings"), ("GET", "/api/bookings/instructors"), ("GET", "/api/bookings/0190b5a4"),
        ("PUT", "/api/bookings/availability"), ("PATCH", "/api/bookings/0190b5a4"), ("POST", "/api/bookings"),
        ("GET", "/api/bookings/availability/rules"), ("POST", "/api/bookings/reminders"),
        ("GET", "/api/bookings/availability"), ("HEAD", "/api/bookings"), ("GET", "/api/bookings/0190b5a4.ics"),
        ("POST", "/api/hooks/twilio"), ("POST", "/api/hooks/resend"),
    ]

    @Test func `guessing is limited together, over paths, methods, brands and headers`() throws {
        let world = try World(in: Self.limited.get())
        let other = try World(in: Self.limited.get())
        var statuses: [Int] = []
        for number in 0..<80 {
            let (method, path) = Self.operations[number % Self.operations.count]
            let guess = "cb_admin_\(number)guess"
            let headers: [(String, String)] =
                switch number % 4 {
                case 0: [("Authorization", "Bearer \(guess)")]
                case 1: [("authorization", "bearer \(guess)"), ("X-Booking-Cron-Secret", guess)]
                case 2: [("Authorization", "Basic \(guess)"), ("X-Forwarded-For", "203.0.113.\(number)")]
                default: [("AUTHORIZATION", "Bearer \(guess)"), ("X-Real-IP", "198.51.100.\(number)")]
                }
            let signed = [("X-Twilio-Signature", guess), ("Svix-Signature", "v1,\(guess)"), ("Svix-Id", "x")]
            let answer = try [world, other][number % 2].send(
                method,
                path,
                headers: headers + (path.contains("/hooks/") ? signed : [])
            )
            statuses.append(answer.status)
            #expect([401, 429].contains(answer.status), "\(method) \(path): \(answer.text)")
            guard answer.status == 429 else { continue }
            #expect(answer.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)
            #expect(answer.headers["content-type"] == "application/problem+json")
            if method != "HEAD" { #expect(answer.code == "rate_limited") }
        }
        // A burst of ten reads, ten reports and twenty writes, then twelve, twelve and sixty a minute; the rest is refused.
        #expect(statuses.count { $0 == 401 } <= 50, "\(statuses)")
        #expect(statuses.suffix(10).contains(429))
        let granted = try (0..<40).map { _ in try world.send("GET", "/api/bookings", as: world.studentToken).status }
        #expect(granted.allSatisfy { $0 == 200 })
    }

    /// nginx learns from the answer that a guess was wrong, so a right one is served however many were wrong before.
    ///
    /// What makes guessing hopeless is the token's 160 random bits. Writes, cron's among them, are limited beforehand.
    @Test func `who has the right token is served whatever was guessed beside it`() throws {
        let world = try World(in: Self.limited.get())
        for _ in 0..<40 { _ = try world.send("GET", "/api/bookings", as: "cb_admin_guess") }
        #expect(try world.send("GET", "/api/bookings", as: "cb_admin_guess").status == 429)
        #expect(try world.send("GET", "/api/bookings", as: world.admin).status == 200)
        let secrets = try (0..<60).map { number in
            let headers = [("X-Booking-Cron-Secret", "a-secret-that-only-cron-has\(number)")]
            return try world.send("POST", "/api/bookings/reminders", headers: headers).status
        }
        #expect(secrets.last == 429)
        let right = [("X-Booking-Cron-Secret", "a-secret-that-only-cron-has")]
        #expect(try world.send("POST", "/api/bookings/reminders", headers: right).status == 429)
    }

    /// Header lines that come twice, or in a guise.
    private static let unclear: [(String, [(String, String)])] = [
        ("Authorization", [("Authorization", "Bearer $"), ("Authorization", "Bearer x")]),
        ("Authorization", [("Authorization", "Bearer x"), ("authorization", "Bearer $")]),
        ("X-Brand", [("X-Brand", "$brand"), ("x-brand", "$other")]),
        ("X-Brand", [("X-BRAND", "$brand"), ("X-Brand", "$brand")]),
        ("If-Match", [("If-Match", "\"r1\""), ("If-match", "*")]),
        ("Idempotency-Key", [("Idempotency-Key", "a"), ("idempotency-key", "b")]),
        ("X-Booking-Cron-Secret", [("X-Booking-Cron-Secret", "a"), ("x-booking-cron-secret", "b")]),
        ("Content-Type", [("Content-Type", "text/plain"), ("content-type", "application/json")]),
        ("Content-Type", [("Content-Type", "application/json"), ("content-type", "text/plain")]),
        ("Host", [("Host", "a.example"), ("host", "b.example")]),
        ("Content-Length", [("Content-Length", "13"), ("content-length", "2")]),
        ("Content-Length", [("Content-Length", "13"), ("content-length", "13")]),
        ("Content-Length", [("Content-Length", "13"), ("Transfer-Encoding", "chunked")]),
    ]

    @Test func `a header that comes twice is served by nobody`() throws {
        let cast = try Cast()
        let before = try cast.own.send("GET", "/api/bookings/\(cast.booking)", as: cast.own.admin).body
        for (name, twice) in Self.unclear {
            var headers = twice.map { header in
                let value = header.1.replacing("$brand", with: cast.own.brand.slug)
                    .replacing("$other", with: cast.other.brand.slug).replacing("$", with: cast.own.admin)
                return (header.0, value)
            }
            for (usual, value) in [
                ("X-Brand", cast.own.brand.slug), ("Authorization", "Bearer \(cast.own.admin)"),
                ("Content-Type", "application/json"),
            ] where name != usual { headers.append((usual, value)) }
            let answer = try cast.own.stack.client.send(
                "PATCH",
                "/api/bookings/\(cast.booking)",
                headers: headers,
                body: Array(#"{"notes":"x"}"#.utf8)
            )
            #expect(answer.status == 400, "\(twice): \(answer.text)")
            #expect(answer.headers["content-type"] == "application/problem+json", "\(twice): \(answer.text)")
            #expect(["invalid_field", "bad_request"].contains(answer.code), "\(twice): \(answer.text)")
        }
        #expect(try cast.own.send("GET", "/api/bookings/\(cast.booking)", as: cast.own.admin).body == before)
    }

    @Test(arguments: ["X_Brand", "X-Brand ", " X-Brand", "X-Brand\t", "X.Brand", "HTTP_X_BRAND"])
    func `a header in another guise is another header`(name: String) throws {
        let world = try World(in: Stack.shared())
        let answer = try world.stack.client.send(
            "GET",
            "/api/bookings/instructors",
            headers: [(name, world.brand.slug)]
        )
        #expect(answer.status == 404 || answer.status == 400, "\(answer.text)")
        let token = name.replacing("X-Brand", with: "Authorization").replacing("X_Brand", with: "Author_ization")
            .replacing("X.Brand", with: "Authorization.").replacing("X_BRAND", with: "AUTHORIZATION")
        let asked = try world.send("GET", "/api/bookings", headers: [(token, "Bearer \(world.admin)")])
        #expect(asked.status == 401 || asked.status == 400, "\(token): \(asked.text)")
    }

    @Test func `a token is taken from the Authorization header alone`() throws {
        let world = try World(in: Stack.shared())
        for query in ["access_token", "token", "authorization", "Authorization", "api_key"] {
            #expect(try world.send("GET", "/api/bookings?\(query)=\(world.admin)").status == 401)
        }
        for header in [
            ("Cookie", "token=\(world.admin); Authorization=Bearer \(world.admin)"), ("X-Api-Key", world.admin),
            ("Proxy-Authorization", "Bearer \(world.admin)"), ("X-Authorization", "Bearer \(world.admin)"),
            ("X-Booking-Cron-Secret", world.admin),
        ] {
            #expect(try world.send("GET", "/api/bookings", headers: [header]).status == 401, "\(header.0)")
        }
    }

    @Test func `a token is its exact letters`() throws {
        let world = try World(in: Stack.shared())
        let token = world.admin
        for near in [
            String(token.dropLast()), token + "0", token.uppercased(), token.lowercased(), " \(token) x", "\(token),",
            "\"\(token)\"", String(token.reversed()), token.replacing("admin", with: "service"), "\(token)%00", "%",
            "cb_admin_%", "' OR '1'='1", String(repeating: "A", count: 4_000),
        ] where near != token {
            let answer = try world.send("GET", "/api/bookings", as: near)
            #expect(answer.status == 401 && answer.code == "unauthorized", "\(near): \(answer.text)")
            #expect(answer.headers["www-authenticate"] == "Bearer")
            #expect(!answer.text.contains(near))
        }
    }
}
