import BookingAPI
import HTTP
import Scheduling
import TestSupport
import Testing

struct SendRemindersTests {
    private func app(secret: String? = nil) throws -> TestApp {
        let app = try TestApp()
        app.settings = App.Settings(
            publicURL: "https://book.example",
            cronSecret: secret,
            missingForEmail: [],
            missingForSMS: []
        )
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
        try app.remind("2026-11-23T08:00:00Z")
        try app.remind("2026-11-23T10:00:00Z", in: app.other)
        #expect(send(app, bearer).json["attempted"] == .integer(1))
        try app.expectRefusal(403, "forbidden") { send(app, bearer + [("X-Brand", app.other.slug)]) }
        #expect(send(app, [("X-Brand", app.other.slug)], from: "::1").json["attempted"] == .integer(1))
        #expect(send(app, from: "::1").json["attempted"] == .integer(2))
        try app.expectRefusal(404, "brand_not_found") { send(app, [("X-Brand", "x")], from: "::1") }
    }

    @Test
    func `what is due is counted, and what hinders is said`() throws {
        let app = try app()
        app.settings = App.Settings(
            publicURL: "https://book.example",
            cronSecret: nil,
            missingForEmail: [],
            missingForSMS: ["TWILIO_ACCOUNT_SID"]
        )
        try app.remind("2026-11-23T08:00:00Z")
        try app.remind("2026-11-23T10:00:00Z")
        try app.remind("2026-11-23T11:55:00Z", of: app.ben)
        try app.remind("2026-11-23T14:00:00Z")
        let reply = send(app, from: "127.0.0.1")
        #expect(reply.json["attempted"] == .integer(3))
        #expect(reply.json["warnings"].elements.count == 2)
        #expect(reply.text.contains("TWILIO_ACCOUNT_SID not configured"))
        #expect(!reply.text.contains("@") && !reply.text.contains("+49"))
        #expect(app.store.state.messages.map(\.event) == [.reminder, .reminder, .reminder])
    }
}

extension TestApp {
    /// A confirmed booking of Greta's, agreed last week.
    fileprivate func remind(_ start: String, of student: Student? = nil, in brand: Brand? = nil) throws {
        try booked(start, of: brand == nil ? student : cleo, in: brand) {
            $0.scheduledAt = Moment.fixture.adding(hours: -168)
            $0.become(.confirmed)
        }
    }
}
