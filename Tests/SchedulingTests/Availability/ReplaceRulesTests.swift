import Scheduling
import TestSupport
import Testing

struct ReplaceRulesTests {
    @Test
    func `rules that differ get the next version, whatever version is wanted`() {
        let rules = AvailabilityRules.fixture { $0.version = 4 }
        let wanted = AvailabilityRules.fixture(timezone: "Asia/Tokyo") { $0.version = 77 }
        let changes = rules.replaced(by: wanted)
        #expect(changes.rules?.version == 5)
        #expect(changes.rules?.settings.timezone == "Asia/Tokyo")
    }

    @Test
    func `the same rules are not written`() {
        let rules = AvailabilityRules.fixture { $0.version = 4 }
        #expect(rules.replaced(by: .fixture { $0.version = 1 }).isEmpty)
    }
}
