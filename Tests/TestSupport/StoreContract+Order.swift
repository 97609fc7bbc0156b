import Scheduling
import Testing

extension StoreContract {
    static let order = [
        Check("what a cancellation has overtaken is given up with that reason, and the cancellation goes") { contract in
            let scene = try Scene(contract)
            let (booking, created) = try scene.told(.created)
            try scene.attempt(created, .later(at: .fixture.adding(minutes: 1), reason: "503", isOutcomeUnknown: false))
            let cancelled = try scene.tell(.cancelled, booking) { $0.become(.cancelled) }
            // Whoever meets the later one settles the earlier one too.
            #expect(try scene.take(cancelled).message == cancelled)
            #expect(try scene.record(created).state == .dead)
            #expect(try scene.record(created).lastError == MessageOrder.overtaken)
            #expect(try scene.store.requeue(created.id, at: .fixture))
            #expect(try scene.lease(created) == nil)
            #expect(try scene.record(created).lastError == MessageOrder.overtaken)
        },
        Check("the earlier one is given up too when it is met first") { contract in
            let scene = try Scene(contract)
            let (booking, created) = try scene.told(.created)
            let confirmed = try scene.tell(.confirmed, booking) { $0.become(.confirmed) }
            #expect(try scene.lease(created) == nil)
            #expect(try scene.state(created) == .dead)
            #expect(try scene.take(confirmed).untold == [.created])
        },
        Check("a message that somebody is sending keeps the next one waiting until that has ended") { contract in
            let scene = try Scene(contract)
            let (booking, created) = try scene.told(.created)
            let sending = try scene.take(created)
            #expect(try scene.store.beginAttempt(of: sending, payload: "p", at: .fixture) == "p")
            let cancelled = try scene.tell(.cancelled, booking) { $0.become(.cancelled) }
            #expect(try scene.lease(cancelled) == nil)
            #expect(try scene.record(cancelled).state == .queued)
            #expect(try scene.record(cancelled).attempts == 0)
            #expect(try scene.record(cancelled).lastError == MessageOrder.behindAnother)
            #expect(try scene.record(cancelled).nextAttemptAt == .fixture.adding(seconds: 1))
            #expect(try scene.state(created) == .queued)
            try scene.store.record(sending, as: .sent(providerID: "p"), at: .fixture)
            let next = try scene.take(cancelled, at: .fixture.adding(seconds: 1))
            #expect(next.untold.isEmpty)
        },
        Check("a sender that died keeps nobody waiting once its lease has ended") { contract in
            let scene = try Scene(contract)
            let (booking, created) = try scene.told(.created)
            let dead = try scene.take(created)
            _ = try scene.store.beginAttempt(of: dead, payload: "p", at: .fixture)
            let cancelled = try scene.tell(.cancelled, booking) { $0.become(.cancelled) }
            #expect(try scene.lease(cancelled, at: .fixture.adding(seconds: 59)) == nil)
            #expect(try scene.lease(cancelled, at: .fixture.adding(seconds: 60)) != nil)
            #expect(try scene.state(created) == .dead)
        },
        Check("other bookings, recipients and channels are nobody's business") { contract in
            let scene = try Scene(contract)
            let (booking, created) = try scene.told(.created)
            let (_, other) = try scene.told(.created)
            _ = try scene.take(created)
            let confirmed = try scene.tell(.confirmed, booking, to: .instructor) { $0.become(.confirmed) }
            #expect(try scene.lease(confirmed) != nil)
            #expect(try scene.lease(other) != nil)
        },
        Check("of two who lease an earlier and a later message at once, the earlier never goes last") { contract in
            let scene = try Scene(contract)
            for _ in 0..<20 {
                let (booking, created) = try scene.told(.created)
                let cancelled = try scene.tell(.cancelled, booking) { $0.become(.cancelled) }
                let (claimed, turns) = (Claims<OutboxMessage>(), Counter())
                let outcomes = race(contract, threads: 2) { store in
                    let mine = try store.lease(
                        .these([turns.next() == 0 ? created.id : cancelled.id]),
                        limit: 1,
                        leaseSeconds: 60,
                        at: .fixture
                    )
                    claimed.add(mine.map(\.message.id))
                }
                #expect(outcomes.allSatisfy { $0 == nil })
                #expect(!claimed.all.contains(created.id))
                #expect(try scene.state(created) == .dead)
            }
        },
    ]

