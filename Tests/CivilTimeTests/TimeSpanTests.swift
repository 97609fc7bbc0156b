import CivilTime
import TestSupport
import Testing

struct TimeSpanTests {
    private func span(_ start: Int, _ end: Int) -> TimeSpan {
        TimeSpan(start: Moment(seconds: start), end: Moment(seconds: end))
    }

    @Test(arguments: [
        (0, 10, 10, 20, false), (0, 10, 9, 20, true), (0, 10, -5, 0, false), (0, 10, -5, 1, true), (0, 10, 2, 3, true),
        (2, 3, 0, 10, true), (0, 10, 0, 10, true), (0, 10, 50, 60, false),
    ])
    func `two spans overlap when they share an instant, whichever is asked`(
        start: Int,
        end: Int,
        otherStart: Int,
        otherEnd: Int,
        overlap: Bool
    ) {
        #expect(span(start, end).overlaps(span(otherStart, otherEnd)) == overlap)
        #expect(span(otherStart, otherEnd).overlaps(span(start, end)) == overlap)
    }

    @Test(arguments: [(0, 0, 0), (0, 59, 0), (0, 60, 1), (0, 3600, 60), (60, 0, -1), (61, 0, -2)])
    func `minutes are whole and rounded down`(start: Int, end: Int, minutes: Int) {
        #expect(span(start, end).minutes == minutes)
    }
}
