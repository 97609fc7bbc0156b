import Glibc
import HTTP
import LocalStack
import Scheduling
import Synchronization
import TestSupport
import Testing

/// More reminders due at once than one request can send.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct ReminderRushTests {
    private static let due = 500

    /// What one SMS takes: two crons and the background together then need a good 15 s.
    private static let milliseconds = 80

    @Test func `of five hundred due at once each goes out once, in pieces of ten seconds`() throws {
        let providers = try FakeProviders()
        providers.misbehave(.twilio, percent: 100, seed: 1, among: [.slow(milliseconds: Self.milliseconds)])
        let stack = try Stack(.sending(to: providers, ["BOOKING_NOTIFY_DEADLINE_MS=0", "BOOKING_WORKERS=3"]))
        let world = try World(in: stack, rules: .everyDay(hours: "00:00-24:00") { $0.settings.bufferMinutes = 0 })
        try world.seedReminders(Self.due)
        var rounds = 0
        var attempted = 0
        repeat {
            rounds += 1
            let some = twoCrons(world)
            #expect(some.count == 2)
            #expect(some.allSatisfy { $0.attempted > 0 } || rounds > 1, "\(some)")
            #expect(some.allSatisfy { $0.attempted == $0.sent })
            // One that was under way when the time was up is finished.
            #expect(some.allSatisfy { $0.time < .seconds(12) }, "\(some)")
            attempted += some.map(\.attempted).reduce(0, +)
            if rounds == 1 { #expect(attempted < Self.due) }
            if some.allSatisfy({ $0.attempted == 0 }) {
                // The last ones are the background's, which is at work on them.
                let before = providers.deliveries.count
                _ = waitUntil(milliseconds: 300) { providers.deliveries.count > before }
            }
        } while providers.deliveries.count < Self.due && rounds < 100
        let counts = Dictionary(grouping: providers.deliveries, by: \.to).mapValues(\.count)
        print("\(Self.due) reminders in \(rounds) rounds of two crons, of which they sent \(attempted).")
        #expect(rounds > 1)
        #expect(counts.count == Self.due)
        #expect(counts.values.allSatisfy { $0 == 1 })
        let noted = "SELECT COUNT(*) FROM bookings WHERE reminder_sent_at IS NOT NULL"
        #expect(try stack.sql.number(noted) == Self.due)
        #expect(stack.faults().isEmpty)
    }

    private struct Answer {
        let attempted: Int
        let sent: Int
        let time: Duration
    }

    /// Two requests at once.
    private func twoCrons(_ world: World<Stack>) -> [Answer] {
        let answers = Mutex<[Answer]>([])
        runThreads(2) { _ in
            let start = ContinuousClock.now
            let answer = try? world.send("POST", "/api/bookings/reminders").json
            guard let attempted = answer?["attempted"].number, let sent = answer?["sent"].number else { return }
            let time = ContinuousClock.now - start
            answers.withLock { $0.append(Answer(attempted: attempted, sent: sent, time: time)) }
        }
        return answers.withLock { $0 }
    }
}

extension World where Place == Stack {
    /// That many confirmed bookings of the next day, made three days ago, each with a number of its own: copies of one
    /// that was made as usual, over instructors who never get further apart than an evening.
    fileprivate func seedReminders(_ count: Int) throws {
        let made = try book(day(4, at: "10:00"), minutes: 15, as: studentToken)
        let id = made.json["booking"]["id"].text ?? ""
        #expect(try change(id, payment("pi_\(id)"), as: studentToken).status == 200)
        let changed = [
            "id": "UUID()", "instructor_id": "i.id", "contact_phone": "CONCAT('+4915100', 100000 + i.n * 80 + s.seq)",
            "start_at": "i.base + INTERVAL 15 * s.seq MINUTE", "end_at": "i.base + INTERVAL 15 * s.seq + 15 MINUTE",
            "scheduled_at": "i.base - INTERVAL 72 HOUR",
        ]
        let columns = try stack.sql.rows(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'bookings' AND table_schema = DATABASE()"
        ).map { $0[0] }
        for number in 0..<(count + 79) / 80 {
            let instructor = number == 0 ? self.instructor : try colleague().instructor
            let some = min(80, count - number * 80)
            let base = "FROM_UNIXTIME((UNIX_TIMESTAMP() DIV 900 + 2) * 900)"
            try stack.sql.rows(
                """
                INSERT INTO bookings (\(columns.joined(separator: ",")))
                SELECT \(columns.map { changed[$0] ?? "b.\($0)" }.joined(separator: ","))
                FROM bookings b JOIN seq_0_to_\(some - 1) s
                    JOIN (SELECT '\(instructor.id)' AS id, \(number) AS n, \(base) AS base) i
                WHERE b.id = '\(id)'
                """
            )
        }
        try stack.sql.rows("DELETE FROM notifications WHERE event <> 'reminder'")
    }
}
