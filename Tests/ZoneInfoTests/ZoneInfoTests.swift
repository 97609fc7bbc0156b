import Foundation
import Scheduling
import Synchronization
import TestSupport
import Testing
import ZoneInfo

@Suite
struct ZoneInfoTests {
    @Test
    func `every name of the system's list can be read and answers`() throws {
        let zones = try ZoneInfo()
        #expect(zones.names.count > 400)
        let moment = try #require(Moment(rfc3339: "2026-11-22T12:00:00Z"))
        for name in zones.names {
            let zone = try #require(zones.zone(named: name), "\(name)")
            #expect(zone.name == name)
            #expect((-43_200...50_400).contains(zone.offsetSeconds(at: moment)), "\(name)")
        }
    }

    @Test(
        arguments: try RejectedZones.load() + [
            "PST", "GMT+5", "posix/Europe/Berlin", "europe/berlin", "Europe/Berlin\0",
        ]
    )
    func `what is no IANA name is refused`(name: String) throws {
        #expect(try ZoneInfo().zone(named: name) == nil)
    }

    @Test
    func `a name that only looks like a zone's is refused, and leaves the zone as it is`() throws {
        let zones = try ZoneInfo()
        #expect(zones.zone(named: "Asia/\u{212A}olkata") == nil)
        let kolkata = try #require(zones.zone(named: "Asia/Kolkata"))
        #expect(Array(kolkata.name.utf8) == Array("Asia/Kolkata".utf8))
        #expect(zones.zone(named: "Asia/\u{212A}olkata") == nil)
    }

    @Test
    func `the release is the one that the list names`() throws {
        let directory = try ZoneDirectory(version: "2026f", zones: ["UTC": "2026f/UTC"])
        #expect(try ZoneInfo(directory: directory.path).version == "2026f")
    }

    @Test
    func `a zone is asked for once and kept`() throws {
        let directory = try ZoneDirectory(version: "2026f", zones: ["UTC": "2026f/UTC"])
        let zones = try ZoneInfo(directory: directory.path)
        let first = try #require(zones.zone(named: "UTC"))
        #expect(zones.zone(named: "UTC") === first)
    }

    @Test
    func `a name whose file is missing or damaged is refused`() throws {
        let directory = try ZoneDirectory(
            version: "2026f",
            zones: ["UTC": "2026f/UTC"],
            names: ["Asia/Tokyo", "Asia/Bad"]
        )
        try directory.write("Asia/Bad", Array("TZif2".utf8))
        let zones = try ZoneInfo(directory: directory.path)
        #expect(zones.zone(named: "Asia/Tokyo") == nil)
        #expect(zones.zone(named: "Asia/Bad") == nil)
        #expect(zones.zone(named: "UTC") != nil)
    }

