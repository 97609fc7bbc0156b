import HTTP
import Scheduling
import TestSupport
import Testing

/// What somebody who is not signed in may book, and how much of it.
struct GuestBookingTests {
    private func book(
        _ app: TestApp,
        _ start: String,
        minutes: Int = 60,
        email: String = "gil@guests.example",
        phone: String? = nil,
        as role: AccessToken.Role? = nil,
        key: String? = nil
    ) throws -> Reply {
        let number = phone.map { #", "phone": "\#($0)""# } ?? ""
        let guest = #"{"firstName": "Gil", "lastName": "Gast", "email": "\#(email)"\#(number)}"#
        let body = CreateBookingTests.body(app, start: start, #", "sessionMinutes": \#(minutes), "student": \#(guest)"#)
        let headers = key.map { [("Idempotency-Key", $0)] } ?? []
        return try app.send("POST /api/bookings", body, as: role, headers: headers)
    }

    /// A time of December 2026, by two-digit day and hour.
    private func start(_ day: Int, _ hour: Int = 10) -> String { "2026-12-0\(day)T\(hour):00:00Z" }

    @Test
    func `a guest books the length that is offered and no other`() throws {
        let app = try TestApp(rules: .fixture { $0.settings.sessionMinutes = 45 })
        for minutes in [30, 60, 480] {
            try app.expectRefusal(400, "invalid_field") {
                let reply = try book(app, start(1), minutes: minutes)
                #expect(reply.fieldErrors == ["sessionMinutes: range"])
                return reply
            }
        }
        #expect(try book(app, start(1), minutes: 45).status == 201)
        #expect(try book(app, start(1, 12), minutes: 60, as: .service).status == 201)
    }

    @Test
    func `a guest has three open bookings, by e-mail address and by phone number`() throws {
        let app = try TestApp()
        let phone = "+4915100000009"
        for day in [1, 2, 3] {
            let email = day == 2 ? "GIL@guests.example" : "gil@guests.example"
            #expect(try book(app, start(day), email: email, phone: phone).status == 201)
        }
        try app.expectRefusal(422, "too_many_open", "e-mail") { try book(app, start(4)) }
        try app.expectRefusal(422, "too_many_open", "phone") {
            try book(app, start(4), email: "x@y.example", phone: phone)
        }
        #expect(try book(app, start(4), email: "other@guests.example").status == 201)
        #expect(try book(app, start(7), as: .service).status == 201)
        let first = try #require(app.store.state.bookings.values.first { $0.contact.phone == phone })
        let gone = try app.send("PATCH /api/bookings/\(first.id)", #"{"status": "cancelled"}"#, as: .admin)
        #expect(gone.status == 200)
        #expect(try book(app, start(8)).status == 201)
    }

    @Test
    func `ten requests an hour name an address, refused ones included, replayed ones not`() throws {
        let app = try TestApp()
        let made = try book(app, start(1), key: "k")
        #expect(made.status == 201)
        for _ in 0..<20 { #expect(try book(app, start(1), key: "k").response.header("Idempotency-Replayed") == "true") }
        for minute in 1...9 {
            app.now = Moment.fixture.adding(minutes: minute)
            #expect(try book(app, start(1)).status == 409)
        }
        app.now = Moment.fixture.adding(minutes: 10)
        try app.expectRefusal(429, "rate_limited") {
            let reply = try book(app, start(2))
            #expect(reply.response.header("Retry-After") == "3000")
            return reply
        }
        #expect(try book(app, start(2), email: "other@guests.example").status == 201)
        #expect(try book(app, start(1), key: "k").status == 201)
        app.now = Moment.fixture.adding(minutes: 60)
        #expect(try book(app, start(2)).status == 409)
        #expect(try book(app, start(2)).status == 429)
        #expect(try book(app, start(2), as: .service).status == 409)
    }

    @Test
    func `a request that names an instructor of another brand is counted too`() throws {
        let app = try TestApp()
        let body = CreateBookingTests.body(app, CreateBookingTests.forGuest)
            .replacing(app.greta.id.description, with: app.iris.id.description)
        for _ in 0..<10 { try app.expectRefusal(404, "not_found") { try app.send("POST /api/bookings", body) } }
        try app.expectRefusal(429, "rate_limited") { try app.send("POST /api/bookings", body) }
    }

    @Test
    func `the limits are the brand's settings`() throws {
        var rules = GuestRules.standard
        (rules.openBookings, rules.requestsPerHour, rules.holdMinutes) = (1, 2, 60)
        let app = try TestApp(brand: .fixture(guests: rules))
        let made = try book(app, start(1))
        #expect(made.json["booking"]["holdExpiresAt"].text == "2026-11-22T13:00:00Z")
        #expect(try book(app, start(2)).status == 422)
        #expect(try book(app, start(2)).status == 429)
    }

    @Test(arguments: [
        (nil, "2026-12-01T09:00:00Z", "2026-11-25T12:00:00Z"), (nil, "2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z"),
        (30, "2026-12-01T09:00:00Z", "2026-11-22T12:30:00Z"), (43_200, "2026-12-01T09:00:00Z", "2026-11-25T12:00:00Z"),
    ])
    func `a guest's hold ends with the guest's minutes, the brand's, or the start`(
        brandMinutes: Int?,
        start: String,
        end: String
    ) throws {
        let app = try TestApp(brand: .fixture(pendingHoldMinutes: brandMinutes))
        #expect(try book(app, start).json["booking"]["holdExpiresAt"].text == end)
    }

    @Test
    func `a guest who moves a session earlier holds it no longer than to its start`() throws {
        let app = try TestApp()
        let made = try book(app, start(1))
        let token = try #require(made.json["manageUrl"].text?.split(separator: "/").last)
        let id = try #require(made.json["booking"]["id"].text)
        let moved = try app.send(
            "PATCH /api/bookings/\(id)",
            #"{"startAt": "2026-11-23T09:00:00Z"}"#,
            headers: [("Authorization", "Bearer \(token)")]
        )
        #expect(moved.json["booking"]["holdExpiresAt"].text == "2026-11-23T09:00:00Z", "\(moved.text)")
    }

    @Test
    func `no answer tells a guest or the holder of a link who is a student`() throws {
        let app = try TestApp()
        for email in ["ana@students.example", "nobody@guests.example"] {
            let made = try book(app, start(email.count % 4 + 1), email: email)
            #expect(made.json["booking"].names.contains("studentId"))
            #expect(made.json["booking"]["studentId"] == .null, "\(email)")
            let id = try #require(made.json["booking"]["id"].text)
            let token = try #require(made.json["manageUrl"].text?.split(separator: "/").last)
            let link = [("Authorization", "Bearer \(token)")]
            let seen = try app.send("GET /api/bookings/\(id)", headers: link)
            #expect(seen.status == 200 && seen.json["booking"]["studentId"] == .null)
            let gone = try app.send("PATCH /api/bookings/\(id)", #"{"status": "cancelled"}"#, headers: link)
            #expect(gone.status == 200 && gone.json["booking"]["studentId"] == .null)
            #expect(try app.send("GET /api/bookings/\(id)", as: .admin).json["booking"]["studentId"].text != nil)
        }
    }

    @Test
    func `a number that a guest gave never becomes the student's own`() throws {
        let app = try TestApp()
        let planted = "+4915100000666"
        #expect(try book(app, start(1), email: "victim@students.example", phone: planted).status == 201)
        let victim = try #require(
            try app.store.students(of: app.brand.id, email: "victim@students.example", after: nil, limit: 1).first
        )
        #expect(victim.claimedAt == nil)
        // Even with a credential of before such records were told apart.
        let made = try app.send(
            "POST /api/bookings",
            CreateBookingTests.body(app, start: start(2), #", "sessionMinutes": 60"#),
            as: .student(victim.id)
        )
        #expect(made.status == 201, "\(made.text)")
        let own = try #require(app.store.state.bookings.values.first { !$0.madeByGuest })
        #expect(own.contact.phone == nil)
        #expect(!app.store.state.messages.contains { $0.bookingID == own.id && $0.channel == .sms })
    }
}
