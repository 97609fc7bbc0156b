@testable import BookingStore
import Scheduling
import TestSupport
import Testing

/// What the store writes for others to send and to read; a store itself never shows it.
@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct OutboxTests {
    private let stage: Stage
    private let side: Stage.Side
    private let connection: Connection

    init() throws {
        stage = try Stage(TestDatabase.shared().migrated())
        side = stage.sides[0]
        connection = try TestDatabase.shared().administrator()
    }

    /// A message as the dispatcher finds it.
    private struct Found: Equatable {
        let event: String
        let revision: Int
        let channel: String
        let address: String
        let state: String
        let dueAt: Moment
    }

    private func messages(_ booking: Booking) throws -> [Found] {
        try connection.query(
            """
            SELECT event, revision, channel, address, state, next_attempt_at FROM notifications
            WHERE booking_id = ? AND recipient = 'student' ORDER BY id
            """,
            [.id(booking.id)]
        ) { row in
            Found(
                event: try row.text(),
                revision: try row.int(),
                channel: try row.text(),
                address: try row.text(),
                state: try row.text(),
                dueAt: try row.moment()
            )
        }
    }

    private func events(_ booking: Booking) throws -> [[String?]] {
        try connection.query(
            "SELECT kind, actor, from_status, to_status, reason FROM booking_events WHERE booking_id = ? ORDER BY id",
            [.id(booking.id)]
        ) { row in
            [try row.text(), try row.text(), try row.optionalText(), try row.text(), try row.optionalText()]
        }
    }

    private func book(_ span: TimeSpan = .fixture(), _ change: (inout Booking) -> Void) throws -> Booking {
        var booking = stage.draft(side, span)
        change(&booking)
        try stage.calendar(side) { try $0.add(booking) }
        return booking
    }

    @Test
    func `a hold that ended leaves one line of history and one e-mail to each, however many notice it`() throws {
        let booking = try book { $0.holdExpiresAt = Moment.fixture.adding(minutes: 30) }
        let (stage, side) = (stage, side)
        let now = Moment.fixture.adding(minutes: 40)
        Threads.run(8) { number in
            let found =
                number.isMultiple(of: 2)
                ? try stage.calendar(side, at: now) { try $0.booking(booking.id) }
                : try stage.store().bookings(BookingQuery(brandID: side.brand.id, limit: 5), at: now).first
            #expect(found?.status == .cancelled)
        }
        #expect(try events(booking) == [["cancelled", "system", "pending", "cancelled", "hold_expired"]])
        let mail = Found(
            event: "cancelled",
            revision: 2,
            channel: "email",
            address: booking.contact.email,
            state: "queued",
            dueAt: Moment(seconds: now.seconds + 3)
        )
        #expect(try messages(booking) == [mail])
        #expect(
            try connection.number(
                "SELECT COUNT(*) AS n FROM notifications WHERE booking_id = ? AND recipient = 'instructor'",
                [.id(booking.id)]
            ) == 1
        )
    }

    @Test
    func `a reminder is one row for each agreed time, by SMS where there is a phone`() throws {
        let booking = try book(.fixture(startsIn: 600)) {
            $0.become(.confirmed)
            $0.scheduledAt = Moment.fixture.adding(hours: -48)
            $0.sequence = 3
        }
        let (stage, brand) = (stage, side.brand.id)
        Threads.run(6) { _ in
            _ = try stage.store().lease(.reminders(brandID: brand), limit: 10, leaseSeconds: 60, at: .fixture)
        }
        let sms = Found(
            event: "reminder",
            revision: 3,
            channel: "sms",
            address: "+4915112345678",
            state: "queued",
            dueAt: booking.span.start.adding(hours: -24)
        )
        #expect(try messages(booking) == [sms])
    }

    @Test(arguments: ["sent", "failed", "dead"])
    func `a reminder that is done with is not claimed again`(state: String) throws {
        let booking = try book(.fixture(startsIn: 600)) {
            $0.become(.confirmed)
            $0.scheduledAt = Moment.fixture.adding(hours: -48)
        }
        let (store, reminders) = (stage.store(), OutboxSelection.reminders(brandID: side.brand.id))
        #expect(try store.lease(reminders, limit: 10, leaseSeconds: 0, at: .fixture).count == 1)
        #expect(try store.lease(reminders, limit: 10, leaseSeconds: 0, at: .fixture).count == 1)
        try connection.rawly("UPDATE notifications SET state = '\(state)' WHERE booking_id = '\(booking.id)'")
        #expect(try store.lease(reminders, limit: 10, leaseSeconds: 0, at: .fixture).isEmpty)
    }

    @Test
    func `a lease has a token and an end, or neither`() throws {
        let booking = try book { $0.become(.confirmed) }
        try stage.calendar(side) { try $0.add([.fixture(about: booking)]) }
        let fault = try #require(throws: Fault.self) {
            try connection.rawly("UPDATE notifications SET lease_token = 7 WHERE booking_id = '\(booking.id)'")
        }
        #expect(fault.code == 4025)
    }

    @Test
    func `a payment is written with the brand and its booking`() throws {
        let booking = try book { $0.become(.confirmed) }
        let payment = Payment.fixture(for: booking)
        try stage.calendar(side) { try $0.add(payment) }
        let rows = try connection.query(
            "SELECT brand_id, amount_cents, currency, provider, provider_payment_id FROM payments WHERE booking_id = ?",
            [.id(booking.id)]
        ) { [try $0.text(), String(try $0.int()), try $0.text(), try $0.text(), try $0.text()] }
        #expect(rows == [["\(side.brand.id)", "5000", "EUR", "stripe", payment.providerPaymentID]])
    }
}
