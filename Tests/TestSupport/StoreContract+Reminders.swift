import Scheduling
import Testing

extension StoreContract {
    static let reminders = [
        Check("a reminder is due within a day of a confirmed session that was agreed before") { contract in
            let dayAgo = Moment.fixture.adding(hours: -24)
            let cases: [(String, Bool, @Sendable (inout Booking) -> Void)] = [
                ("a day ahead", true, { _ in }),
                ("a minute ahead", true, { $0.span = .fixture(startsIn: 5) }),
                ("just over a day ahead", false, { $0.span = .fixture(startsIn: 1445) }),
                ("starting now", false, { $0.span = .fixture(startsIn: 0) }),
                ("started", false, { $0.span = .fixture(startsIn: -5) }),
                ("agreed at the last moment for it", true, { $0.scheduledAt = .fixture }),
                ("agreed too late for it", false, { $0.scheduledAt = Moment(seconds: Moment.fixture.seconds + 1) }),
                ("reminded already", false, { $0.reminderSentAt = dayAgo }),
                ("pending", false, { $0.status = .pending }),
                ("cancelled", false, { $0.become(.cancelled) }),
                ("completed", false, { $0.become(.completed) }),
                ("no show", false, { $0.become(.noShow) }),
            ]
            for (name, isDue, change) in cases {
                let scene = try Scene(contract)
                let booking = try scene.bookReminded(startsIn: 1440, change)
                let claimed = try scene.claim()
                #expect(claimed.map(\.message.bookingID) == (isDue ? [booking.id] : []), "\(name)")
            }
        },
        Check("a reminder goes to the student's phone, without one to the e-mail address") { contract in
            for (phone, channel) in [("+4915100000001", OutboxMessage.Channel.sms), (nil, .email)] {
                let scene = try Scene(contract)
                let contact = ContactDetails.fixture(email: "given@x.example", phone: phone)
                let booking = try scene.bookReminded(contact: contact) { $0.sequence = 4 }
                let message = try #require(try scene.claim().first?.message)
                #expect(
                    message
                        == OutboxMessage(
                            id: message.id,
                            brandID: scene.brand.id,
                            bookingID: booking.id,
                            event: .reminder,
                            revision: 4,
                            recipient: .student,
                            channel: channel,
                            address: phone ?? "given@x.example",
                            createdAt: .fixture
                        )
                )
            }
        },
        Check("a reminder that is in the outbox already is not written again") { contract in
            let scene = try Scene(contract)
            let booking = try scene.bookReminded()
            let written = OutboxMessage.fixture(about: booking, .reminder, by: .sms, revision: booking.sequence)
            try scene.calendar { try $0.add([written]) }
            #expect(try scene.claim(at: .fixture.adding(minutes: 1)).map(\.message) == [written])
        },
        Check("sessions that were agreed too late for a reminder hide none that is due") { contract in
            let scene = try Scene(contract)
            let days = 500
            let now = Moment.fixture.adding(hours: 24 * days)
            let scenes = [scene, try scene.colleague()]
            // More than are looked at in one go.
            for scene in scenes {
                try scene.calendar { calendar in
                    for number in 1...60 {
                        let span = TimeSpan.fixture(startsIn: days * 1440 + number * 15, minutes: 15)
                        try calendar.add(
                            scene.draft(span) {
                                $0.bufferMinutes = 0
                                $0.scheduledAt = now
                                $0.become(.confirmed)
                            }
                        )
                    }
                }
            }
            let due = try scene.bookReminded(startsIn: days * 1440 + 1200)
            #expect(try scene.claim(at: now).map(\.message.bookingID) == [due.id])
        },
        Check("a reminder that cron meets before its time waits until then") { contract in
            let scene = try Scene(contract)
            let booking = try scene.bookReminded(startsIn: 1500)
            let written = OutboxMessage.fixture(about: booking, .reminder, by: .sms, revision: booking.sequence)
            try scene.calendar { try $0.add([written]) }
            #expect(try scene.claim(at: .fixture.adding(minutes: 1)).isEmpty)
            #expect(try scene.record(written).nextAttemptAt == booking.span.start.adding(hours: -24))
            #expect(try scene.claim(at: .fixture.adding(minutes: 60)).map(\.message) == [written])
        },
        Check("a session that moved has another reminder for its new time") { contract in
            let scene = try Scene(contract)
            let booking = try scene.bookReminded()
            let first = try scene.claim()
            try scene.giveBack(first)
            try scene.change(booking) {
                $0.sequence += 1
                $0.span = .fixture(startsIn: 900)
            }
            let second = try scene.claim()
            #expect(second.map(\.message.revision) == [1])
            #expect(second.first?.message.id != first.first?.message.id)
        },
    ]

    static let reminderLeases = [
        Check("a reminder is leased to one caller until it is given back or the lease ends") { contract in
            let scene = try Scene(contract)
            try scene.bookReminded()
            let first = try scene.claim()
            #expect(first.count == 1)
            #expect(try scene.claim().isEmpty)
            #expect(try scene.claim(at: .fixture.adding(minutes: 1)).isEmpty)
            try scene.giveBack(first)
            let second = try scene.claim()
            #expect(second.map(\.message) == first.map(\.message))
            #expect(second.first?.leaseToken != first.first?.leaseToken)
            #expect(try scene.claim(at: .fixture.adding(minutes: 3)).map(\.message) == first.map(\.message))
        },
        Check("a lease that ended cannot give back what another caller leased since") { contract in
            let scene = try Scene(contract)
            try scene.bookReminded()
            let first = try scene.claim()
            let later = Moment.fixture.adding(minutes: 3)
            #expect(try scene.claim(at: later).count == 1)
            try scene.giveBack(first, at: later)
            #expect(try scene.claim(at: later).isEmpty)
        },
        Check("reminders are claimed by start, as many as asked for, of one brand") { contract in
            let (scene, other) = try pair(contract)
            let late = try scene.bookReminded(startsIn: 1200)
            let early = try scene.bookReminded(startsIn: 120)
            let middle = try scene.bookReminded(startsIn: 600)
            let foreign = try other.bookReminded()
            #expect(try scene.claim(limit: 2).map(\.message.bookingID) == [early.id, middle.id])
            #expect(try scene.claim(limit: 2).map(\.message.bookingID) == [late.id])
            #expect(try other.claim().map(\.message.bookingID) == [foreign.id])
        },
        Check("without a brand the reminders of every brand are claimed") { contract in
            let (scene, other) = try pair(contract)
            // Before anything that another check queues: what nobody should send any more would be given up here.
            let days = -400
            let now = Moment.fixture.adding(hours: 24 * days)
            let ids = try [(scene, 60), (other, 120)].map { scene, minutes in
                try scene.bookReminded(startsIn: days * 1440 + minutes) { $0.scheduledAt = now.adding(hours: -48) }.id
            }
            let claimed = try scene.store.lease(.reminders(brandID: nil), limit: 200, leaseSeconds: 120, at: now)
            #expect(claimed.map(\.message.bookingID).filter(ids.contains) == ids)
        },
        Check("of many who claim at once, each gets other reminders") { contract in
            let scene = try Scene(contract)
            let ids = try (1...6).map { try scene.bookReminded(startsIn: $0 * 120).id }
            let brand = scene.brand.id
            let claimed = Claims<Booking>()
            let outcomes = race(contract) { store in
                let mine = try store.lease(.reminders(brandID: brand), limit: 200, leaseSeconds: 120, at: .fixture)
                claimed.add(mine.map(\.message.bookingID))
            }
            #expect(outcomes.allSatisfy { $0 == nil })
            #expect(Set(claimed.all) == Set(ids))
            #expect(claimed.all.count == ids.count)
        },
    ]
}

extension Scene {
    /// Ends leases without an attempt.
    fileprivate func giveBack(_ leased: [LeasedMessage], at now: Moment = .fixture) throws {
        for message in leased {
            try store.record(message, as: .later(at: now, reason: "later", isOutcomeUnknown: false), at: now)
        }
    }
}
