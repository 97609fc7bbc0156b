import HTTP
import Scheduling
import TestSupport
import Testing

struct NoticesTests {
    private func book(_ app: TestApp, phone: String? = "+4915100000001", key: String? = nil) throws -> Reply {
        let number = phone.map { "\"\($0)\"" } ?? "null"
        let guest = #"{"firstName": "Gil", "lastName": "Gast", "email": "gil@guests.example", "phone": \#(number)}"#
        let body = CreateBookingTests.body(app, #", "sessionMinutes": 60, "student": \#(guest)"#)
        return try app.send("POST /api/bookings", body, headers: key.map { [("Idempotency-Key", $0)] } ?? [])
    }

    private func expect(
        _ reply: Reply,
        email: Bool,
        sms: Bool,
        _ warnings: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let notices = reply.json["notifications"]
        #expect(notices["emailSent"] == .bool(email), "\(reply.text)", sourceLocation: sourceLocation)
        #expect(notices["smsSent"] == .bool(sms), "\(reply.text)", sourceLocation: sourceLocation)
        #expect(notices["warnings"].elements == warnings.map { .string($0) }, sourceLocation: sourceLocation)
    }

    @Test
    func `what went out is told, and nothing else is said`() throws {
        let app = try TestApp()
        expect(try book(app), email: true, sms: true)
        #expect(app.messageSender.record.delivered == [app.store.state.messages])
    }

    @Test
    func `a channel that fails is told with its reason and fails nothing`() throws {
        let app = try TestApp()
        app.messageSender.script { script in
            script.warning = { $0.channel == .email ? "E-mail to the \($0.recipient.rawValue) not sent: why." : nil }
        }
        let reply = try book(app)
        #expect(reply.status == 201)
        let reasons = ["E-mail to the student not sent: why.", "E-mail to the instructor not sent: why."]
        expect(reply, email: false, sms: true, reasons)
        #expect(app.store.state.bookings.count == 1)
    }

    @Test
    func `an e-mail that only the instructor got is not the student's`() throws {
        let app = try TestApp()
        app.messageSender.script { $0.warning = { $0.recipient == .student ? "why" : nil } }
        expect(try book(app), email: false, sms: false, ["why", "why"])
    }

    @Test
    func `without a phone number no SMS is tried, and that is said`() throws {
        let app = try TestApp()
        let reply = try book(app, phone: nil)
        expect(reply, email: true, sms: false, ["SMS not sent: the booking has no phone number."])
        #expect(app.messageSender.record.delivered.first?.map(\.channel) == [.email, .email])
    }

    @Test
    func `the booking is there before anything is sent`() throws {
        let app = try TestApp()
        let store = app.store
        app.messageSender.script { script in
            script.warning = { message in
                let state = store.state
                let isThere = state.bookings[message.bookingID] != nil && state.messages.contains(message)
                return isThere ? nil : "The booking is not there."
            }
        }
        expect(try book(app), email: true, sms: true)
    }

    @Test
    func `a repeated request gets what was told first, and nothing is sent again`() throws {
        let app = try TestApp()
        app.messageSender.script { $0.warning = { $0.channel == .sms ? "why" : nil } }
        let first = try book(app, key: "k1")
        app.messageSender.script { $0.warning = { _ in "another reason" } }
        let second = try book(app, key: "k1")
        #expect(second.response.header("Idempotency-Replayed") == "true")
        #expect(second.response.body == first.response.body)
        expect(second, email: true, sms: false, ["why"])
        #expect(app.messageSender.record.delivered.count == 1)
    }

    @Test
    func `a request that died while messages were tried is in progress a while, then its messages are queued`() throws {
        let app = try TestApp()
        let store = app.store
        let before = Kept()
        app.messageSender.script { script in
            script.warning = { _ in
                before.take(store.state)
                return nil
            }
        }
        expect(try book(app, key: "k1"), email: true, sms: true)
        // As if the process had died while it sent.
        app.store.restore(try #require(before.state))
        app.now = app.now.adding(seconds: app.messageSender.deadlineSeconds + 2)
        try app.expectRefusal(409, "idempotency_in_progress") { try book(app, key: "k1") }
        app.now = app.now.adding(seconds: 1)
        let repeated = try book(app, key: "k1")
        #expect(repeated.status == 201)
        expect(repeated, email: false, sms: false, ["It is queued.", "It is queued.", "It is queued."])
        #expect(app.messageSender.record.delivered.count == 1)
    }

    @Test
    func `an answer that cannot be revised is given all the same`() throws {
        let app = try TestApp()
        let store = app.store
        app.messageSender.script { script in
            script.warning = { _ in
                store.fail(with: Fault(.unavailable, operation: "store.revise", code: 2006, detail: ""))
                return nil
            }
        }
        let reply = try book(app, key: "k1")
        #expect(reply.status == 201)
        expect(reply, email: true, sms: true)
    }

    @Test
    func `a change tells what became of its messages, and says nothing of a phone`() throws {
        let app = try TestApp()
        let booking = try app.booked(of: app.ben)
        app.messageSender.script { $0.warning = { $0.recipient == .instructor ? "why" : nil } }
        let reply = try app.send("PATCH /api/bookings/\(booking.id)", #"{"status": "cancelled"}"#, as: .admin)
        expect(reply, email: true, sms: false, ["why"])
        let notes = try app.booked("2026-11-25T08:00:00Z")
        let changed = try app.send("PATCH /api/bookings/\(notes.id)", #"{"notes": "x"}"#, as: .admin)
        #expect(changed.json.names == ["booking"])
        #expect(app.messageSender.record.delivered.count == 1)
    }

    @Test
    func `staff who cancel or move tell the student by SMS too, students do not`() throws {
        let app = try TestApp()
        let cancelled = try app.booked()
        let moved = try app.booked("2026-11-25T08:00:00Z")
        let own = try app.booked("2026-11-26T08:00:00Z")
        let move = #"{"startAt": "2026-11-25T10:00:00Z"}"#
        let cancel = #"{"status": "cancelled"}"#
        expect(try app.send("PATCH /api/bookings/\(cancelled.id)", cancel, as: .admin), email: true, sms: true)
        expect(try app.send("PATCH /api/bookings/\(moved.id)", move, as: .service), email: true, sms: true)
        expect(try app.send("PATCH /api/bookings/\(own.id)", cancel, as: .student(app.ana.id)), email: true, sms: false)
    }
}

/// A state of the store, kept by whoever comes first.
private final class Kept: @unchecked Sendable {
    private(set) var state: MemoryState?

    func take(_ state: MemoryState) { self.state = self.state ?? state }
}
