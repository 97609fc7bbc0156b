/// A half-open stretch of time `[start, end)`: an open window, a slot on offer or a session taken.
package struct TimeSpan: Hashable, Sendable {
    /// The first instant that belongs to it.
    package let start: Moment

    /// The first instant that no longer belongs to it.
    package let end: Moment

    /// An end at or before the start makes an empty span.
    package init(start: Moment, end: Moment) {
        self.start = start
        self.end = end
    }

    /// Elapsed minutes, rounded down; negative when the end is before the start.
    package var minutes: Int { (end.seconds - start.seconds).quotient(flooredBy: 60) }

    /// Whether the two share an instant.
    package func overlaps(_ other: TimeSpan) -> Bool { start < other.end && other.start < end }
}
