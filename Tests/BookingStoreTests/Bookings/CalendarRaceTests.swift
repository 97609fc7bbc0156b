import BookingStore
import Glibc
import Scheduling
import Synchronization
import TestSupport
import Testing

/// Many threads, each with a connection of its own, on one instructor's calendar through two brands.
@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct CalendarRaceTests {
    @Test
    func `of 48 who want the same time in two brands, one gets it`() throws {
        let stage = try Stage(TestDatabase.shared().migrated())
        for day in 1...5 {
            let outcomes = Outcomes()
            Threads.run(48) { number in
                let side = stage.sides[number % 2]
                // Some want it a little earlier or later, but all of them want the minute in the middle.
                let span = TimeSpan.fixture(startsIn: day * 1440 + 5 * (number % 6), minutes: 60)
                outcomes.note { try stage.calendar(side) { try $0.add(stage.draft(side, span)) } }
            }
            #expect(outcomes.successes == 1)
            #expect(outcomes.refusals == Array(repeating: .slotUnavailable(.taken), count: 47))
        }
    }

    @Test
    func `of many who decide at once on times that only the other brand's buffer keeps apart, one brand's gets it`()
        throws
    {
        let stage = try Stage(TestDatabase.shared().migrated())
        let zone = try #require(FixtureZones().zone(named: "UTC"))
        for day in 1...5 {
            let outcomes = Outcomes()
            Threads.run(16) { number in
                // The first brand's session has no buffer; the second's would begin 15 minutes after it and wants 30.
                let (side, start) = number % 2 == 0 ? (stage.sides[0], 0) : (stage.sides[1], 75)
                let span = TimeSpan.fixture(startsIn: day * 1440 + start, minutes: 60)
                outcomes.note {
                    try stage.calendar(side) { calendar in
                        try check(span, calendar, in: zone, ignoring: nil)
                        // Time for another to decide as well, if another could.
                        usleep(2000)
                        try calendar.add(stage.draft(side, span, buffer: number % 2 == 0 ? 0 : 30))
                    }
                }
            }
            #expect(outcomes.successes == 1)
            #expect(outcomes.refusals.count == 15)
        }
    }

    @Test
    func `sessions never come closer than the larger buffer, whatever is booked, moved and cancelled at once`() throws {
        let database = try TestDatabase.shared()
        let stage = try Stage(database.migrated())
        let zone = try #require(FixtureZones().zone(named: "UTC"))
        let outcomes = Outcomes()
        Threads.run(32) { number in
            var actor = Actor(stage: stage, zone: zone, random: SeededRandom(seed: UInt64(number)), number: number)
            for _ in 0..<15 { outcomes.note { try actor.act() } }
        }
        #expect(outcomes.successes > 50)
        #expect(outcomes.refusals.count == 32 * 15 - outcomes.successes)
        let connection = try database.administrator()
        let tooClose = try connection.number(
            """
            SELECT COUNT(*) AS pairs FROM bookings a JOIN bookings b ON b.instructor_id = a.instructor_id AND b.id <> a.id
            WHERE a.instructor_id = ? AND a.start_at <= b.start_at
                AND a.status IN ('pending', 'confirmed', 'completed') AND b.status IN ('pending', 'confirmed', 'completed')
                AND b.start_at < a.end_at + INTERVAL GREATEST(a.buffer_minutes, b.buffer_minutes) MINUTE
            """,
            [.id(stage.instructor.id)]
        )
        #expect(tooClose == 0)
        let cells = try connection.number(
            "SELECT COUNT(*) AS n FROM instructor_busy WHERE instructor_id = ?",
            [.id(stage.instructor.id)]
        )
        let minutes = try connection.number(
            """
            SELECT CAST(SUM(TIMESTAMPDIFF(MINUTE, start_at, end_at) + buffer_minutes) AS SIGNED) AS n FROM bookings
            WHERE instructor_id = ? AND status IN ('pending', 'confirmed', 'completed')
            """,
            [.id(stage.instructor.id)]
        )
        #expect(cells == minutes / 5)
    }
}

/// Somebody who books, moves and cancels at random, by the rules, on three days.
private struct Actor {
    let stage: Stage
    let zone: Zone
    var random: SeededRandom
    let number: Int
    var mine: [Booking] = []
    let store: MariaDBStore

    init(stage: Stage, zone: Zone, random: SeededRandom, number: Int) {
        (self.stage, self.zone, self.random, self.number) = (stage, zone, random, number)
        store = stage.store()
    }

    mutating func act() throws {
        let side = stage.sides[number % 2]
        let span = TimeSpan.fixture(
            startsIn: 1440 + 5 * Int.random(in: 0..<3 * 288, using: &random),
            minutes: 5 * Int.random(in: 6...18, using: &random)
        )
        let draft = stage.draft(side, span, buffer: number % 2 == 0 ? 0 : 30)
        let choice = Int.random(in: 0..<4, using: &random)
        guard choice > 0, var changed = mine.last else {
            try stage.calendar(side, in: store) { calendar in
                try check(span, calendar, in: zone, ignoring: nil)
                try calendar.add(draft)
            }
            mine.append(draft)
            return
        }
        changed.revision += 1
        if choice == 1 { changed.become(.cancelled) } else { changed.span = span }
        try stage.calendar(side, in: store) { calendar in
            if changed.status.keepsTime { try check(span, calendar, in: zone, ignoring: changed.id) }
            try calendar.replace(changed)
        }
        mine.removeLast()
        if changed.status.keepsTime { mine.append(changed) }
    }
}

/// Refuses a time that the rules do not offer.
private func check(
    _ span: TimeSpan,
    _ calendar: any CalendarTransaction,
    in zone: Zone,
    ignoring id: ID<Booking>?
) throws {
    let around = TimeSpan(start: span.start.adding(minutes: -240), end: span.end.adding(minutes: 240))
    let timetable = Timetable(
        schedule: try calendar.schedule(busyWithin: around),
        zone: zone,
        now: .fixture,
        sessionMinutes: span.minutes,
        ignoring: id
    )
    if let reason = timetable.refusal(of: span) { throw Refusal.slotUnavailable(reason) }
}

/// What came of many attempts.
final class Outcomes: Sendable {
    private let results = Mutex<[Result<Void, any Error>]>([])

    /// How many went through.
    var successes: Int { results.withLock { $0.count { if case .success = $0 { true } else { false } } } }

    /// The refusals among the others.
    var refusals: [Refusal] {
        results.withLock { results in
            results.compactMap { result in
                if case .failure(let error) = result { error as? Refusal } else { nil }
            }
        }
    }

    func note(_ body: () throws -> Void) {
        let result = Result { try body() }
        results.withLock { $0.append(result) }
    }
}
