import Testing

@testable import coachbook

/// When the loop that keeps promised local times looks.
struct ClockChangeTurnTests {
    @Test func `it looks at once, once a minute, and when the release of tzdata is another`() {
        var turn = ClockChangeTurn()
        let looks = [
            (1000, "2025b"), (1002, "2025b"), (1059, "2025b"), (1060, "2025b"), (1062, "2026f"), (1064, "2026f"),
        ]
        #expect(looks.map { turn.isDue(with: $0.1, at: $0.0) } == [true, false, false, true, true, false])
        let later = [(1121, "2026f"), (1122, "2026f"), (1124, "2025b")]
        #expect(later.map { turn.isDue(with: $0.1, at: $0.0) } == [false, true, true])
    }
}
