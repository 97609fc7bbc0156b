import CivilTime
import TestSupport
import Testing

@Suite
struct TZifTests {
    /// A file with one type, no transitions and that footer.
    private func tzif(footer: String, offset: Int32 = 0, version: UInt8 = 0x32) -> [UInt8] {
        header(version: version) + type(0) + header(version: version) + type(offset) + Array("\n\(footer)\n".utf8)
    }

    private func header(version: UInt8 = 0x32, leapSeconds: UInt8 = 0, times: UInt8 = 0) -> [UInt8] {
        var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
        for count in [0, 0, leapSeconds, times, 1, 4] { bytes += [0, 0, 0, count] }
        return bytes
    }

    private func type(_ offset: Int32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: offset >> (24 - 8 * $0)) } + [0, 0] + Array("XXX\0".utf8)
    }

    private func offset(_ footer: String, at text: String) throws -> Int {
        let zone = try #require(Zone(name: "Test", tzif: tzif(footer: footer)))
        return zone.offsetSeconds(at: try #require(Moment(rfc3339: text)))
    }

    @Test
    func `a file without transitions and footer has one offset for ever`() throws {
        let zone = try #require(Zone(name: "Test", tzif: tzif(footer: "", offset: -12_345)))
        #expect(zone.offsetSeconds(at: Moment(seconds: -9_000_000_000)) == -12_345)
        #expect(zone.offsetSeconds(at: Moment(seconds: 9_000_000_000)) == -12_345)
    }

    @Test(arguments: [
        ("UTC0", "2026-07-01T00:00:00Z", 0),
        ("<+0545>-5:45", "2026-07-01T00:00:00Z", 20_700),
        ("NST3:30NDT,M3.2.0,M11.1.0", "2026-07-01T00:00:00Z", -9000),
        ("NST3:30NDT,M3.2.0,M11.1.0", "2026-12-01T00:00:00Z", -12_600),
        ("LMT-0:53:28", "2026-07-01T00:00:00Z", 3208),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3600),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-01T00:00:00Z", 0),
        ("<-04>4<-03>,M9.1.6/24,M4.1.6/24", "2026-01-01T00:00:00Z", -10_800),
        ("<-04>4<-03>,M9.1.6/24,M4.1.6/24", "2026-07-01T00:00:00Z", -14_400),
        ("AAA0BBB,J60,J61", "2028-03-01T01:59:59Z", 0),
        ("AAA0BBB,J60,J61", "2028-03-01T02:00:00Z", 3600),
        ("AAA0BBB,J60,J61", "2027-03-01T02:00:00Z", 3600),
        ("AAA0BBB,59,60", "2028-02-29T02:00:00Z", 3600),
        ("AAA0BBB,59,60", "2027-03-01T02:00:00Z", 3600),
        ("AAA0BBB,J365/23,J1/+1:30:15", "2027-01-01T00:30:14Z", 3600),
        ("AAA0BBB,J365/23,J1/+1:30:15", "2027-01-01T00:30:15Z", 0),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7200),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3600),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-27T23:59:59Z", 7200),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00:00Z", 10_800),
        ("XXX3EDT4,0/0,J365/23", "2026-01-01T04:00:00Z", -14_400),
        ("XXX3EDT4,0/0,J365/23", "2026-12-31T23:59:59Z", -14_400),
    ])
    func `a footer gives that offset`(footer: String, moment: String, expected: Int) throws {
        #expect(try offset(footer, at: moment) == expected)
    }

    @Test
    func `summer time all year has no clock change at New Year`() throws {
        for hour in -72...72 {
            let newYear = try #require(Moment(rfc3339: "2031-01-01T04:00:00Z"))
            let zone = try #require(Zone(name: "Test", tzif: tzif(footer: "XXX3EDT4,0/0,J365/23")))
            #expect(zone.offsetSeconds(at: newYear.adding(hours: hour)) == -14_400)
        }
    }

    @Test
    func `a rule that rests for years goes on when the written-out years repeat`() throws {
        // Summer from the fourth Sunday of January to the last one: only in years in which it has five.
        let zone = try #require(Zone(name: "Test", tzif: tzif(footer: "CET-1CEST,M1.4.0,M1.5.0/3")))
        var wall = WallClock(zone)
        var summers = 0
        for year in 1...1_700 {
            let newYear = try #require(LocalDate(year: year, month: 1, day: 1))
            for day in newYear.dayNumber + 15...newYear.dayNumber + 35 {
                let place = Moment(seconds: day * 86_400)
                let offset = zone.offsetSeconds(at: place)
                #expect(wall.offsetSeconds(at: place) == offset, "\(year)")
                if offset == 7_200 { summers += 1 }
            }
        }
        #expect(summers > 1_000)
    }

    @Test(arguments: [
        "A0", "UTC", "UTC25", "UTC0 ", "UTC0:60", "UTC0:0:60", "<UTC0", "<a>0", "<é!>0", "AAA0BBB", "AAA0BBB,",
        "AAA0BBB,J1",
        "AAA0BBB,J0,J2", "AAA0BBB,J366,J2", "AAA0BBB,366,1", "AAA0BBB,M0.1.0,M1.1.0", "AAA0BBB,M13.1.0,M1.1.0",
        "AAA0BBB,M1.0.0,M2.1.0", "AAA0BBB,M1.6.0,M2.1.0", "AAA0BBB,M1.1.7,M2.1.0", "AAA0BBB,M1.1.0/168,M2.1.0",
        "AAA0BBB,M1.1.0/-168,M2.1.0", "AAA0BBB,M1.1.0,M2.1.0x", "AAA0BBB,M1.1.0/,M2.1.0", "AAA0BBB25,M1.1.0,M2.1.0",
        "99999999999999999999", "AAA99999999999999999999", ":Europe/Berlin",
    ])
    func `a footer that is no rule is refused`(footer: String) {
        #expect(Zone(name: "Test", tzif: tzif(footer: footer)) == nil)
    }

    @Test
    func `version 1, a wrong magic and counted leap seconds are refused`() throws {
        let good = tzif(footer: "UTC0")
        #expect(Zone(name: "Test", tzif: good) != nil)
        #expect(Zone(name: "Test", tzif: tzif(footer: "UTC0", version: 0)) == nil)
        #expect(Zone(name: "Test", tzif: Array("TZiF".utf8) + good.dropFirst(4)) == nil)
        let leap = header() + type(0) + header(leapSeconds: 1) + type(0) + [UInt8](repeating: 0, count: 12)
        #expect(Zone(name: "Test", tzif: leap + Array("\nUTC0\n".utf8)) == nil)
    }

    @Test
    func `bytes after the footer, or no footer at all, are refused`() {
        #expect(Zone(name: "Test", tzif: tzif(footer: "UTC0") + [0]) == nil)
        #expect(Zone(name: "Test", tzif: tzif(footer: "UTC0").dropLast(6)) == nil)
        #expect(Zone(name: "Test", tzif: []) == nil)
    }

    @Test
    func `transitions that do not ascend are refused`() {
        func file(_ first: UInt8, _ second: UInt8) -> [UInt8] {
            header() + type(0) + header(times: 2) + [0, 0, 0, 0, 0, 0, 0, first, 0, 0, 0, 0, 0, 0, 0, second, 0, 0]
                + type(0)
                + Array("\nUTC0\n".utf8)
        }
        #expect(Zone(name: "Test", tzif: file(1, 2)) != nil)
        #expect(Zone(name: "Test", tzif: file(2, 2)) == nil)
        #expect(Zone(name: "Test", tzif: file(2, 1)) == nil)
    }

    @Test(arguments: ["Europe/Berlin", "America/Nuuk", "Asia/Gaza", "Africa/Casablanca", "UTC"])
    func `a file cut short anywhere is refused`(name: String) throws {
        let bytes = try #require(FixtureZones().bytes(named: name))
        let read = (0..<bytes.count).filter { Zone(name: name, tzif: Array(bytes.prefix($0))) != nil }
        #expect(read.isEmpty)
    }

    @Test(arguments: ["Europe/Berlin", "America/Nuuk", "Antarctica/Troll", "UTC"])
    func `damaged bytes are refused or read, and never trap`(name: String) throws {
        let bytes = try #require(FixtureZones().bytes(named: name))
        var random = SeededRandom(seed: 20_261_122)
        var read = 0
        for _ in 0..<1500 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: damaged[place] = UInt8.random(in: 0...255, using: &random)
                case 1: damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: damaged.remove(at: place)
                default: damaged.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            guard let zone = Zone(name: name, tzif: damaged) else { continue }
            read += 1
            let wrong = stride(from: -10_000_000_000, to: 300_000_000_000, by: 23_456_789_012).filter { seconds in
                let bound = zone.bound(localSeconds: seconds)
                return bound.seconds + zone.offsetSeconds(at: bound) < seconds
            }
            #expect(wrong.isEmpty)
        }
        #expect(read > 0)
    }
}
