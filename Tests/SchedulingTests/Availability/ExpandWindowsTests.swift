import Scheduling
import TestSupport
import Testing

/// Where windows open and close, seen through the slots that step from their openings.
@Suite
struct ExpandWindowsTests {
    @Test(arguments: try ZoneVectors.load().windows)
    func `a window around a clock change holds those slots`(vector: ZoneVectors.Window) throws {
        let slots = try slots(of: vector, version: "2026f")
        #expect(slots.map(\.start.rfc3339) == vector.slots.map(\.startUtc))
        #expect(slots.map(\.end.rfc3339) == vector.slots.map(\.endUtc))
        let zone = try #require(FixtureZones().zone(named: vector.zone))
        let locals = slots.map { $0.start.rfc3339(offsetSeconds: zone.offsetSeconds(at: $0.start)) }
        #expect(locals == vector.slots.map(\.startLocal))
        let ends = slots.map { $0.end.rfc3339(offsetSeconds: zone.offsetSeconds(at: $0.end)) }
        #expect(ends == vector.slots.map(\.endLocal))
    }

    @Test(arguments: try ZoneVectors.load().windows.filter { $0.withTzdata2025b != nil })
    func `older rules give the window that they gave then`(vector: ZoneVectors.Window) throws {
        let slots = try slots(of: vector, version: "2025b")
        #expect(slots.first?.start.rfc3339 == vector.withTzdata2025b?.windowStartUtc)
        #expect(slots.last?.end.rfc3339 == vector.withTzdata2025b?.windowEndUtc)
    }

    /// The vector's window as weekly windows; one past midnight is two that touch.
    private func slots(of vector: ZoneVectors.Window, version: String) throws -> [TimeSpan] {
        var diary = try Diary(vector.zone, version: version)
        diary.rules.settings.slotIntervalMinutes = vector.stepMinutes
        let date = try #require(LocalDate(vector.date))
        let hour = try #require(Int(vector.end.prefix(2)))
        try diary.open(date.dayOfWeek, hours: "\(vector.start)-\(hour > 24 ? "24:00" : vector.end)")
        if hour > 24 {
            try diary.open(date.adding(days: 1).dayOfWeek, hours: "00:00-0\(hour - 24)\(vector.end.suffix(3))")
        }
        let range = TimeSpan(
            start: diary.zone.bound(date.adding(days: -1), minutes: 0),
            end: diary.zone.bound(date.adding(days: 2), minutes: 0)
        )
        let timetable = try diary.timetable(now: "\(date.adding(days: -3)) 00:00", minutes: vector.slotMinutes)
        return timetable.slots(in: range)
    }

    @Test
    func `windows that touch or overlap are one, also across midnight`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "22:00-23:10", "23:00-24:00")
        try diary.open(2, hours: "00:00-02:00")
        diary.rules.settings.slotIntervalMinutes = 50
        let slots = try diary.timetable(minutes: 50).slots(in: diary.dates("2026-11-23", through: "2026-11-24"))
        #expect(diary.times(slots) == ["22:00", "22:50", "23:40", "00:30"])
    }

    @Test
    func `windows that do not touch have grids of their own`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-10:30", "10:35-12:00")
        diary.rules.settings.slotIntervalMinutes = 40
        let slots = try diary.timetable(minutes: 30).slots(in: diary.dates("2026-11-23"))
        #expect(diary.times(slots) == ["09:00", "09:40", "10:35", "11:15"])
    }

    @Test
    func `the grid does not depend on the range that is asked for`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "10:00-24:00")
        try diary.open(2, 3, hours: "00:00-24:00")
        try diary.open(4, hours: "00:00-12:00")
        diary.rules.settings.slotIntervalMinutes = 70
        let timetable = try diary.timetable()
        let all = try timetable.slots(in: diary.dates("2026-11-22", through: "2026-11-28"))
        #expect(diary.texts(all).first == "2026-11-23 10:00")
        for day in 22...28 {
            let range = try diary.dates("2026-11-\(day)")
            #expect(timetable.slots(in: range) == all.filter { range.start <= $0.start && $0.start < range.end })
        }
    }

    @Test
    func `hours that never close step from the year 2000, or from the last override`() throws {
        var diary = try Diary()
        try diary.open(0, 1, 2, 3, 4, 5, 6, hours: "00:00-24:00")
        diary.rules.settings.slotIntervalMinutes = 225
        let anchor = try diary.moment("2000-01-01 00:00")
        for slot in try diary.timetable().slots(in: diary.dates("2026-11-23", through: "2026-11-24")) {
            #expect(slot.start.seconds(since: anchor) % (225 * 60) == 0)
        }
        try diary.override("2019-05-01", hours: "00:00-24:00")
        try diary.override("2020-05-01", hours: "10:00-24:00")
        let reopened = try diary.moment("2020-05-01 10:00")
        let slots = try diary.timetable().slots(in: diary.dates("2026-11-23", through: "2026-11-24"))
        #expect(!slots.isEmpty)
        #expect(slots.allSatisfy { $0.start.seconds(since: reopened) % (225 * 60) == 0 })
        try diary.close("2026-11-20", through: "2026-11-23")
        let after = try diary.timetable().slots(in: diary.dates("2026-11-23", through: "2026-11-24"))
        #expect(diary.texts(after).first == "2026-11-24 00:00")
        #expect(diary.times(after).prefix(3) == ["00:00", "03:45", "07:30"])
    }

    @Test
    func `a date that a zone skipped does not break hours that never close`() throws {
        var diary = try Diary("Pacific/Apia")
        try diary.open(0, 1, 2, 3, 5, 6, hours: "00:00-24:00")
        try diary.open(4, hours: "12:00-24:00")
        try diary.close("2011-12-30")
        diary.rules.settings.slotIntervalMinutes = 120
        let timetable = try diary.timetable(now: "2011-12-29 00:00")
        let slots = try timetable.slots(in: diary.dates("2011-12-29", through: "2011-12-31"))
        #expect(diary.texts(slots).prefix(7).last == "2011-12-31 00:00")
        #expect(slots.first?.start == (try diary.moment("2011-12-29 12:00")))
    }

    @Test
    func `an override replaces the weekly windows of its date, several are united`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-17:00")
        try diary.override("2026-11-23", hours: "20:00-21:00")
        try diary.override("2026-11-23", hours: "10:00-11:00")
        try diary.override("2026-11-23", hours: "11:00-12:00")
        diary.rules.settings.slotIntervalMinutes = 30
        let slots = try diary.timetable().slots(in: diary.dates("2026-11-23"))
        #expect(diary.times(slots) == ["10:00", "10:30", "11:00", "20:00"])
        #expect(try diary.times(diary.timetable().slots(in: diary.dates("2026-11-30"))).first == "09:00")
    }

    @Test
    func `closed ranges that overlap close every date in them, and win over open overrides`() throws {
        var diary = try Diary()
        try diary.open(0, 1, 2, 3, 4, 5, 6, hours: "09:00-10:00")
        try diary.close("2026-12-01", through: "2026-12-10")
        try diary.close("2026-11-30", through: "2026-12-02")
        try diary.close("2026-12-11")
        try diary.override("2026-12-05", hours: "09:00-10:00")
        let slots = try diary.timetable().slots(in: diary.dates("2026-11-29", through: "2026-12-12"))
        #expect(diary.texts(slots) == ["2026-11-29 09:00", "2026-12-12 09:00"])
    }
}
