import Scheduling
import TestSupport
import Testing

@Suite
struct ZoneTests {
    private let zones = FixtureZones()

    @Test
    func `every fixture can be read`() throws {
        for name in ["Europe/Berlin", "America/New_York", "UTC", "Asia/Calcutta", "Antarctica/Troll", "Asia/Gaza"] {
            let zone = try #require(zones.zone(named: name))
            #expect(zone.name == name)
        }
    }
}
