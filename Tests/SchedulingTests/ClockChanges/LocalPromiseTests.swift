import Scheduling
import TestSupport
import Testing

struct LocalPromiseTests {
    /// A session that was agreed for that local time and begins at that instant.
    private func booking(_ zone: String, _ date: String, _ time: String, startsAt start: String) throws -> Booking {
        try booking(zone, date, try #require(LocalTime(time)), startsAt: try #require(Moment(rfc3339: start)))
    }

    private func booking(_ zone: String, _ date: String, _ time: LocalTime, startsAt start: Moment) throws -> Booking {
        let date = try #require(LocalDate(date))
        return .fixture(
            brandID: .new(),
            instructorID: .new(),
            studentID: .new(),
            span: TimeSpan(start: start, end: start.adding(minutes: 60))
        ) {
            $0.instructorTimezone = zone
            $0.promisedDate = date
            $0.promisedTime = time
        }
    }

    private func zone(_ name: String, _ version: String = "2026f") throws -> Zone {
        try #require(FixtureZones(version: version).zone(named: name))
    }

    /// Both ends of every window that reads differently since tzdata 2025b: local time, instant before, instant now.
    private static func changed() throws -> [(zone: String, date: String, time: String, before: String, now: String)] {
        try ZoneVectors.load().windows.flatMap { window in
            window.withTzdata2025b.map { old in
                [
                    (window.zone, window.date, window.start, old.windowStartUtc, window.windowStartUtc),
                    (window.zone, window.date, window.end, old.windowEndUtc, window.windowEndUtc),
                ]
            } ?? []
        }
    }

    @Test
    func `a session follows its local time from the rules of 2025b to those of 2026f, and back`() throws {
        let changed = try Self.changed()
        #expect(Set(changed.map(\.zone)) == ["America/Vancouver", "Africa/Casablanca", "America/Havana"])
        #expect(changed.count { $0.before != $0.now } == 7)
        for (name, date, time, before, now) in changed {
            let (old, new) = (try #require(Moment(rfc3339: before)), try #require(Moment(rfc3339: now)))
            let agreed = try booking(name, date, time, startsAt: before)
            #expect(try agreed.shiftedStart(in: zone(name, "2025b")) == nil, "\(name) \(date) \(time)")
            #expect(try agreed.shiftedStart(in: zone(name)) == (old == new ? nil : new), "\(name) \(date) \(time)")
            let moved = try booking(name, date, time, startsAt: now)
            #expect(try moved.shiftedStart(in: zone(name)) == nil, "\(name) \(date) \(time)")
            #expect(try moved.shiftedStart(in: zone(name, "2025b")) == (old == new ? nil : old))
        }
    }

    @Test(arguments: ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"])
    func `of a time that is read twice each session stays where it is`(start: String) throws {
        let booking = try booking("America/New_York", "2026-11-01", "01:30", startsAt: start)
        #expect(try booking.shiftedStart(in: zone("America/New_York")) == nil)
    }

    @Test
    func `a time that is no longer read twice is the one that is left`() throws {
        let first = try booking("America/Vancouver", "2026-11-01", "01:30", startsAt: "2026-11-01T08:30:00Z")
        let second = try booking("America/Vancouver", "2026-11-01", "01:30", startsAt: "2026-11-01T09:30:00Z")
        for booking in [first, second] {
            #expect(try booking.shiftedStart(in: zone("America/Vancouver", "2025b")) == nil)
        }
        #expect(try first.shiftedStart(in: zone("America/Vancouver")) == nil)
        #expect(try second.shiftedStart(in: zone("America/Vancouver")) == first.span.start)
    }

    @Test
    func `a promised time that is never read begins when the clock jumps over it, and stays there`() throws {
        let name = "America/New_York"
        let jump = "2026-03-08T07:00:00Z"
        let early = try booking(name, "2026-03-08", "02:30", startsAt: "2026-03-08T06:30:00Z")
        #expect(try early.shiftedStart(in: zone(name)) == Moment(rfc3339: jump))
        #expect(try booking(name, "2026-03-08", "02:30", startsAt: jump).shiftedStart(in: zone(name)) == nil)
    }

    @Test(arguments: ["Pacific/Chatham", "Antarctica/Troll", "Australia/Lord_Howe", "Asia/Kathmandu"])
    func `what was booked by the rules in force is left alone, every hour of a year`(name: String) throws {
        let zone = try zone(name)
        for hour in 0..<8760 {
            let start = Moment.fixture.adding(hours: hour)
            let date = zone.localDate(at: start).description
            let booking = try booking(name, date, zone.localTime(at: start), startsAt: start)
            #expect(booking.shiftedStart(in: zone) == nil)
        }
    }

    @Test
    func `only start, end and reminder change, and the calendar's sequence`() throws {
        var booking = try booking("America/Vancouver", "2026-12-15", "09:00", startsAt: "2026-12-15T17:00:00Z")
        booking.bufferMinutes = 30
        booking.reminderSentAt = .fixture
        let start = try #require(Moment(rfc3339: "2026-12-15T16:00:00Z"))
        var expected = booking
        expected.span = TimeSpan(start: start, end: start.adding(minutes: 60))
        expected.reminderSentAt = nil
        expected.sequence = 1
        booking.keepPromise(startingAt: start)
        #expect(booking == expected)
    }
}