    @Test
    func `a file that the list does not name is refused`() throws {
        let directory = try ZoneDirectory(version: "2026f", zones: ["UTC": "2026f/UTC", "Factory": "2026f/UTC"])
        try directory.write("localtime", try #require(fixture("2026f/UTC")))
        let zones = try ZoneInfo(directory: directory.path)
        #expect(zones.zone(named: "localtime") == nil)
        #expect(zones.zone(named: "Factory") == nil)
        #expect(zones.names == ["UTC"])
    }

    @Test
    func `a link without a file of its own has its target's rules and keeps its name`() throws {
        let directory = try ZoneDirectory(version: "2026f", zones: ["Asia/Kolkata": "2026f/Asia/Kolkata"])
        try directory.writeList(
            version: "2026f",
            lines: ["Z Asia/Kolkata 5:53:28 - LMT", "L Asia/Kolkata Asia/Calcutta"]
        )
        let zone = try #require(try ZoneInfo(directory: directory.path).zone(named: "Asia/Calcutta"))
        #expect(zone.name == "Asia/Calcutta")
        #expect(zone.offsetSeconds(at: .fixture) == 19_800)
    }

    @Test
    func `a newer release is noticed after a minute, not before`() throws {
        let name = "America/Vancouver"
        let december = try #require(Moment(rfc3339: "2026-12-15T12:00:00Z"))
        let directory = try ZoneDirectory(version: "2025b", zones: [name: "2025b/\(name)"])
        let clock = ManualClock()
        let zones = try ZoneInfo(directory: directory.path, secondsNow: clock.read)
        #expect(zones.zone(named: name)?.offsetSeconds(at: december) == -28_800)

        try directory.write(name, try #require(fixture("2026f/\(name)")))
        try directory.writeList(version: "2026f", lines: ["Z \(name) -8 - PST"])
        clock.advance(59)
        #expect(zones.version == "2025b")
        #expect(zones.zone(named: name)?.offsetSeconds(at: december) == -28_800)
        clock.advance(1)
        #expect(zones.zone(named: name)?.offsetSeconds(at: december) == -25_200)
        #expect(zones.version == "2026f")
    }

    @Test
    func `a zone read while the files were being replaced is read once more`() throws {
        let name = "America/Vancouver"
        let december = try #require(Moment(rfc3339: "2026-12-15T12:00:00Z"))
        let directory = try ZoneDirectory(version: "2025b", zones: [name: "2025b/\(name)"])
        let clock = ManualClock()
        let zones = try ZoneInfo(directory: directory.path, secondsNow: clock.read)
        try directory.writeList(version: "2026f", lines: ["Z \(name) -8 - PST"])
        clock.advance(60)
        #expect(zones.zone(named: name)?.offsetSeconds(at: december) == -28_800)
        try directory.write(name, try #require(fixture("2026f/\(name)")))
        clock.advance(60)
        #expect(zones.zone(named: name)?.offsetSeconds(at: december) == -25_200)
        clock.advance(60)
        let stable = try #require(zones.zone(named: name))
        clock.advance(60)
        #expect(zones.zone(named: name) === stable)
    }

    @Test
    func `the old rules stay while the list cannot be read`() throws {
        let directory = try ZoneDirectory(version: "2026f", zones: ["UTC": "2026f/UTC"])
        let clock = ManualClock()
        let zones = try ZoneInfo(directory: directory.path, secondsNow: clock.read)
        try directory.remove("tzdata.zi")
        clock.advance(60)
        #expect(zones.version == "2026f")
        #expect(zones.zone(named: "UTC") != nil)
        try directory.writeList(version: "2027a", lines: ["Z UTC 0 - UTC"])
        clock.advance(60)
        #expect(zones.version == "2027a")
    }

    @Test
    func `a directory without a list is a fault that says so`() throws {
        let error = try #require(throws: Fault.self) { try ZoneInfo(directory: "/nowhere/zoneinfo") }
        #expect(error.operation == "zoneinfo.open")
        #expect(error.code == Int(ENOENT))
        #expect(error.detail.contains("/nowhere/zoneinfo/tzdata.zi"))
    }

    @Test(arguments: [
        "", "Z Europe/Berlin 1 - CET\n", "# version 2026f\n", "# version 2026f\nR d 1916 o - Jun 14 23s 1 S\n",
    ])
    func `a list without a release or without names is a fault`(text: String) throws {
        let directory = try ZoneDirectory(version: "2026f", zones: [:])
        try directory.write("tzdata.zi", Array(text.utf8))
        #expect(throws: Fault.self) { try ZoneInfo(directory: directory.path) }
    }

    @Test
    func `a file that cannot be read is reported once, and again with the next release`() throws {
        let directory = try ZoneDirectory(version: "2026f", zones: ["UTC": "2026f/UTC"], names: ["Asia/Tokyo"])
        let clock = ManualClock()
        let faults = Mutex<[Fault]>([])
        let zones = try ZoneInfo(directory: directory.path, secondsNow: clock.read) { fault in
            faults.withLock { $0.append(fault) }
        }
        for _ in 0..<3 { #expect(zones.zone(named: "Asia/Tokyo") == nil) }
        #expect(faults.withLock { $0.map(\.detail) } == ["\(directory.path)/Asia/Tokyo: No such file or directory"])
        try directory.write("tzdata.zi", [])
        for _ in 0..<3 {
            clock.advance(60)
            #expect(zones.version == "2026f")
        }
        #expect(faults.withLock { $0.map(\.operation) } == ["zoneinfo.open", "zoneinfo.index"])
        try directory.writeList(version: "2026g", lines: ["Z Asia/Tokyo 9 - JST"])
        try directory.write("Asia/Tokyo", Array("TZif2".utf8))
        clock.advance(60)
        for _ in 0..<3 { #expect(zones.zone(named: "Asia/Tokyo") == nil) }
        #expect(faults.withLock { $0.map(\.operation) } == ["zoneinfo.open", "zoneinfo.index", "zoneinfo.zone"])
    }

    @Test
    func `many threads may ask at once`() async throws {
        let zones = try ZoneInfo()
        let names = zones.names
        let answers = await withTaskGroup(of: Bool.self) { group in
            for start in 0..<8 {
                group.addTask { names[(start * 20)...].allSatisfy { zones.zone(named: $0)?.name == $0 } }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        #expect(answers)
    }
}

/// The names that must be refused, from the fixture shared with the zone tests.
private struct RejectedZones: Decodable {
    let rejectZones: [String]

    static func load() throws -> [String] {
        let bytes = try #require(fixture("time-zones.json"))
        return try JSONDecoder().decode(RejectedZones.self, from: Data(bytes)).rejectZones
    }
}

/// A clock that a test sets.
private final class ManualClock: Sendable {
    private let seconds = Mutex(1000)

    @Sendable
    func read() -> Int { seconds.withLock { $0 } }

    func advance(_ count: Int) { seconds.withLock { $0 += count } }
}
