import Scheduling
import TestSupport
import Testing

@Suite
struct ExplainRefusalsTests {
    private func lines(_ diary: Diary, _ timetable: Timetable, _ range: TimeSpan) -> [String] {
        timetable.refused(in: range).map { "\(diary.zone.localTime(at: $0.slot.start)) \($0.reason.rawValue)" }
    }

    @Test
    func `every grid start that is not on offer is named`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-13:00")
        diary.rules.settings.slotIntervalMinutes = 30
        diary.rules.settings.bufferMinutes = 10
        try diary.take("2026-11-23 11:00", minutes: 30)
        let timetable = try diary.timetable(now: "2026-11-23 09:10")
        let range = try diary.dates("2026-11-23")
        #expect(
            lines(diary, timetable, range) == [
                "09:00 in_the_past", "10:00 buffer", "10:30 taken", "11:00 taken", "11:30 buffer",
                "12:30 outside_availability",
            ]
        )
        #expect(diary.times(timetable.slots(in: range)) == ["09:30", "12:00"])
    }

    @Test
    func `a closed date names the starts that the weekly windows would have had`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-10:00")
        diary.rules.settings.slotIntervalMinutes = 30
        try diary.close("2026-11-23")
        #expect(
            lines(diary, try diary.timetable(), try diary.dates("2026-11-22", through: "2026-11-29")) == [
                "09:00 override_closed", "09:30 override_closed",
            ]
        )
    }

    @Test
    func `other hours on a date name the starts that they leave out, in order and once`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-12:00")
        diary.rules.settings.slotIntervalMinutes = 30
        try diary.override("2026-11-23", hours: "10:15-11:30")
        let timetable = try diary.timetable(minutes: 30)
        #expect(
            lines(diary, timetable, try diary.dates("2026-11-23")) == [
                "09:00 outside_availability", "09:30 outside_availability", "10:00 outside_availability",
                "11:15 outside_availability", "11:30 outside_availability",
            ]
        )
        #expect(diary.times(timetable.slots(in: try diary.dates("2026-11-23"))) == ["10:15", "10:45"])
    }

    @Test
    func `a date out of reach is named as such, closed or not`() throws {
        var diary = try Diary()
        try diary.open(1, hours: "09:00-10:00")
        diary.rules.settings.slotIntervalMinutes = 60
        diary.rules.settings.advanceBookingDays = 7
        try diary.close("2026-12-07")
        let range = try diary.dates("2026-11-30", through: "2026-12-07")
        #expect(lines(diary, try diary.timetable(), range) == ["09:00 too_far", "09:00 too_far"])
    }
}
