import Scheduling
import TestSupport
import Testing

struct ZoneScanTests {
    private func release(_ version: String, first: Int = -10_000, last: Int) -> ZoneRelease {
        ZoneRelease(
            version: version,
            firstScanAt: .fixture.adding(minutes: first),
            lastScanAt: .fixture.adding(minutes: last)
        )
    }

    private func due(_ version: String, _ known: [ZoneRelease]) -> ZoneScan {
        .due(with: version, known: known, at: .fixture)
    }

    @Test
    func `a release that was never looked at with is`() {
        #expect(due("2026f", []) == .everything)
        #expect(due("2026f", [release("2025b", last: -1)]) == .everything)
    }

    @Test(arguments: [(0, false), (-59, false), (-60, true), (-5000, true)])
    func `everything is looked at once an hour`(minutes: Int, isDue: Bool) {
        #expect(due("2026f", [release("2026f", last: minutes)]) == (isDue ? .everything : .conflicts))
    }

    @Test(arguments: [(-1, -1, false), (-2, -2, true), (-9, -2, true), (-9, -1, false), (-10, -2, false)])
    func `after a change it is every two minutes for ten`(first: Int, last: Int, isDue: Bool) {
        let known = [release("2025b", last: -1), release("2026f", first: first, last: last)]
        #expect(due("2026f", known) == (isDue ? .everything : .conflicts))
        #expect(due("2026f", Array(known.dropFirst())) == .conflicts, "the first release replaces nothing")
    }

    @Test(arguments: [
        ("2026f", "2025b", true), ("2025b", "2026f", false), ("2026f", "2026g", false), ("2027a", "2026f", true),
        ("2026f", "2026f-debian", true), ("2026f-debian", "2026f", true), ("2026b", "2026f-debian", false),
    ])
    func `a process with an older release does nothing`(mine: String, other: String, mayLook: Bool) {
        let scan = due(mine, [release(other, last: -5)])
        #expect(scan == (mayLook ? .everything : .outdated(by: other)))
    }
}
