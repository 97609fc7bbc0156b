import Scheduling
import TestSupport
import Testing

struct DateOverrideTests {
    @Test(arguments: [
        ("2026-12-27", false), ("2026-12-28", true), ("2027-01-01", true), ("2027-01-03", true), ("2027-01-04", false),
    ])
    func `an override covers its dates, the last one included`(date: String, isCovered: Bool) throws {
        let first = try #require(LocalDate("2026-12-28"))
        let override = DateOverride(firstDate: first, lastDate: first.adding(days: 6), hours: nil, note: nil)
        #expect(override.covers(try #require(LocalDate(date))) == isCovered)
    }
}
