import BookingAPI
import HTTP
import Scheduling
import TestSupport
import Testing

struct SendRemindersTests {
    private func app(secret: String? = nil) throws -> TestApp {
        let app = try TestApp()
        app.settings = App.Settings(links: .fixture, cronSecret: secret)
        return app
    }

    private func send(
        _ app: TestApp,
        _ headers: [(String, String)] = [],
        from address: String = "203.0.113.7"
    ) -> Reply {
        let request = Request(
            id: "r1",
            method: "POST",
            path: "/api/bookings/reminders",
            headers: Headers(headers),
            remoteAddress: address
        )
        return Reply(app.send(request))
    }

    @Test
    func `the configured secret opens, for every brand`() throws {
        let app = try app(secret: "s3cret")
        let reply = send(app, [("X-Booking-Cron-Secret", "s3cret")])
        #expect(reply.status == 200)
        #expect(try reply.json == json(#"{"attempted": 0, "sent": 0, "warnings": []}"#))
    }

    @Test(arguments: [nil, "", "s3cre", "s3cret ", "S3CRET", "s3cret\u{0}"])
    func `where a secret is configured, nothing else opens`(shown: String?) throws {
        let app = try app(secret: "s3cret")
        let bearer = [("Authorization", "Bearer \(try app.secret(of: .admin, in: app.brand))")]
        let headers = shown.map { [("X-Booking-Cron-Secret", $0)] } ?? []
        for (headers, address) in [(headers, "127.0.0.1"), (headers + bearer, "::1")] {
            try app.expectRefusal(401, "unauthorized") { send(app, headers, from: address) }
        }
    }

    @Test
    func `a secret given twice is refused`() throws {
        let app = try app(secret: "s3cret")
        let twice = [("X-Booking-Cron-Secret", "s3cret"), ("x-booking-cron-secret", "s3cret")]
        try app.expectRefusal(400, "invalid_field") { send(app, twice) }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.8.9.1", true), ("::1", true), ("::ffff:127.0.0.1", true), ("203.0.113.7", false),
        ("10.0.0.1", false), ("128.0.0.1", false), ("", false), ("::", false), ("fe80::1", false), ("unix:", false),
    ])
    func `without a configured secret the loopback address opens`(address: String, isOpen: Bool) throws {
        let app = try app()
        if isOpen {
            #expect(send(app, from: address).status == 200)
        } else {
            try app.expectRefusal(401, "unauthorized") { send(app, from: address) }
        }
    }

    @Test(arguments: [
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded", "Via", "X-Real-IP",
        "CF-Connecting-IP", "True-Client-IP",
    ])
    func `what a proxy on this machine has passed on is not from this machine`(name: String) throws {
        let app = try app()
        for value in ["203.0.113.7", "127.0.0.1", ""] {
            try app.expectRefusal(401, "unauthorized") { send(app, [(name, value)], from: "127.0.0.1") }
        }
        let bearer = ("Authorization", "Bearer \(try app.secret(of: .admin, in: app.brand))")
        #expect(send(app, [(name, "203.0.113.7"), bearer], from: "127.0.0.1").status == 200)
    }

    @Test
    func `without a configured secret admins and back ends open, and nobody else`() throws {
        let app = try app()
        let booking = try app.booked()
        func bearer(_ role: AccessToken.Role) throws -> [(String, String)] {
            [("Authorization", "Bearer \(try app.secret(of: role, in: app.brand))")]
        }
        for role in [AccessToken.Role.admin, .service] { #expect(try send(app, bearer(role)).status == 200) }
        for role in [AccessToken.Role.instructor(app.greta.id), .student(app.ana.id), .manage(booking.id)] {
            try app.expectRefusal(401, "unauthorized") { try send(app, bearer(role)) }
        }
    }

    @Test
    func `a credential is about its own brand`() throws {
        let app = try app()
        let bearer = [("Authorization", "Bearer \(try app.secret(of: .admin, in: app.brand))")]
        #expect(send(app, bearer).status == 200)
        try app.expectRefusal(403, "forbidden") { send(app, bearer + [("X-Brand", app.other.slug)]) }
        #expect(send(app, [("X-Brand", app.other.slug)], from: "::1").status == 200)
        #expect(send(app, from: "::1").status == 200)
        try app.expectRefusal(404, "brand_not_found") { send(app, [("X-Brand", "x")], from: "::1") }
        #expect(app.messageSender.record.reminders.map(\.brandID) == [app.brand.id, app.other.id, nil])
    }

    @Test
    func `what was tried is counted, and what hinders is said`() throws {
        let app = try app()
        let warnings = ["2 × SMS to the student not sent: TWILIO_ACCOUNT_SID not configured."]
        app.messageSender.script {
            $0.reminders = .success(ReminderReport(attempted: 3, sent: 1, warnings: warnings))
        }
        let reply = send(app, from: "127.0.0.1")
        #expect(reply.status == 200)
        #expect(
            try reply.json
                == json(#"{"attempted": 3, "sent": 1, "warnings": ["\#(warnings[0])"]}"#)
        )
        #expect(reply.response.header("Cache-Control") == "no-store")
    }

    @Test
    func `a request sends for half the time that nginx waits`() throws {
        let app = try app()
        #expect(send(app, from: "127.0.0.1").status == 200)
        #expect(app.messageSender.record.reminders.map(\.seconds) == [10])
    }

    @Test
    func `whoever may not call sends nothing`() throws {
        let app = try app(secret: "s3cret")
        try app.expectRefusal(401, "unauthorized") { send(app, from: "127.0.0.1") }
        #expect(app.messageSender.record.reminders.isEmpty)
    }

    @Test
    func `an outbox that is away is 503`() throws {
        let app = try app()
        app.messageSender.script {
            $0.reminders = .failure(Fault(.unavailable, operation: "outbox.lease", code: 2002, detail: "secret"))
        }
        let reply = send(app, from: "127.0.0.1")
        #expect(reply.status == 503)
        #expect(reply.json["code"] == .string("unavailable"))
        #expect(!reply.text.contains("secret"))
        #expect(app.faults.count == 1)
    }
}
