/// Open hours that repeat every week on one weekday, in the instructor's zone: `[start, end)` of wall-clock time.
package struct WeeklyWindow: Hashable, Sendable {
    /// 0 = Sunday … 6 = Saturday.
    package let dayOfWeek: Int

    /// The hours of that day.
    package let hours: LocalHours

    /// Takes the weekday as it is; the caller has checked 0...6.
    package init(dayOfWeek: Int, hours: LocalHours) {
        self.dayOfWeek = dayOfWeek
        self.hours = hours
    }
}

/// A stretch of one local day, `[start, end)`, never empty.
package struct LocalHours: Hashable, Sendable {
    /// When the wall clock first reads this, it is open.
    package let start: LocalTime

    /// When the wall clock first reads this, it is closed; 24:00 is the next day's midnight.
    package let end: LocalTime

    /// Takes both ends; an end at or before the start is nil.
    package init?(start: LocalTime, end: LocalTime) {
        guard start < end else { return nil }
        self.start = start
        self.end = end
    }

    /// Whether the two share a minute; touching is not overlapping.
    package func overlaps(_ other: LocalHours) -> Bool { start < other.end && other.start < end }
}
