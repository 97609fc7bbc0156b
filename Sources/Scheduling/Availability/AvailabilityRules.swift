/// An instructor's settings and hours in one brand, as written.
package struct AvailabilityRules: Hashable, Sendable {
    /// Rises by one with every change of these rules; the ETag.
    package var version: Int

    /// How the instructor is booked.
    package var settings: SchedulingSettings

    /// The weekly windows in the order in which they were written; at most 200.
    package var weeklyWindows: [WeeklyWindow]

    /// The overrides in the order in which they were written; at most 730.
    package var dateOverrides: [DateOverride]

    package init(
        version: Int,
        settings: SchedulingSettings,
        weeklyWindows: [WeeklyWindow],
        dateOverrides: [DateOverride]
    ) {
        self.version = version
        self.settings = settings
        self.weeklyWindows = weeklyWindows
        self.dateOverrides = dateOverrides
    }
}
