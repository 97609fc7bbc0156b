import HTTP
import Scheduling
import TestSupport
import Testing

struct ListMessagesTests {
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
        let reply = try app.send("GET /api/bookings/\(booking.id)/messages", as: .instructor(app.greta.id))
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
        let messages = try app.send("GET /api/bookings/\(booking.id)/messages", as: .admin).json["messages"].elements
        let message = messages.first { $0["id"].text == email.id.description }
        #expect(message?["delivery"] == .string("bounced"))
        #expect(message?["deliveryAt"] == .string("2026-11-22T12:02:00Z"))
        #expect(message?["lastError"] == .string("bounced"))
    }

    @Test
    func `only staff of the booking see its messages and its history`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        let foreign = try app.booked("2026-11-24T12:00:00Z", of: app.cleo, in: app.other)
        for path in ["messages", "events"] {
            let target = "GET /api/bookings/\(booking.id)/\(path)"
            for role in [AccessToken.Role.student(app.ana.id), .manage(booking.id), .instructor(app.hugo.id)] {
                try app.expectRefusal(403, "forbidden", path) { try app.send(target, as: role) }
            }
            try app.expectRefusal(401, "unauthorized", path) { try app.send(target) }
            for role in [AccessToken.Role.admin, .service, .instructor(app.greta.id)] {
                let reply = try app.send(target, as: role)
                #expect(reply.status == 200 && reply.json.names == [path])
            }
            try app.expectRefusal(404, "not_found", path) {
                try app.send("GET /api/bookings/\(foreign.id)/\(path)", as: .admin)
            }
        }
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
