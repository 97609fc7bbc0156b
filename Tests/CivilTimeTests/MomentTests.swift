import CivilTime
import Testing

@Suite
struct MomentTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-11-22T12:00:00Z", 1_795_348_800),
        ("2026-11-22T12:00:00.000Z", 1_795_348_800),
        ("2026-11-22t12:00:00z", 1_795_348_800),
        ("2026-11-22 12:00:00Z", 1_795_348_800),
        ("2026-11-22T13:00:00+01:00", 1_795_348_800),
        ("2026-11-22T01:30:00-10:30", 1_795_348_800),
        ("2026-11-22T12:00:00-00:00", 1_795_348_800),
        ("2024-02-29T23:59:59Z", 1_709_251_199),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
    func `an RFC 3339 date-time is read`(text: String, seconds: Int) {
        #expect(Moment(rfc3339: text) == Moment(seconds: seconds))
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T12:00:00", "2026-11-22T12:00Z", "2026-11-22T12:00:00.Z", "2026-11-22T12:00:00.5Z",
        "2026-11-22T12:00:00.5.5Z", "2026-11-22T12:00:00,5Z", "2026-11-22T12:00:00.x5Z", "2026-11-22T12:00:00.5",
        "2026-11-22T24:00:00Z", "2026-11-22T12:60:00Z", "2026-11-22T12:00:60Z", "2026-02-29T12:00:00Z",
        "2026-02-31T12:00:00Z", "2026-13-01T12:00:00Z", "2026-00-01T12:00:00Z", "2026-11-00T12:00:00Z",
        "1969-12-31T23:59:59Z", "2026-11-22T12:00:00+18:01", "2026-11-22T12:00:00+01:60", "2026-11-22T12:00:00+0100",
        "2026-11-22T12:00:00 01:00", "2026-11-22T12:00:00Z ", " 2026-11-22T12:00:00Z", "+026-11-22T12:00:00Z",
        "2026-11-22T12:00:00ZZ", "20261122T120000Z", "2026-11-22T1२:00:00Z", "2026-11-22T12:00:00+",
        "２026-11-22T12:00:00Z", "1970-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
    ])
    func `what is no RFC 3339 date-time with an offset is refused`(text: String) {
        #expect(Moment(rfc3339: text) == nil)
    }

    @Test(arguments: [
        (".5Z", 1_795_348_800, false, 1_795_348_801), (".000Z", 1_795_348_800, true, 1_795_348_800),
        (".999999999999999999999999999999Z", 1_795_348_800, false, 1_795_348_801),
        (".\(String(repeating: "0", count: 5000))1Z", 1_795_348_800, false, 1_795_348_801),
        (".123+01:00", 1_795_345_200, false, 1_795_345_201),
    ])
    func `a fraction of any length is read`(ending: String, second: Int, isWhole: Bool, next: Int) throws {
        let written = try #require(WrittenMoment(rfc3339: "2026-11-22T12:00:00" + ending))
        #expect(written.second == Moment(seconds: second))
        #expect(written.isWhole == isWhole)
        #expect(written.nextSecond == Moment(seconds: next))
        #expect((Moment(rfc3339: "2026-11-22T12:00:00" + ending) != nil) == isWhole)
    }

    @Test(arguments: [
        "9999-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z", "2026-11-22T12:00:00.Z", "2026-11-22T12:00:00.5",
    ])
    func `a fraction beyond the years, or none at all, is refused`(text: String) {
        #expect(WrittenMoment(rfc3339: text) == nil)
    }

    @Test(arguments: [
        (1_795_348_800, 0, "2026-11-22T12:00:00Z", "2026-11-22T12:00:00+00:00"),
        (1_795_348_800, 20_700, "2026-11-22T12:00:00Z", "2026-11-22T17:45:00+05:45"),
        (1_795_348_800, -43_200, "2026-11-22T12:00:00Z", "2026-11-22T00:00:00-12:00"),
        (1_795_348_800, 50_400, "2026-11-22T12:00:00Z", "2026-11-23T02:00:00+14:00"),
        (0, -2670, "1970-01-01T00:00:00Z", "1969-12-31T23:15:30-00:44"),
        (-1, 0, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59+00:00"),
    ])
    func `a moment is written in UTC and with an offset`(seconds: Int, offset: Int, utc: String, local: String) {
        #expect(Moment(seconds: seconds).rfc3339 == utc)
        #expect(Moment(seconds: seconds).rfc3339(offsetSeconds: offset) == local)
    }

    @Test
    func `what is written is read as the same moment`() {
        for seconds in stride(from: 86_400, to: 250_000_000_000, by: 1_987_654_321) {
            let moment = Moment(seconds: seconds)
            let read = stride(from: -43_200, through: 50_400, by: 900).map { offset in
                Moment(rfc3339: moment.rfc3339(offsetSeconds: offset))
            }
            #expect(read.allSatisfy { $0 == moment })
        }
    }

    @Test
    func `minutes and hours are added, seconds counted`() {
        let moment = Moment(seconds: 1000)
        #expect(moment.adding(minutes: -2).seconds == 880)
        #expect(moment.adding(hours: 2).seconds == 8200)
        #expect(moment.seconds(since: Moment(seconds: 1300)) == -300)
        #expect(moment < Moment(seconds: 1001))
    }

    @Test(arguments: [(0, true), (300, true), (-300, true), (299, false), (301, false), (60, false), (-1, false)])
    func `the grid is every five minutes`(seconds: Int, isOnGrid: Bool) {
        #expect(Moment(seconds: seconds).isOnGrid == isOnGrid)
    }

    @Test
    func `spans overlap when they share an instant, not when they touch`() {
        func span(_ start: Int, _ end: Int) -> TimeSpan {
            TimeSpan(start: Moment(seconds: start), end: Moment(seconds: end))
        }
        #expect(span(0, 600).overlaps(span(599, 900)))
        #expect(span(0, 600).overlaps(span(100, 200)))
        #expect(!span(0, 600).overlaps(span(600, 900)))
        #expect(!span(600, 900).overlaps(span(0, 600)))
        #expect(span(0, 659).minutes == 10)
        #expect(span(600, 0).minutes == -10)
    }
}
