@testable import BookingStore
import Scheduling
import Synchronization
import TestSupport
import Testing

/// Many senders, each with a connection of its own, on one queue in a database of its own; some die on the way.
@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct OutboxRaceTests {
    private static let count = 500
    private static let bookings = 100
    private static let leaseSeconds = 5

    private let url: DatabaseURL
    private let messages: [OutboxMessage]

    init() throws {
        url = try TestDatabase.shared().empty()
        _ = try Migrations(directory: TestDatabase.migrations).apply(on: Connection.open(url, timeouts: .migration))
        let stage = try Stage(url)
        let bookings = (0..<Self.bookings).map {
            stage.draft(stage.sides[0], .fixture(startsIn: 1440 + 90 * $0))
        }
        let messages = bookings.flatMap { booking in
            (1...Self.count / Self.bookings).map { OutboxMessage.fixture(about: booking, revision: $0) }
        }
        try stage.calendar(stage.sides[0]) { calendar in
            for booking in bookings { try calendar.add(booking) }
            try calendar.add(messages)
        }
        self.messages = messages
    }

    @Test
    func `of 500 messages and senders that die, each message goes out once`() throws {
        let (url, provider) = (url, Provider())
        var round = 0
        while try states()[.sent] != Self.count {
            round += 1
            try #require(round < 60)
            // Whoever died in the round before has lost its leases by now.
            let now = Moment(seconds: Moment.fixture.seconds + 10 * round)
            let seed = 8 * round
            Threads.run(8) { number in
                let random = SeededRandom(seed: UInt64(seed + number))
                var sender = Sender(store: MariaDBStore(url), provider: provider, now: now, random: random)
                while try sender.sendSome() {}
            }
        }
        #expect(round > 2)
        let sent = provider.sent
        #expect(sent.count == Self.count)
        #expect(sent.values.allSatisfy { $0 == 1 })
        let records = try MariaDBStore(url).messages(in: nil, of: nil, limit: 2 * Self.count)
        #expect(records.reduce(0) { $0 + $1.attempts } == provider.attempts)
        #expect(provider.attempts > Self.count)
    }

    @Test
    func `senders whose leases end while they work settle each message once`() throws {
        let url = url
        let settled = Mutex<[ID<OutboxMessage>: Set<String>]>([:])
        let clock = Atomic(Moment.fixture.seconds + 10)
        Threads.run(8) { number in
            let store = MariaDBStore(url)
            for turn in 0..<5_000 {
                // Time goes on with every turn of anybody, so that most leases are overtaken.
                let now = Moment(seconds: clock.add(1, ordering: .relaxed).newValue)
                let leased = try store.lease(.due, limit: 5, leaseSeconds: Self.leaseSeconds, at: now)
                if leased.isEmpty, try store.messages(in: .queued, of: nil, limit: 1).isEmpty { return }
                for message in leased where try store.beginAttempt(of: message, payload: "p", at: now) != nil {
                    let name = "\(number)-\(turn)"
                    settled.withLock { _ = $0[message.message.id, default: []].insert(name) }
                    try store.record(message, as: .sent(providerID: name), at: now)
                }
            }
        }
        #expect(try states() == [.sent: Self.count])
        let connection = try Connection.open(url)
        let named = try connection.query("SELECT id, provider_id FROM notifications WHERE sent_at IS NOT NULL") {
            (id: try $0.id() as ID<OutboxMessage>, name: try $0.text())
        }
        #expect(named.count == Self.count)
        #expect(settled.withLock { settled in named.allSatisfy { settled[$0.id]?.contains($0.name) == true } })
        #expect(try connection.number("SELECT COUNT(*) AS n FROM notifications WHERE lease_token IS NOT NULL") == 0)
    }

    private func states() throws -> [MessageState: Int] {
        let records = try MariaDBStore(url).messages(in: nil, of: nil, limit: 2 * Self.count)
        return Dictionary(grouping: records, by: \.state).mapValues(\.count)
    }
}

/// What arrived at the other end.
private final class Provider: Sendable {
    private let arrivals = Mutex<[ID<OutboxMessage>: Int]>([:])
    private let begun = Mutex(0)

    /// How often each message arrived.
    var sent: [ID<OutboxMessage>: Int] { arrivals.withLock { $0 } }

    /// How many attempts were begun.
    var attempts: Int { begun.withLock { $0 } }

    func begin() { begun.withLock { $0 += 1 } }

    func has(_ id: ID<OutboxMessage>) -> Bool { arrivals.withLock { $0[id] != nil } }

    func take(_ id: ID<OutboxMessage>) { arrivals.withLock { $0[id, default: 0] += 1 } }
}

/// A sender that may die at any step, and leaves its leases to run out then.
private struct Sender {
    let store: MariaDBStore
    let provider: Provider
    let now: Moment
    var random: SeededRandom

    private mutating func dies() -> Bool { Int.random(in: 0..<20, using: &random) == 0 }

    /// Sends a few messages; false when there are none, or when it died.
    mutating func sendSome() throws -> Bool {
        let leased = try store.lease(.due, limit: 7, leaseSeconds: 5, at: now)
        for message in leased {
            let id = message.message.id
            if dies() { return false }
            guard let payload = try store.beginAttempt(of: message, payload: "to \(id)", at: now) else { continue }
            #expect(payload == "to \(id)")
            provider.begin()
            if dies() { return false }
            if !message.isOutcomeUnknown || !provider.has(id) { provider.take(id) }
            if dies() { return false }
            try store.record(message, as: .sent(providerID: "\(id)"), at: now)
        }
        return !leased.isEmpty
    }
}
