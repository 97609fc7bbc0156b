import Scheduling
import TestSupport
import Testing

/// What is done when clocks change: on 2026-12-15 Vancouver's 09:00 was 17:00 UTC by the rules of 2025b and is 16:00 by
/// those of 2026f; Casablanca's 17:00 was 16:00 UTC and is 17:00.
struct ClockChangePlanTests {
    private static let vancouver = "America/Vancouver"
    private static let casablanca = "Africa/Casablanca"

    /// A session agreed by the rules of 2025b.
    private func session(
        _ time: String,
        _ zone: String = vancouver,
        date: String = "2026-12-15",
        known reason: ZoneConflict.Reason? = nil,
        shift hours: Int = -1,
        _ change: (inout Booking) -> Void = { _ in }
    ) throws -> PromisedSession {
        let (day, time) = (try #require(LocalDate(date)), try #require(LocalTime(time)))
        let agreed = FixtureZones(version: "2025b")
        let start = try #require(agreed.zone(named: zone)).bound(day, time)
        let booking = Booking.fixture(
            brandID: .new(),
            instructorID: .new(),
            studentID: .new(),
            span: TimeSpan(start: start, end: start.adding(minutes: 60))
        ) {
            $0.instructorTimezone = zone
            $0.promisedDate = day
            $0.promisedTime = time
            change(&$0)
        }
        let conflict = reason.map {
            ZoneConflict(
                bookingID: booking.id,
                sequence: booking.sequence,
                rightStart: start.adding(hours: hours),
                reason: $0
            )
        }
        return PromisedSession(booking: booking, brandSlug: "b", instructorEmail: "i@x.example", conflict: conflict)
    }

    private func plan(_ sessions: [PromisedSession], at now: Moment = .fixture) -> ClockChangePlan {
        ClockChangePlan(sessions, zones: FixtureZones(), at: now)
    }

    /// Why each session that is in conflict is.
    private func reasons(_ plan: ClockChangePlan) -> [ID<Booking>: ZoneConflict.Reason] {
        Dictionary(uniqueKeysWithValues: plan.conflicts.map { ($0.session.booking.id, $0.conflict.reason) })
    }

    @Test
    func `a session alone moves with its clock`() throws {
        let session = try session("09:00")
        let plan = plan([session])
        #expect(plan.moves.map(\.session) == [session])
        #expect(plan.moves.map(\.start) == [try #require(Moment(rfc3339: "2026-12-15T16:00:00Z"))])
        #expect(plan.conflicts.isEmpty && plan.resolved.isEmpty)
    }

    @Test
    func `what begins as promised is left alone`() throws {
        let sessions = [try session("09:00", "Europe/Berlin"), try session("09:00", date: "2027-07-01")]
        #expect(plan(sessions).isEmpty)
    }

    @Test(arguments: [0, 15])
    func `sessions back to back move together, from the front when they go earlier, from the back when later`(
        buffer: Int
    ) throws {
        // With a buffer of 15 an hour's session fills 75 minutes.
        let times = buffer == 0 ? ["09:00", "10:00", "11:00"] : ["09:00", "10:15", "11:30"]
        for zone in [Self.vancouver, Self.casablanca] {
            let sessions = try times.map { try session($0, zone) { $0.bufferMinutes = buffer } }
            let plan = plan(sessions.shuffled())
            #expect(plan.conflicts.isEmpty)
            let expected = zone == Self.vancouver ? sessions : sessions.reversed()
            #expect(plan.moves.map(\.session.booking.id) == expected.map(\.booking.id), "\(zone)")
        }
    }

    @Test
    func `a session that stays is in the way when it overlaps or is closer than the larger buffer`() throws {
        let moving = try session("09:00") { $0.bufferMinutes = 0 }
        // Its new time is 16:00-17:00 UTC.
        for (time, buffer, reason) in [
            ("16:30", 0, ZoneConflict.Reason.taken), ("15:30", 0, .taken), ("15:00", 0, nil), ("15:00", 5, .buffer),
            ("17:00", 0, nil), ("17:10", 15, .buffer), ("17:15", 15, nil),
        ] {
            let fixed = try session(time, "Etc/UTC") { $0.bufferMinutes = buffer }
            let plan = plan([moving, fixed])
            #expect(reasons(plan)[moving.booking.id] == reason, "\(time) \(buffer)")
            #expect(plan.moves.count == (reason == nil ? 1 : 0))
            #expect(
                plan.conflicts.first?.conflict.rightStart
                    == (reason == nil ? nil : moving.booking.span.start.adding(hours: -1))
            )
        }
    }

