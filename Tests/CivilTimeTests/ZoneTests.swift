import CivilTime
import TestSupport
import Testing

@Suite
struct ZoneTests {
    private let zones = FixtureZones()

    @Test(arguments: try ZoneVectors.load().localToUtc)
    func `the wall clock first reads a local time or later at that instant`(vector: ZoneVectors.LocalToUTC) throws {
        let zone = try #require(zones.zone(named: vector.zone))
        let local = try #require(Moment(rfc3339: vector.local + "Z"))
        #expect(zone.bound(localSeconds: local.seconds).rfc3339 == vector.firstReachUtc)
    }

    @Test(arguments: try ZoneVectors.load().dayBounds)
    func `a local date runs from bound to bound`(vector: ZoneVectors.DayBounds) throws {
        let zone = try #require(zones.zone(named: vector.zone))
        let date = try #require(LocalDate(vector.date))
        let start = zone.bound(date, minutes: 0)
        let end = try zone.bound(date, #require(LocalTime("24:00")))
        #expect(start.rfc3339 == vector.startUtc)
        #expect(end.rfc3339 == vector.endUtc)
        #expect(TimeSpan(start: start, end: end).minutes == vector.minutes)
        #expect(start.rfc3339(offsetSeconds: zone.offsetSeconds(at: start)) == vector.firstLocal)
        #expect(end == zone.bound(date, minutes: 1440))
        #expect(end == zone.bound(date.adding(days: 1), minutes: 0))
    }

    @Test(arguments: try ZoneVectors.load().studentView)
    func `a student reads the same moment on another wall clock`(vector: ZoneVectors.StudentView) throws {
        let instructor = try #require(zones.zone(named: vector.instructorZone))
        let student = try #require(zones.zone(named: vector.studentZone))
        let moment = try instructor.bound(#require(LocalDate(vector.date)), #require(LocalTime(vector.start)))
        #expect(moment.rfc3339 == vector.startUtc)
        #expect(moment.rfc3339(offsetSeconds: student.offsetSeconds(at: moment)) == vector.studentLocal)
    }

    @Test(arguments: try ZoneVectors.load().weeklySeries)
    func `a weekly time stays on the wall clock while UTC shifts`(series: ZoneVectors.WeeklySeries) throws {
        let zone = try #require(zones.zone(named: series.zone))
        let time = try #require(LocalTime(series.localTime))
        for occurrence in series.occurrences {
            let date = try #require(LocalDate(occurrence.date))
            #expect(zone.bound(date, time).rfc3339 == occurrence.startUtc)
        }
    }

    @Test(arguments: try ZoneVectors.load().aliases)
    func `an alias has the rules of its zone and keeps its own name`(names: [String]) throws {
        let alias = try #require(zones.zone(named: names[0]))
        let zone = try #require(zones.zone(named: names[1]))
        #expect(alias.name == names[0])
        let wrong = stride(from: 0, to: 40_000, by: 9).map { Moment(seconds: $0 * 86_400) }.filter {
            alias.offsetSeconds(at: $0) != zone.offsetSeconds(at: $0)
        }
        #expect(wrong.isEmpty)
    }

    @Test(arguments: ["2026-11-22T23:59:59Z", "2027-07-01T00:00:00Z", "1969-12-31T23:59:59Z"])
    func `UTC reads what is written`(text: String) throws {
        let moment = Moment(seconds: try #require(LocalDate(String(text.prefix(10)))).dayNumber * 86_400 + 86_399)
        #expect(Zone.utc.offsetSeconds(at: moment) == 0)
        #expect(Zone.utc.localDate(at: moment).description == text.prefix(10))
        #expect(Zone.utc.localTime(at: moment).description == "23:59")
    }

    @Test
    func `date and time are read off the wall clock, rounded down to the minute`() throws {
        let zone = try #require(zones.zone(named: "Asia/Kathmandu"))
        let moment = try #require(Moment(rfc3339: "2026-11-22T18:14:59Z"))
        #expect(zone.localDate(at: moment).description == "2026-11-22")
        #expect(zone.localTime(at: moment).description == "23:59")
        let next = Moment(seconds: moment.seconds + 1)
        #expect(zone.localDate(at: next).description == "2026-11-23")
        #expect(zone.localTime(at: next).description == "00:00")
    }

    @Test
    func `local mean time before the first transition counts, seconds included`() throws {
        let zone = try #require(zones.zone(named: "Europe/Berlin"))
        #expect(zone.offsetSeconds(at: Moment(seconds: -3_000_000_000)) == 3208)
    }

    @Test
    func `a footer repeats for ever, also after the written-out 400 years`() throws {
        let zone = try #require(zones.zone(named: "Europe/Berlin"))
        let cycle = 146_097 * 86_400
        for day in stride(from: 20_500, to: 20_500 + 800, by: 1) {
            let moment = Moment(seconds: day * 86_400 + 3600)
            let offset = zone.offsetSeconds(at: moment)
            let later = (1...19).map { zone.offsetSeconds(at: Moment(seconds: moment.seconds + $0 * cycle)) }
            #expect(later.allSatisfy { $0 == offset })
        }
        var clock = WallClock(zone)
        let wrong = (157_000..<176_000).filter { day in
            let moment = Moment(seconds: day * 86_400)
            return clock.offsetSeconds(at: moment) != zone.offsetSeconds(at: Moment(seconds: moment.seconds - cycle))
        }
        #expect(wrong.isEmpty)
        let gap = try #require(LocalDate("2426-03-29"))
        #expect(zone.bound(gap, minutes: 150).rfc3339 == "2426-03-29T01:00:00Z")
        #expect(zone.bound(try #require(LocalDate("9999-07-01")), minutes: 0).rfc3339 == "9999-06-30T22:00:00Z")
    }

    @Test(arguments: ["Europe/Berlin", "America/Havana", "Antarctica/Troll", "Australia/Lord_Howe", "America/Nuuk"])
    func `bounds are first instants, and never fall as the local time rises`(name: String) throws {
        let zone = try #require(zones.zone(named: name))
        var last = Int.min
        var wrong: [Int] = []
        for local in stride(from: 1_760_000_000, to: 1_800_000_000, by: 2777) {
            let bound = zone.bound(localSeconds: local)
            let before = Moment(seconds: bound.seconds - 1)
            let isFirst = before.seconds + zone.offsetSeconds(at: before) < local
            let isReached = bound.seconds + zone.offsetSeconds(at: bound) >= local
            if !isFirst || !isReached || bound.seconds < last { wrong.append(local) }
            last = bound.seconds
        }
        #expect(wrong.isEmpty)
    }

    @Test(arguments: ["Europe/Berlin", "America/New_York", "Pacific/Apia", "Africa/Casablanca", "UTC"])
    func `a wall clock reads as the zone does, in any order`(name: String) throws {
        let zone = try #require(zones.zone(named: name))
        var clock = WallClock(zone)
        var random = SeededRandom(seed: 7)
        let wrong = (0..<5000).map { _ in Int.random(in: -5_000_000_000...40_000_000_000, using: &random) }.filter {
            let moment = Moment(seconds: $0)
            return clock.offsetSeconds(at: moment) != zone.offsetSeconds(at: moment)
                || clock.localDate(at: moment) != zone.localDate(at: moment)
        }
        #expect(wrong.isEmpty)
    }
}
