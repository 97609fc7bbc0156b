import Scheduling
import Testing

extension StoreContract {
    static let remindersSent = [
        Check("a reminder that went out is noted at its booking, which is no change of it") { contract in
            let scene = try Scene(contract)
            let booking = try scene.bookReminded()
            let leased = try #require(try scene.claim().first)
            let now = Moment.fixture.adding(seconds: 7)
            try scene.store.record(leased, as: .sent(providerID: "p"), at: now)
            var expected = booking
            expected.reminderSentAt = now
            #expect(try scene.booking(booking) == expected)
            #expect(try scene.claim(at: .fixture.adding(hours: 1)).isEmpty)
        },
        Check("a reminder of a time that is no longer the booking's is not noted there") { contract in
            let scene = try Scene(contract)
            let booking = try scene.bookReminded()
            let leased = try #require(try scene.claim().first)
            let moved = try scene.change(booking) {
                $0.sequence += 1
                $0.span = .fixture(startsIn: 900)
            }
            try scene.store.record(leased, as: .sent(providerID: "p"), at: .fixture)
            #expect(try scene.booking(booking) == moved)
            #expect(try scene.claim().map(\.message.revision) == [1])
        },
        Check("a message that is no reminder notes none") { contract in
            let scene = try Scene(contract)
            let booking = try scene.bookReminded()
            let message = OutboxMessage.fixture(about: booking, .confirmed, revision: booking.sequence)
            try scene.calendar { try $0.add([message]) }
            try scene.attempt(message, .sent(providerID: "p"))
            #expect(try scene.booking(booking)?.reminderSentAt == nil)
        },
        Check("a change that began before a reminder went out does not forget it, a move does") { contract in
            let scene = try Scene(contract)
            let booking = try scene.bookReminded()
            try scene.store.record(try #require(try scene.claim().first), as: .sent(providerID: "p"), at: .fixture)
            let changed = try scene.change(booking) { $0.location = "Pier 4" }
            #expect(try scene.booking(booking)?.reminderSentAt == .fixture)
            try scene.change(changed) { $0.sequence += 1 }
            #expect(try scene.booking(booking)?.reminderSentAt == nil)
        },
        Check("a reminder that is no longer due is given up by whoever meets it") { contract in
            let cases: [(String, @Sendable (inout Booking) -> Void)] = [
                ("moved", { $0.sequence += 1 }), ("cancelled", { $0.become(.cancelled) }),
                ("completed", { $0.become(.completed) }), ("reminded", { $0.reminderSentAt = .fixture }),
                ("agreed anew", { $0.scheduledAt = $0.span.start }),
            ]
            for (name, change) in cases {
                let scene = try Scene(contract)
                let booking = try scene.bookReminded()
                let leased = try #require(try scene.claim().first)
                try scene.store.record(
                    leased,
                    as: .later(at: .fixture, reason: "busy", isOutcomeUnknown: false),
                    at: .fixture
                )
                try scene.change(booking, change)
                #expect(try scene.claim().filter { $0.message.id == leased.message.id }.isEmpty, "\(name)")
                #expect(try scene.lease(leased.message) == nil, "\(name)")
                #expect(try scene.state(leased.message) == .dead, "\(name)")
                #expect(try scene.record(leased.message).lastError == "no longer due", "\(name)")
            }
        },
        Check("a reminder is sent until its session begins, however old it is") { contract in
            let scene = try Scene(contract)
            let booking = try scene.bookReminded()
            let message = try #require(try scene.claim().first?.message)
            let start = booking.span.start
            #expect(try scene.lease(message, at: start.adding(seconds: -1))?.message == message)
            #expect(try scene.lease(message, at: start.adding(minutes: 5)) == nil)
            #expect(try scene.record(message).lastError == "no longer due")
        },
        Check("whoever looks for what is due meets reminders too, once cron has had its time") { contract in
            try contract.atDawn { scene in
                let bookings = try [60, 120].map { minutes in
                    let start = Moment.dawn.adding(minutes: minutes)
                    return try scene.book(TimeSpan(start: start, end: start.adding(minutes: 30))) {
                        $0.scheduledAt = Moment.dawn.adding(hours: -48)
                        $0.bufferMinutes = 0
                        $0.become(.confirmed)
                    }
                }
                let reminders = OutboxSelection.reminders(brandID: scene.brand.id)
                #expect(try scene.store.lease(reminders, limit: 10, leaseSeconds: 1, at: .dawn).count == 2)
                try scene.change(bookings[0]) { $0.become(.cancelled) }
                let soon = Moment.dawn.adding(seconds: MessageTiming.reminderHeadStartSeconds - 1)
                #expect(try scene.store.lease(.due, limit: 1, leaseSeconds: 1, at: soon).isEmpty)
                let met = try scene.store.lease(.due, limit: 1, leaseSeconds: 1, at: soon.adding(seconds: 1))
                #expect(met.map(\.message.bookingID) == [bookings[1].id])
                let records = try scene.store.messages(in: .dead, of: scene.brand.id, limit: 5)
                #expect(records.map(\.message.bookingID) == [bookings[0].id])
                let late = Moment.dawn.adding(minutes: 120)
                #expect(try scene.store.lease(.due, limit: 1, leaseSeconds: 1, at: late).isEmpty)
            }
        },
    ]
}