    @Test
    func `who cannot move is in the way of who stands behind`() throws {
        let chain = try ["09:00", "10:00", "11:00"].map { try session($0) { $0.bufferMinutes = 0 } }
        let free = try session("14:00")
        let fixed = try session("16:30", "Etc/UTC")
        let plan = plan(chain + [free, fixed])
        #expect(plan.moves.map(\.session) == [free])
        #expect(Set(reasons(plan).keys) == Set(chain.map(\.booking.id)))
        #expect(Set(reasons(plan).values) == [.taken])
    }

    @Test
    func `of two that move into the same time the one agreed first gets it`() throws {
        // One comes from later, one from earlier: 16:00-17:00 and 15:30-16:30 UTC.
        let first = try session("09:00") { $0.scheduledAt = .fixture.adding(hours: -1) }
        let second = try session("15:30", Self.casablanca)
        for sessions in [[first, second], [second, first]] {
            let plan = plan(sessions)
            #expect(plan.moves.map(\.session) == [first])
            #expect(reasons(plan) == [second.booking.id: .taken])
        }
    }

    @Test
    func `two that would change places stay`() throws {
        let west = try session("09:00") { $0.bufferMinutes = 0 }
        let east = try session("17:00", Self.casablanca) { $0.bufferMinutes = 0 }
        #expect(west.booking.span.start == east.booking.span.end)
        let plan = plan([west, east])
        #expect(plan.moves.isEmpty)
        #expect(reasons(plan) == [west.booking.id: .taken, east.booking.id: .taken])
    }

    @Test
    func `within 48 hours of either start nothing moves by itself`() throws {
        let session = try session("09:00")
        let right = session.booking.span.start.adding(hours: -1)
        for (minutes, moves) in [(0, true), (5, false), (47 * 60, false)] {
            let plan = plan([session], at: right.adding(hours: -48).adding(minutes: minutes))
            #expect(plan.moves.count == (moves ? 1 : 0), "\(minutes)")
            #expect(reasons(plan) == (moves ? [:] : [session.booking.id: .soon]))
        }
        let later = try self.session("09:00", Self.casablanca)
        let old = later.booking.span.start
        #expect(plan([later], at: old.adding(hours: -48)).moves.count == 1)
        #expect(reasons(plan([later], at: old.adding(hours: -48).adding(minutes: 5))).values.first == .soon)
    }

    @Test
    func `what no clock can have done is for the operator alone`() throws {
        let offGrid = try session("09:02") { booking in
            booking.span = TimeSpan(
                start: booking.span.start.adding(minutes: -2),
                end: booking.span.end.adding(minutes: -2)
            )
        }
        let edited = try session("12:00") { booking in
            booking.span = TimeSpan(start: booking.span.start.adding(hours: 3), end: booking.span.end.adding(hours: 3))
        }
        let gone = try session("15:00") { $0.instructorTimezone = "Atlantis/City" }
        let plan = plan([offGrid, edited, gone])
        #expect(plan.moves.isEmpty)
        let expected: [(PromisedSession, ZoneConflict.Reason, Bool)] = [
            (offGrid, .offGrid, true), (edited, .tooFarOff, false), (gone, .zoneUnknown, false),
        ]
        for (session, reason, concernsPeople) in expected {
            let conflict = plan.conflicts.first { $0.session == session }?.conflict
            #expect(conflict?.reason == reason)
            #expect(conflict?.concernsPeople == concernsPeople)
            #expect((conflict?.rightStart == nil) == (reason == .zoneUnknown))
        }
    }

    @Test
    func `a hold that has ended neither moves nor is in the way`() throws {
        let moving = try session("09:00")
        let ended = try session("16:00", "Etc/UTC") { $0.holdExpiresAt = .fixture }
        let ghost = try session("12:00") { $0.holdExpiresAt = .fixture }
        #expect(plan([moving, ended, ghost]).moves.map(\.session) == [moving])
        let held = try session("16:00", "Etc/UTC") { $0.holdExpiresAt = Moment.fixture.adding(minutes: 5) }
        #expect(reasons(plan([moving, held])) == [moving.booking.id: .taken])
    }

