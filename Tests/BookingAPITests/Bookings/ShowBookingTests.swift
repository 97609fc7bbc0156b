import HTTP
import Scheduling
import TestSupport
import Testing

struct ShowBookingTests {
    @Test
    func `a booking is shown to everybody whose it is, with its version`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.revision = 5 }
        let staff: [AccessToken.Role] = [.admin, .service, .instructor(app.greta.id)]
        let others: [AccessToken.Role] = [.student(app.ana.id), .manage(booking.id)]
        for role in staff + others {
            let reply = try app.send("GET /api/bookings/\(booking.id)", as: role)
            #expect(reply.status == 200)
            #expect(reply.response.header("ETag") == "\"r5\"")
            #expect(reply.json["booking"]["id"] == .string(booking.id.description))
            #expect(reply.json.names == (staff.contains(role) ? ["booking", "messages"] : ["booking"]))
        }
        let upper = booking.id.description.uppercased()
        #expect(try app.send("GET /api/bookings/\(upper)", as: .admin).status == 200)
    }

    @Test
    func `what staff note is never shown to students`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.instructorNotes = "secret" }
        for role in [AccessToken.Role.student(app.ana.id), .manage(booking.id)] {
            let reply = try app.send("GET /api/bookings/\(booking.id)", as: role)
            for name in ["instructorNotes", "reminderSentAt", "bufferMinutes", "student"] {
                #expect(!reply.json["booking"].names.contains(name))
            }
            #expect(!reply.text.contains("secret"))
        }
    }

    @Test
    func `staff see the booking's messages with what became of them`() throws {
        let app = try TestApp()
        let body = CreateBookingTests.body(app, CreateBookingTests.forGuest)
        #expect(try app.send("POST /api/bookings", body).status == 201)
        let booking = try #require(app.store.state.bookings.values.first)
        let email = try #require(app.store.state.messages.first)
        let sms = try #require(app.store.state.messages.dropFirst().first)
        try app.record(email, .sent(providerID: "re_1"))
        try app.record(sms, .refused(reason: "21211: Invalid number", blocksAddress: true))
        let reply = try app.send("GET /api/bookings/\(booking.id)", as: .instructor(app.greta.id))
        let messages = reply.json["messages"].elements
        func shown(_ message: OutboxMessage?) -> JSONValue? {
            messages.first { $0["id"].text == message?.id.description }
        }
        #expect(messages.count == 3)
        #expect(
            try shown(email)
                == json(
                    """
                    {"id": "\(email.id)", "event": "created", "recipient": "student", "channel": "email",
                     "address": "gil@guests.example", "state": "sent", "attempts": 1,
                     "createdAt": "2026-11-22T12:00:00Z", "nextAttemptAt": null, "sentAt": "2026-11-22T12:00:00Z",
                     "delivery": null, "deliveryAt": null, "lastError": null}
                    """
                )
        )
        #expect(shown(sms)?["state"] == .string("failed"))
        #expect(shown(sms)?["lastError"] == .string("21211: Invalid number"))
        let last = shown(app.store.state.messages.last)
        #expect(last?["recipient"] == .string("instructor"))
        #expect(last?["nextAttemptAt"] == .string("2026-11-22T12:00:03Z"))
        #expect(!reply.text.contains("cb_manage_"))
    }

    @Test
    func `staff see how far a message came`() throws {
        let app = try TestApp()
        let body = CreateBookingTests.body(app, CreateBookingTests.forGuest)
        #expect(try app.send("POST /api/bookings", body).status == 201)
        let booking = try #require(app.store.state.bookings.values.first)
        let email = try #require(app.store.state.messages.first)
        try app.record(email, .sent(providerID: "re_1"))
        let report = DeliveryReport(
            provider: "resend",
            eventID: "e1",
            providerID: "re_1",
            messageID: nil,
            status: .bounced,
            address: nil,
            blocks: nil,
            reason: "bounced"
        )
        #expect(try app.store.receive(report, at: app.now.adding(minutes: 2)))
        let messages = try app.send("GET /api/bookings/\(booking.id)", as: .admin).json["messages"].elements
        let message = messages.first { $0["id"].text == email.id.description }
        #expect(message?["delivery"] == .string("bounced"))
        #expect(message?["deliveryAt"] == .string("2026-11-22T12:02:00Z"))
        #expect(message?["lastError"] == .string("bounced"))
    }

    @Test
    func `a booking that is not the caller's is not found`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        let foreign = try app.booked("2026-11-24T12:00:00Z", of: app.cleo, in: app.other)
        let mine = try app.booked("2026-11-24T14:00:00Z", of: app.ben)
        let cases: [(Booking, AccessToken.Role)] = [
            (booking, .student(app.ben.id)), (booking, .manage(mine.id)), (foreign, .admin), (foreign, .service),
            (foreign, .instructor(app.greta.id)), (foreign, .student(app.ana.id)), (foreign, .manage(booking.id)),
        ]
        for (booking, role) in cases {
            for (method, body) in [("GET", nil), ("PATCH", #"{"status": "cancelled"}"#)] {
                try app.expectRefusal(404, "not_found", "\(role)") {
                    try app.send("\(method) /api/bookings/\(booking.id)", body, as: role)
                }
            }
        }
    }

    @Test
    func `another instructor's booking is forbidden`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        for (method, body) in [("GET", nil), ("PATCH", #"{"status": "cancelled"}"#)] {
            try app.expectRefusal(403, "forbidden") {
                try app.send("\(method) /api/bookings/\(booking.id)", body, as: .instructor(app.hugo.id))
            }
        }
    }

    @Test(arguments: ["1", "", "x", "0190b5a4-7c1e-7d20-8f3a-1b2c3d4e5f60", "%00", "0190b5a47c1e7d208f3a1b2c3d4e5f60"])
    func `an id that names nothing is not found`(id: String) throws {
        let app = try TestApp()
        try app.expectRefusal(404, "not_found") { try app.send("GET /api/bookings/\(id)", as: .admin) }
    }
}

extension TestApp {
    /// Sends a queued message, as the dispatcher would, with that result.
    fileprivate func record(_ message: OutboxMessage, _ result: AttemptResult) throws {
        let leased = try #require(store.lease(.these([message.id]), limit: 1, leaseSeconds: 60, at: now).first)
        #expect(try store.beginAttempt(of: leased, payload: "{}", at: now) == "{}")
        try store.record(leased, as: result, at: now)
    }
}
