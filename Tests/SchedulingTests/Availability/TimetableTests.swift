import Scheduling
import TestSupport
import Testing

/// Monday 2026-11-23 in Berlin, seen on the Sunday before at noon.
@Suite
struct TimetableTests {
    @Test
    func `slots step through a window as long as a session fits`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-11:00")
        let slots = try diary.timetable().slots(in: diary.dates("2026-11-22", through: "2026-11-24"))
        #expect(
            diary.texts(slots) == [
                "2026-11-23 09:00", "2026-11-23 09:15", "2026-11-23 09:30", "2026-11-23 09:45", "2026-11-23 10:00",
            ]
        )
        #expect(slots.allSatisfy { $0.minutes == 60 })
    }

    @Test
    func `a range holds the slots that start in it`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-11:00")
        let range = TimeSpan(start: try diary.moment("2026-11-23 09:15"), end: try diary.moment("2026-11-23 10:00"))
        #expect(diary.times(try diary.timetable().slots(in: range)) == ["09:15", "09:30", "09:45"])
        let empty = TimeSpan(start: range.end, end: range.start)
        #expect(try diary.timetable().slots(in: empty).isEmpty)
        #expect(try diary.timetable().refused(in: empty).isEmpty)
    }

    @Test(arguments: [
        ("2026-11-23 09:00", 60, nil),
        ("2026-11-23 11:00", 60, nil),
        ("2026-11-23 11:00", 15, nil),
        ("2026-11-23 09:02", 60, SlotReason.offGrid),
        ("2026-11-23 09:00", 62, .offGrid),
        ("2026-11-23 09:00", 0, .offGrid),
        ("2026-11-23 09:00", -60, .offGrid),
        ("2026-11-23 09:05", 60, .offGrid),
        ("2026-11-22 11:55", 60, .inThePast),
        ("2026-11-22 12:00", 60, .tooSoon),
        ("2026-11-23 08:55", 5, .tooSoon),
        ("2027-02-22 09:00", 60, .tooFar),
        ("2026-11-23 08:00", 60, .tooSoon),
        ("2026-11-23 11:15", 60, .outsideAvailability),
        ("2026-11-23 12:00", 60, .outsideAvailability),
        ("2026-11-23 11:30", 120, .outsideAvailability),
        ("2026-11-25 09:00", 60, .outsideAvailability),
        ("2026-11-30 09:00", 60, .overrideClosed),
        ("2026-11-24 09:00", 60, .outsideAvailability),
        ("2026-11-24 18:00", 60, nil),
        ("2026-11-23 13:00", 60, nil),
        ("2026-11-23 14:00", 60, .buffer),
        ("2026-11-23 14:15", 60, .taken),
        ("2026-11-23 15:00", 60, .taken),
        ("2026-11-23 15:45", 30, .taken),
        ("2026-11-23 16:00", 60, .buffer),
        ("2026-11-23 16:15", 60, .buffer),
        ("2026-11-23 16:30", 60, nil),
        ("2026-12-07 09:00", 60, .dailyLimit),
        ("2026-12-07 14:00", 60, .taken),
    ])
    func `the first reason that says no is given`(local: String, minutes: Int, expected: SlotReason?) throws {
        var diary = try Diary()
        try diary.open(1, 2, hours: "09:00-12:00", "13:00-18:00")
        try diary.close("2026-11-28", through: "2026-11-30")
        try diary.override("2026-11-24", hours: "18:00-20:00")
        try diary.take("2026-11-23 15:00", buffer: 30)
        try diary.take("2026-12-07 14:00")
        try diary.take("2026-12-07 16:00")
        diary.rules.settings.bufferMinutes = 15
        diary.rules.settings.minimumNoticeMinutes = 21 * 60
        diary.rules.settings.maximumSessionsPerDay = 2
        #expect(try diary.timetable().refusal(of: diary.span(local, minutes: minutes)) == expected)
    }

    @Test
    func `a start now is bookable without notice, and a second later is past`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-17:00")
        let slot = try diary.span("2026-11-23 09:00")
        #expect(try diary.timetable(now: "2026-11-23 09:00").refusal(of: slot) == nil)
        let schedule = Schedule(calendarVersion: 1, rules: diary.rules, busy: [])
        let now = Moment(seconds: slot.start.seconds + 1)
        let later = Timetable(schedule: schedule, zone: diary.zone, now: now, sessionMinutes: 60)
        #expect(later.refusal(of: slot) == .inThePast)
    }

    @Test
    func `the advance limit counts dates of the instructor's zone`() throws {
        var diary = try Diary("Pacific/Kiritimati")
        try diary.open(0, 1, 2, 3, 4, 5, 6, hours: "00:00-01:00")
        diary.rules.settings.advanceBookingDays = 2
        let timetable = try diary.timetable(now: "2026-11-22 23:55")
        #expect(timetable.today.description == "2026-11-22")
        #expect(timetable.lastDate.description == "2026-11-24")
        #expect(try timetable.refusal(of: diary.span("2026-11-24 00:00")) == nil)
        #expect(try timetable.refusal(of: diary.span("2026-11-25 00:00")) == .tooFar)
    }

    @Test
    func `the larger of two buffers counts, on both sides`() throws {
        for (own, other) in [(0, 30), (30, 0), (30, 30), (5, 30)] {
            var diary = try Diary()
            try diary.open(1, hours: "09:00-17:00")
            diary.rules.settings.bufferMinutes = own
            try diary.take("2026-11-23 12:00", buffer: other)
            let times = try diary.times(diary.timetable().slots(in: diary.dates("2026-11-23")))
            #expect(times.contains("10:30") && times.contains("13:30"))
            #expect(!times.contains("10:45") && !times.contains("13:15"))
        }
    }

    @Test
    func `a long session is seen behind a short later one`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-17:00")
        try diary.take("2026-11-23 08:00", minutes: 420)
        try diary.take("2026-11-23 09:00", minutes: 15)
        let times = try diary.times(diary.timetable().slots(in: diary.dates("2026-11-23")))
        #expect(times.first == "15:00")
    }

    @Test
    func `a booking that is to be moved does not stand in its own way`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-17:00")
        diary.rules.settings.maximumSessionsPerDay = 1
        let id = try diary.take("2026-11-23 10:00")
        let slot = try diary.span("2026-11-23 10:30")
        #expect(try diary.timetable().refusal(of: slot) == .taken)
        #expect(try diary.timetable(ignoring: id).refusal(of: slot) == nil)
    }

    @Test
    func `the daily limit counts sessions by the local date of their start`() throws {
        var diary = try Diary("America/New_York")
        try diary.open(1, 2, hours: "00:00-24:00")
        diary.rules.settings.maximumSessionsPerDay = 1
        try diary.take("2026-11-23 23:30")
        let timetable = try diary.timetable()
        #expect(try timetable.refusal(of: diary.span("2026-11-23 09:00")) == .dailyLimit)
        #expect(try timetable.refusal(of: diary.span("2026-11-24 09:00")) == nil)
    }

    @Test
    func `the first slot is found weeks ahead, and none is nil`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-10:00")
        try diary.close("2026-11-23", through: "2027-01-31")
        let first = try #require(try diary.timetable().firstSlot())
        #expect(diary.texts([first]) == ["2027-02-01 09:00"])
        diary.rules.settings.advanceBookingDays = 60
        #expect(try diary.timetable().firstSlot() == nil)
    }

    @Test
    func `the last date's last slot can be the first`() throws {
        var diary = try Diary()
        try diary.open(0, hours: "23:00-24:00")
        diary.rules.settings.advanceBookingDays = 7
        let first = try diary.timetable(now: "2026-11-22 23:30").firstSlot()
        #expect(diary.texts(try [#require(first)]) == ["2026-11-29 23:00"])
        diary.rules.settings.advanceBookingDays = 6
        #expect(try diary.timetable(now: "2026-11-22 23:30").firstSlot() == nil)
    }

    @Test
    func `alternatives are the nearest starts, the earlier of two as near first`() throws {
        var diary = try Diary()
        try diary.open(1, 2, hours: "09:00-17:00")
        try diary.take("2026-11-23 12:00")
        let nearest = try diary.timetable().nearestSlots(to: diary.moment("2026-11-23 12:00"), count: 3)
        #expect(diary.times(nearest) == ["11:00", "13:00", "10:45"])
    }

    @Test
    func `alternatives are searched as far as the advance limit, and only from now`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-10:30")
        diary.rules.settings.slotIntervalMinutes = 30
        diary.rules.settings.advanceBookingDays = 15
        let timetable = try diary.timetable(now: "2026-11-23 09:10")
        let far = try timetable.nearestSlots(to: diary.moment("2028-01-01 00:00"), count: 10)
        #expect(
            diary.texts(far) == [
                "2026-12-07 09:30", "2026-12-07 09:00", "2026-11-30 09:30", "2026-11-30 09:00", "2026-11-23 09:30",
            ]
        )
        let range = try diary.dates("2026-11-24", through: "2026-12-01")
        let some = try timetable.nearestSlots(to: diary.moment("2026-11-23 09:00"), count: 3, within: range)
        #expect(diary.texts(some) == ["2026-11-30 09:00", "2026-11-30 09:30"])
        #expect(try timetable.nearestSlots(to: diary.moment("2026-11-20 09:00"), count: 0).isEmpty)
    }

    @Test
    func `a session fits when the hours cover it, grid and others aside`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-12:00", "12:00-14:00")
        try diary.take("2026-11-23 11:00")
        let timetable = try diary.timetable(now: "2026-12-24 12:00")
        #expect(try timetable.fits(diary.span("2026-11-23 11:20")))
        #expect(try timetable.fits(diary.span("2026-11-23 09:00", minutes: 300)))
        #expect(try !timetable.fits(diary.span("2026-11-23 08:55")))
        #expect(try !timetable.fits(diary.span("2026-11-23 13:05")))
        #expect(try !timetable.fits(diary.span("2026-11-24 09:00")))
    }

    @Test
    func `a slot of centuries is refused without looking at them`() throws {
        var diary = try Diary()
        try diary.open(0, 1, 2, 3, 4, 5, 6, hours: "00:00-24:00")
        let timetable = try diary.timetable()
        #expect(try timetable.refusal(of: diary.span("2026-11-23 09:00", minutes: 480)) == nil)
        #expect(try timetable.refusal(of: diary.span("2026-11-23 09:00", minutes: 400_000_000)) == .outsideAvailability)
    }

    @Test
    func `busy time is loaded for the longest session, buffer and date`() throws {
        let range = TimeSpan.fixture()
        let span = Timetable.busySpan(for: range)
        #expect(span.start <= range.start.adding(minutes: -240))
        #expect(span.end >= range.end.adding(minutes: 480 + 240))
        let zone = try #require(FixtureZones().zone(named: "Antarctica/Troll"))
        let date = try #require(LocalDate("2025-10-26"))
        let day = TimeSpan(start: zone.bound(date, minutes: 0), end: zone.bound(date, minutes: 1440))
        #expect(Timetable.busySpan(for: TimeSpan(start: day.end, end: day.end)).start <= day.start)
        #expect(Timetable.busySpan(for: TimeSpan(start: day.start, end: day.start)).end >= day.end)
    }
}