    @Test
    func `a conflict that stands is nothing new, one that has changed is, one that is over is resolved`() throws {
        let fixed = try session("16:00", "Etc/UTC")
        #expect(try plan([session("09:00", known: .taken), fixed]).isEmpty)
        let otherReason = try plan([session("09:00", known: .buffer), fixed])
        #expect(otherReason.conflicts.map(\.conflict.reason) == [.taken])
        #expect(try plan([session("09:00", known: .taken, shift: 1), fixed]).conflicts.count == 1)
        let free = try session("09:00", known: .taken)
        #expect(plan([free]).moves.map(\.session) == [free])
        #expect(plan([free]).resolved == [free.booking.id])
        let kept = try session("09:00", "Europe/Berlin", known: .taken)
        #expect(plan([kept]).resolved == [kept.booking.id])
        #expect(plan([kept]).moves.isEmpty && plan([kept]).conflicts.isEmpty)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `whatever is in the calendar, no move meets another session, and all gaps are kept`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var sessions: [PromisedSession] = []
        for _ in 0..<40 {
            let minute = Int.random(in: 0..<280, using: &random) * 5
            let time = try #require(LocalTime(minutes: minute)).description
            let zone = try #require([Self.vancouver, Self.casablanca, "Etc/UTC"].randomElement(using: &random))
            let buffer = Int.random(in: 0...6, using: &random) * 5
            let length = Int.random(in: 3...18, using: &random) * 5
            let agreed = Moment.fixture.adding(minutes: -Int.random(in: 0...5, using: &random))
            let next = try session(time, zone) { booking in
                booking.bufferMinutes = buffer
                booking.scheduledAt = agreed
                let start = booking.span.start
                booking.span = TimeSpan(start: start, end: start.adding(minutes: length))
            }
            if !sessions.contains(where: { isTooClose($0.booking, next.booking) }) { sessions.append(next) }
        }
        var waiting: Set<ID<Booking>> = []
        // One that was left behind may find its time free when all have moved; the next look moves it.
        while true {
            let plan = plan(sessions)
            if plan.isEmpty { break }
            var now = Dictionary(uniqueKeysWithValues: sessions.map { ($0.booking.id, $0.booking) })
            for move in plan.moves {
                var moved = move.session.booking
                moved.keepPromise(startingAt: move.start)
                now[moved.id] = nil
                // The guard of the database: no cell is another's, at no step.
                #expect(!now.values.contains { cells($0).overlaps(cells(moved)) })
                now[moved.id] = moved
                waiting.remove(moved.id)
            }
            waiting.formUnion(plan.conflicts.map(\.session.booking.id))
            let known = Dictionary(uniqueKeysWithValues: plan.conflicts.map { ($0.conflict.bookingID, $0.conflict) })
            sessions = sessions.map { session in
                let id = session.booking.id
                return PromisedSession(
                    booking: now[id] ?? session.booking,
                    brandSlug: "b",
                    instructorEmail: "i@x.example",
                    conflict: known[id] ?? (plan.resolved.contains(id) ? nil : session.conflict)
                )
            }
        }
        let final = sessions.map(\.booking)
        for (index, booking) in final.enumerated() {
            #expect(!final[(index + 1)...].contains { isTooClose($0, booking) })
            let isWaiting = waiting.contains(booking.id)
            let zone = try #require(FixtureZones().zone(named: booking.instructorTimezone))
            #expect((booking.shiftedStart(in: zone) != nil) == isWaiting)
            guard isWaiting, let right = booking.shiftedStart(in: zone) else { continue }
            var wish = booking
            wish.keepPromise(startingAt: right)
            #expect(final.contains { $0.id != wish.id && isTooClose($0, wish) })
        }
    }

    private func cells(_ booking: Booking) -> TimeSpan {
        TimeSpan(start: booking.span.start, end: booking.span.end.adding(minutes: booking.bufferMinutes))
    }

    private func isTooClose(_ left: Booking, _ right: Booking) -> Bool {
        let buffer = max(left.bufferMinutes, right.bufferMinutes)
        return left.span.start < right.span.end.adding(minutes: buffer)
            && right.span.start < left.span.end.adding(minutes: buffer)
    }
}
