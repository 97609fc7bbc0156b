import BookingAPI
import HTTP
import Scheduling
import TestSupport
import Testing

struct IdempotencyTests {
    private func post(
        _ app: TestApp,
        key: String,
        start: String = "2026-11-24T09:00:00Z",
        as role: AccessToken.Role? = nil
    ) throws -> Reply {
        let isStudent = if case .student = role { true } else { false }
        let more = isStudent ? #", "sessionMinutes": 60"# : CreateBookingTests.forGuest
        let body = CreateBookingTests.body(app, start: start, more)
        return try app.send("POST /api/bookings", body, as: role, headers: [("Idempotency-Key", key)])
    }

    @Test
    func `the same key and body replays the first answer and writes nothing`() throws {
        let app = try TestApp()
        let first = try post(app, key: "k1")
        #expect(first.status == 201)
        #expect(first.response.header("Idempotency-Replayed") == nil)
        let state = app.store.state
        app.now = app.now.adding(hours: 23)
        let second = try post(app, key: "k1")
        #expect(second.status == 201)
        #expect(second.response.body == first.response.body)
        #expect(second.response.header("Location") == first.response.header("Location"))
        #expect(second.response.header("Idempotency-Replayed") == "true")
        #expect(app.store.state == state)
    }

    @Test
    func `the same key with another body is refused`() throws {
        let app = try TestApp()
        #expect(try post(app, key: "k1").status == 201)
        try app.expectRefusal(422, "idempotency_mismatch") { try post(app, key: "k1", start: "2026-11-25T09:00:00Z") }
    }

    @Test
    func `a key is kept for 24 hours`() throws {
        let app = try TestApp()
        #expect(try post(app, key: "k1").status == 201)
        app.now = app.now.adding(hours: 24)
        let later = try post(app, key: "k1", start: "2026-11-25T09:00:00Z")
        #expect(later.status == 201)
        #expect(later.response.header("Idempotency-Replayed") == nil)
    }

    @Test
    func `a key is its caller's own`() throws {
        let app = try TestApp()
        let days = ["07", "08", "09", "10", "11"]
        let callers: [AccessToken.Role?] = [nil, .student(app.ana.id), .student(app.ben.id), .admin, .service]
        for (index, role) in callers.enumerated() {
            let reply = try post(app, key: "k1", start: "2026-12-\(days[index])T09:00:00Z", as: role)
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply.response.header("Idempotency-Replayed") == nil)
        }
        #expect(app.store.state.answers.count == 5)
    }

    @Test
    func `a refused request keeps no answer, so that it may succeed later`() throws {
        let app = try TestApp()
        let blocker = try app.booked("2026-11-24T09:00:00Z")
        try app.expectRefusal(409, "slot_unavailable") { try post(app, key: "k1") }
        let cancelled = try app.send("PATCH /api/bookings/\(blocker.id)", #"{"status": "cancelled"}"#, as: .admin)
        #expect(cancelled.status == 200)
        #expect(try post(app, key: "k1").status == 201)
    }

    @Test(arguments: ["a b", "ü", "a\u{7F}", "\u{1}", String(repeating: "k", count: 256)])
    func `a key that is not visible ASCII or too long is refused`(key: String) throws {
        let app = try TestApp()
        try app.expectRefusal(400, "invalid_field") {
            let reply = try post(app, key: key)
            #expect(reply.fieldErrors == ["Idempotency-Key: invalid"])
            return reply
        }
    }

    @Test(arguments: ["!", "~", String(repeating: "k", count: 255), "8e03978e-40d5-43e8-bc93-6894a57f9324"])
    func `a key is 1 to 255 visible ASCII characters`(key: String) throws {
        #expect(try post(TestApp(), key: key).status == 201)
    }

    @Test
    func `a key whose first request still runs is refused`() throws {
        let app = try TestApp()
        app.store.hold(.fixture(brandID: app.brand.id, caller: "service:\(try app.serviceTokenID)", key: "k1"))
        try app.expectRefusal(409, "idempotency_in_progress") {
            let reply = try post(app, key: "k1", as: .service)
            #expect(reply.response.header("Retry-After") == "1")
            return reply
        }
        #expect(try post(app, key: "k2", as: .service).status == 201)
    }

    @Test
    func `visitors who name different addresses have keys of their own`() throws {
        let app = try TestApp()
        let first = try post(app, key: "1")
        let other = CreateBookingTests.forGuest.replacing("gil@", with: "mallory@")
        let body = CreateBookingTests.body(app, start: "2026-11-25T09:00:00Z", other)
        let second = try app.send("POST /api/bookings", body, headers: [("Idempotency-Key", "1")])
        #expect(first.status == 201 && second.status == 201, "\(second.text)")
        #expect(second.response.header("Idempotency-Replayed") == nil)
        #expect(second.json["manageUrl"] != first.json["manageUrl"])
        #expect(app.store.state.answers.count == 2)
        for key in app.store.state.answers.keys { #expect(key.caller.hasPrefix("visitor:") && key.caller.count == 56) }
        // In whichever case it is written, it is one address.
        let shouted = CreateBookingTests.forGuest.replacing("gil@guests", with: "GIL@Guests")
        try app.expectRefusal(422, "idempotency_mismatch") {
            let body = CreateBookingTests.body(app, start: "2026-11-26T09:00:00Z", shouted)
            return try app.send("POST /api/bookings", body, headers: [("Idempotency-Key", "1")])
        }
    }
}

extension TestApp {
    /// The id under which the brand's own back end is known.
    fileprivate var serviceTokenID: ID<AccessToken> {
        get throws {
            let digest = TokenSecret.digest(of: try secret(of: .service, in: brand))
            return try #require(try store.token(digest: digest)?.id)
        }
    }
}
