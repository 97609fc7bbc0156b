/// What one look at promised local times has done.
package struct ClockChangeReport: Hashable, Sendable {
    /// How many bookings were looked at.
    package var sessions = 0

    /// How many were moved.
    package var moved = 0

    /// How many conflicts are new or have changed.
    package var conflicts = 0

    /// A newer release that another process has; then nothing was done.
    package var newerRelease: String?

    /// Instructors whose calendar could not be written, and why, in words for the log.
    package var failures: [String] = []

    /// Nothing else has happened than these counts say.
    package init(sessions: Int = 0, moved: Int = 0, conflicts: Int = 0) {
        (self.sessions, self.moved, self.conflicts) = (sessions, moved, conflicts)
    }
}
