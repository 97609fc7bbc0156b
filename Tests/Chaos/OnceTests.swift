import Glibc
import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing
import System

/// Messages that always go out, and only once, in the worst of weather.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct OnceTests {
    /// COACHBOOK_LONG=1 (`make once`) asks for as many as a busy school has in a week.
    private static let bookings = currentEnvironment().contains("COACHBOOK_LONG=1") ? 1_000 : 60

    fileprivate static let seed: UInt64 = 20_261_122

    /// None is later than a message rests before the next attempt, which is the promise that providers have to keep.
    fileprivate static let weather: [FakeProviders.Misbehaviour] = [
        .slow(milliseconds: 600), .slowAnswer(milliseconds: 600), .slowAnswer(milliseconds: 1_500), .dropUnprocessed,
        .dropAfterAccepting, .answer(status: 409), .answer(status: 429, headers: [("retry-after", "1")]),
        .answer(status: 500), .answer(status: 503), .answerAfterAccepting(status: 500),
    ]

    @Test func `every message goes out once, whatever the providers do and whoever is killed`() throws {
        let providers = try FakeProviders()
        providers.setWeather(percent: 25)
        let stack = try Stack(.sending(to: providers, ["BOOKING_WORKERS=3"]))
        let rush = try Rush(in: stack, bookings: Self.bookings)
        let mayhem = Mayhem(seed: Self.seed, stack.killings)
        runThreads(10) { thread in
            for guest in stride(from: thread, to: rush.bookings, by: 10) {
                do { try rush.bookAndConfirm(guest) } catch { Issue.record("guest \(guest): \(error)") }
            }
        }
        try rush.makeDue()
        let areSent = waitUntil(milliseconds: 15_000 + 120 * rush.bookings, every: 300) {
            runThreads(2) { _ in _ = try? rush.world.send("POST", "/api/bookings/reminders") }
            return (try? rush.reminded).map { $0 > rush.bookings / 2 } == true
        }
        #expect(areSent)
        mayhem.end()
        providers.setWeather(percent: 0)
        let isSettled = waitUntil(milliseconds: 60_000 + 60 * rush.bookings, every: 300) {
            (try? rush.unsent.isEmpty) == true
        }
        let unsent = try rush.unsent
        #expect(isSettled, "\(unsent.prefix(10))")
        // Silence is asserted: the slowest request that somebody gave up may still be on its way.
        usleep(1_500_000)
        let tally = Tally(providers.deliveries, guests: rush.bookings, overtaken: try rush.overtaken)
        print(
            """
            \(rush.bookings) bookings, \(providers.deliveries.count) messages, \
            \(providers.requestCount(.resend) + providers.requestCount(.twilio)) requests to providers; killed: \
            \(mayhem.count("killed a worker")) workers, \(mayhem.count("killed a command")) dispatch and remind commands \
            (\(mayhem.count("a command ended by itself")) ended before). Lost: \(tally.lost.count), doubled: \(tally.doubled.count).
            """
        )
        #expect(tally.lost.isEmpty)
        #expect(tally.doubled.isEmpty)
        #expect(tally.unexpected.isEmpty)
        try stack.expectProven()
        #expect(mayhem.count("killed a worker") > 2 && mayhem.count("killed a command") > 5)
    }
}

extension FakeProviders {
    /// Both providers fail at so many requests in a hundred.
    fileprivate func setWeather(percent: Int) {
        misbehave(.resend, percent: percent, seed: OnceTests.seed, among: OnceTests.weather)
        misbehave(.twilio, percent: percent, seed: OnceTests.seed + 1, among: OnceTests.weather)
    }
}

extension Stack {
    /// Workers die about every second, `coachbook dispatch` and `coachbook remind` soon after they start.
    fileprivate var killings: [Mayhem.Hand] {
        [
            Mayhem.Hand(pauseMilliseconds: 400...1_500, troubles: [killWorker]),
            Mayhem.Hand(pauseMilliseconds: 0...1, troubles: [{ try self.killCommand("dispatch", $0) }]),
            Mayhem.Hand(pauseMilliseconds: 0...1, troubles: [{ try self.killCommand("remind", $0) }]),
        ]
    }
}

extension Rush {
    /// How many reminders have gone out.
    fileprivate var reminded: Int {
        get throws {
            try world.stack.sql.number(
                "SELECT COUNT(*) FROM bookings WHERE reminder_sent_at IS NOT NULL AND brand_id = '\(world.brand.id)'"
            )
        }
    }

    /// What was given up because the confirmation came before it went out, as its recipients would know it.
    fileprivate var overtaken: Set<String> {
        get throws {
            let rows = try world.stack.sql.rows(
                """
                SELECT CONCAT(n.event, ' to ', IF(
                    n.recipient = 'student', n.address, CONCAT('the instructor about ', b.contact_email)
                ))
                FROM notifications n JOIN bookings b ON b.id = n.booking_id
                WHERE n.brand_id = '\(world.brand.id)' AND n.state = 'dead'
                    AND n.last_error = '\(MessageOrder.overtaken)'
                """
            )
            return Set(rows.compactMap(\.first))
        }
    }

    /// What has neither gone out nor been overtaken, as the outbox has it.
    fileprivate var unsent: [[String]] {
        get throws {
            try world.stack.sql.rows(
                """
                SELECT event, address, state, attempts, next_attempt_at, is_outcome_unknown, lease_until, last_error
                FROM notifications WHERE state <> 'sent' AND brand_id = '\(world.brand.id)'
                    AND NOT (state = 'dead' AND last_error = '\(MessageOrder.overtaken)')
                """
            )
        }
    }
}
