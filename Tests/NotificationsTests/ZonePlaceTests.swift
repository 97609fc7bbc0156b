import Foundation
import Testing

@testable import Notifications

struct ZonePlaceTests {
    private static let directory = URL(filePath: "/usr/share/zoneinfo")

    private static func lines(of file: String) -> [[Substring]] {
        let text = (try? String(contentsOf: directory.appending(path: file), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split { " \t".contains($0) } }
    }

    @Test func `every zone of the system has a city's name in letters of the GSM alphabet, or is an offset`() {
        let names = ZonePlaceTests.lines(of: "tzdata.zi").compactMap { line -> String? in
            switch line.first {
            case "Z": String(line[1])
            case "L": String(line[2])
            default: nil
            }
        }
        let offsets: Set = ["UTC", "UCT", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich", "Universal", "Zulu", "Factory"]
        for name in names {
            let place = ZonePlace(name)
            #expect((place.city == nil) == (name.hasPrefix("Etc/") || offsets.contains(name)), "\(name)")
            for text in [place.city, place.germanCity, place.germanTime].compactMap({ $0 }) {
                #expect(GSM7.septets(of: text) != nil && !text.contains { "_/".contains($0) }, "\(name): \(text)")
            }
        }
        for (old, present) in ZonePlace.presentNames { #expect(ZonePlace(old).city == ZonePlace(present).city) }
    }

    @Test(arguments: [
        ("US CA AU NZ IN PH PK SG HK", true), ("DE AT CH GB IE FR NL SE BR JP ZA IL", false),
    ])
    func `hours are counted as in the zone's country`(countries: String, toTwelve: Bool) {
        let countries = Set(countries.split(separator: " "))
        for line in ZonePlaceTests.lines(of: "zone.tab") where countries.contains(line[0]) {
            #expect(ZonePlace(String(line[2])).countsToTwelve == toTwelve, "\(line[2])")
        }
        #expect(!ZonePlace("UTC").countsToTwelve)
        #expect(ZonePlace("US/Hawaii").countsToTwelve && ZonePlace("Asia/Calcutta").countsToTwelve)
    }

    @Test(arguments: [
        ("America/Indiana/Knox", "Knox"), ("America/Port-au-Prince", "Port-au-Prince"),
        ("Asia/Saigon", "Ho Chi Minh City"),
        ("America/St_Lucia", "St. Lucia"), ("Europe/Isle_of_Man", "Isle of Man"), ("Singapore", "Singapore"),
        ("CET", "Brussels"), ("Europe/Amsterdam", "Amsterdam"),
    ])
    func `a city is called by its name of today`(zone: String, city: String) {
        #expect(ZonePlace(zone).city == city)
    }
}
