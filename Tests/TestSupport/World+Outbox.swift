import Scheduling
import Synchronization
import Testing

private let booked = Atomic(0)

extension World where Place == OneStore {
    /// That many messages about a new booking, written.
    func queue(_ count: Int = 1, at now: Moment = .fixture) throws -> [OutboxMessage] {
        let number = booked.add(1, ordering: .relaxed).newValue
        let booking = try book(.fixture(startsIn: 2880 + 90 * number))
        let messages = (1...count).map { OutboxMessage.fixture(about: booking, revision: $0, createdAt: now) }
        try calendar { try $0.add(messages) }
        return messages
    }

    /// One message about a new booking, written.
    func queueOne(at now: Moment = .fixture) throws -> OutboxMessage { try #require(try queue(at: now).first) }

    /// Leases what is free of these messages for a minute.
    func lease(_ messages: [OutboxMessage], at now: Moment = .fixture) throws -> [LeasedMessage] {
        try store.lease(.these(messages.map(\.id)), limit: 100, leaseSeconds: 60, at: now)
    }

    /// Leases one message for a minute; nothing when it is not free.
    func lease(_ message: OutboxMessage, at now: Moment = .fixture) throws -> LeasedMessage? {
        try lease([message], at: now).first
    }

    /// Leases one message that must be free.
    func take(_ message: OutboxMessage, at now: Moment = .fixture) throws -> LeasedMessage {
        try #require(try lease(message, at: now))
    }

    /// Leases one message, begins an attempt and settles it.
    func attempt(_ message: OutboxMessage, _ result: AttemptResult, at now: Moment = .fixture) throws {
        let leased = try take(message, at: now)
        #expect(try store.beginAttempt(of: leased, payload: "payload", at: now) != nil)
        try store.record(leased, as: result, at: now)
    }

    /// What became of a message.
    func record(_ message: OutboxMessage) throws -> MessageRecord {
        let records = try store.messages(of: message.bookingID, in: brand.id)
        return try #require(records.first { $0.message.id == message.id })
    }

    /// What became of a message, in a word.
    func state(_ message: OutboxMessage) throws -> MessageState { try record(message).state }

    /// A confirmed booking whose time was agreed two days before.
    @discardableResult
    func bookReminded(
        startsIn minutes: Int = 1440,
        contact: ContactDetails = .fixture(),
        _ change: (inout Booking) -> Void = { _ in }
    ) throws -> Booking {
        try book(.fixture(startsIn: minutes), contact: contact) {
            $0.scheduledAt = Moment.fixture.adding(hours: -48)
            $0.become(.confirmed)
            change(&$0)
        }
    }

    /// Leases this brand's reminders for two minutes.
    func claim(limit: Int = 200, at now: Moment = .fixture) throws -> [LeasedMessage] {
        try store.lease(.reminders(brandID: brand.id), limit: limit, leaseSeconds: 120, at: now)
    }
}

extension Moment {
    /// Long before anything that another check queues, so that what is due then belongs to the check that asks.
    static let dawn = Moment(seconds: 978_307_200)

    /// The moment that many seconds later.
    func adding(seconds: Int) -> Moment { Moment(seconds: self.seconds + seconds) }
}

extension StoreContract {
    private static let dawn = Mutex(())

    /// Runs `body` while no other check queues anything at `Moment.dawn`, with nothing due on the days after it.
    func atDawn(_ body: (Scene) throws -> Void) throws {
        try Self.dawn.withLock { _ in
            let scene = try Scene(self)
            let end = Moment.dawn.adding(hours: 1000)
            while true {
                let left = try scene.store.lease(.due, limit: 100, leaseSeconds: 0, at: end)
                for message in left { try scene.store.record(message, as: .givenUp(reason: "another's"), at: end) }
                if left.isEmpty { break }
            }
            try body(scene)
        }
    }
}