    static let remindersOtherwise = [
        Check("a reminder whose SMS ends unsent goes by e-mail, once") { contract in
            for result in [AttemptResult.refused(reason: "21614", blocksAddress: true), .givenUp(reason: "budget")] {
                let scene = try Scene(contract)
                let booking = try scene.bookReminded()
                let sms = try #require(try scene.claim().first)
                #expect(sms.message.channel == .sms)
                _ = try scene.store.beginAttempt(of: sms, payload: "p", at: .fixture)
                for _ in 0..<2 { try scene.store.record(sms, as: result, at: .fixture) }
                let email = try scene.claim()
                #expect(email.map(\.message.channel) == [.email])
                #expect(email.map(\.message.address) == [booking.contact.email])
                #expect(email.map(\.message.revision) == [booking.sequence])
                try scene.store.record(try #require(email.first), as: .sent(providerID: "e"), at: .fixture)
                #expect(
                    try scene.store.booking(booking.id, in: scene.brand.id, at: .fixture)?.reminderSentAt == .fixture
                )
                // Queued again by an operator, it is no longer due.
                #expect(try scene.store.requeue(sms.message.id, at: .fixture))
                #expect(try scene.claim().isEmpty)
                #expect(try scene.store.messages(of: booking.id, in: scene.brand.id).count == 2)
            }
        },
        Check("no e-mail takes the place of what is due no longer, of other messages, or of a reminder by e-mail") {
            contract in
            let scene = try Scene(contract)
            let booking = try scene.bookReminded()
            let sms = try #require(try scene.claim().first)
            let late = AttemptResult.refused(reason: "21614", blocksAddress: false)
            try scene.store.record(sms, as: late, at: booking.span.start)
            let other = try scene.bookReminded(startsIn: 300)
            let word = OutboxMessage.fixture(about: other, .confirmed, by: .sms)
            try scene.calendar { try $0.add([word]) }
            try scene.attempt(word, late)
            let byEmail = try scene.bookReminded(startsIn: 600, contact: .fixture(phone: nil))
            for leased in try scene.claim() where leased.message.bookingID == byEmail.id {
                try scene.store.record(leased, as: late, at: .fixture)
            }
            for booking in [booking, byEmail] {
                #expect(try scene.store.messages(of: booking.id, in: scene.brand.id).count == 1)
            }
            #expect(
                try scene.store.messages(of: other.id, in: scene.brand.id).filter { $0.message.channel == .email }
                    .isEmpty
            )
        },
        Check("of many who settle one reminder, one e-mail comes") { contract in
            let scene = try Scene(contract)
            let booking = try scene.bookReminded()
            let sms = try #require(try scene.claim().first)
            let outcomes = race(contract, threads: 8) { store in
                try store.record(sms, as: .refused(reason: "21614", blocksAddress: true), at: .fixture)
            }
            #expect(outcomes.allSatisfy { $0 == nil })
            let told = try scene.store.messages(of: booking.id, in: scene.brand.id)
            #expect(told.map(\.message.channel.rawValue).sorted() == ["email", "sms"])
        },
    ]
}

extension World where Place == OneStore {
    /// A new booking, and a message about it that is queued.
    fileprivate func told(_ event: OutboxMessage.Event) throws -> (Booking, OutboxMessage) {
        let first = try #require(try queue().first)
        let booking = try #require(try store.booking(first.bookingID, in: brand.id, at: .fixture))
        return (booking, first)
    }

    /// Changes a booking and queues what is told of it.
    fileprivate func tell(
        _ event: OutboxMessage.Event,
        _ booking: Booking,
        to recipient: OutboxMessage.Recipient = .student,
        _ change: (inout Booking) -> Void
    ) throws -> OutboxMessage {
        var booking = booking
        change(&booking)
        booking.revision += 1
        let message = OutboxMessage.fixture(about: booking, event, to: recipient)
        try calendar {
            try $0.replace(booking)
            try $0.add([message])
        }
        return message
    }
}
