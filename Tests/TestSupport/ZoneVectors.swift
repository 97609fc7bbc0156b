import Foundation
import Testing

/// The cases of `Fixtures/time-zones.json`, computed with CPython's zoneinfo and checked against glibc and java.time.
package struct ZoneVectors: Decodable {
    package struct Window: Decodable, CustomTestStringConvertible {
        package let id: String
        package let zone: String
        package let date: String
        package let start: String
        package let end: String
        package let slotMinutes: Int
        package let stepMinutes: Int
        package let windowStartUtc: String
        package let windowEndUtc: String
        package let slots: [Slot]
        package let withTzdata2025b: StaleWindow?

        package var testDescription: String { id }
    }

    package struct Slot: Decodable {
        package let startUtc: String
        package let endUtc: String
        package let startLocal: String
        package let endLocal: String
    }

    package struct StaleWindow: Decodable {
        package let windowStartUtc: String
        package let windowEndUtc: String
    }

    package struct LocalToUTC: Decodable, CustomTestStringConvertible {
        package let zone: String
        package let local: String
        package let firstReachUtc: String

        package var testDescription: String { "\(zone) \(local)" }
    }

    package struct DayBounds: Decodable, CustomTestStringConvertible {
        package let zone: String
        package let date: String
        package let startUtc: String
        package let endUtc: String
        package let minutes: Int
        package let firstLocal: String

        package var testDescription: String { "\(zone) \(date)" }
    }

    package struct StudentView: Decodable, CustomTestStringConvertible {
        package let instructorZone: String
        package let date: String
        package let start: String
        package let startUtc: String
        package let studentZone: String
        package let studentLocal: String

        package var testDescription: String { "\(instructorZone) \(date) for \(studentZone)" }
    }

    package struct WeeklySeries: Decodable, CustomTestStringConvertible {
        package struct Occurrence: Decodable {
            package let date: String
            package let startUtc: String
        }

        package let zone: String
        package let localTime: String
        package let occurrences: [Occurrence]

        package var testDescription: String { "\(zone) \(localTime)" }
    }

    package let windows: [Window]
    package let localToUtc: [LocalToUTC]
    package let dayBounds: [DayBounds]
    package let studentView: [StudentView]
    package let weeklySeries: [WeeklySeries]
    package let aliases: [[String]]
    package let rejectZones: [String]

    /// Reads the fixture.
    package static func load() throws -> ZoneVectors {
        guard let bytes = fixture("time-zones.json") else { throw CocoaError(.fileNoSuchFile) }
        return try JSONDecoder().decode(ZoneVectors.self, from: Data(bytes))
    }
}
