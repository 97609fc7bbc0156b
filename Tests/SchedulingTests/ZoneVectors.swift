import Foundation
import Scheduling
import TestSupport
import Testing

/// The cases of `Fixtures/time-zones.json`, computed with CPython's zoneinfo and checked against glibc and java.time.
struct ZoneVectors: Decodable {
    struct Window: Decodable, CustomTestStringConvertible {
        let id: String
        let zone: String
        let date: String
        let start: String
        let end: String
        let slotMinutes: Int
        let stepMinutes: Int
        let windowStartUtc: String
        let windowEndUtc: String
        let slots: [Slot]
        let withTzdata2025b: StaleWindow?

        var testDescription: String { id }
    }

    struct Slot: Decodable {
        let startUtc: String
        let endUtc: String
        let startLocal: String
        let endLocal: String
    }

    struct StaleWindow: Decodable {
        let windowStartUtc: String
        let windowEndUtc: String
    }

    struct LocalToUTC: Decodable, CustomTestStringConvertible {
        let zone: String
        let local: String
        let firstReachUtc: String

        var testDescription: String { "\(zone) \(local)" }
    }

    struct DayBounds: Decodable, CustomTestStringConvertible {
        let zone: String
        let date: String
        let startUtc: String
        let endUtc: String
        let minutes: Int
        let firstLocal: String

        var testDescription: String { "\(zone) \(date)" }
    }

    struct StudentView: Decodable, CustomTestStringConvertible {
        let instructorZone: String
        let date: String
        let start: String
        let startUtc: String
        let studentZone: String
        let studentLocal: String

        var testDescription: String { "\(instructorZone) \(date) for \(studentZone)" }
    }

    struct WeeklySeries: Decodable, CustomTestStringConvertible {
        struct Occurrence: Decodable {
            let date: String
            let startUtc: String
        }

        let zone: String
        let localTime: String
        let occurrences: [Occurrence]

        var testDescription: String { "\(zone) \(localTime)" }
    }

    let windows: [Window]
    let localToUtc: [LocalToUTC]
    let dayBounds: [DayBounds]
    let studentView: [StudentView]
    let weeklySeries: [WeeklySeries]
    let aliases: [[String]]
    let rejectZones: [String]

    /// Reads the fixture.
    static func load() throws -> ZoneVectors {
        guard let bytes = fixture("time-zones.json") else { throw CocoaError(.fileNoSuchFile) }
        return try JSONDecoder().decode(ZoneVectors.self, from: Data(bytes))
    }
}
