import Scheduling
import TestSupport
import Testing

struct WeeklyWindowTests {
    @Test(arguments: [
        ("00:00", "24:00", true), ("09:00", "09:05", true), ("09:00", "09:00", false), ("17:00", "09:00", false),
        ("24:00", "24:00", false), ("22:00", "02:00", false),
    ])
    func `hours end after they start, within one day`(start: String, end: String, isGood: Bool) throws {
        let (start, end) = (try #require(LocalTime(start)), try #require(LocalTime(end)))
        #expect((LocalHours(start: start, end: end) != nil) == isGood)
    }

    @Test(arguments: [
        ("09:00-12:00", "12:00-13:00", false), ("09:00-12:00", "11:55-13:00", true),
        ("09:00-12:00", "10:00-11:00", true),
        ("09:00-12:00", "09:00-12:00", true), ("00:00-24:00", "23:55-24:00", true),
        ("09:00-10:00", "11:00-12:00", false),
    ])
    func `hours that touch do not overlap`(first: String, second: String, overlap: Bool) throws {
        let (first, second) = (try #require(LocalHours(first)), try #require(LocalHours(second)))
        #expect(first.overlaps(second) == overlap)
        #expect(second.overlaps(first) == overlap)
    }
}
