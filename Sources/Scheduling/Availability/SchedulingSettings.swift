/// How one instructor is booked in one brand.
package struct SchedulingSettings: Hashable, Sendable {
    /// IANA name of the zone in which windows and overrides are written.
    package var timezone: String

    /// Length offered when none is asked for, 15...480 in steps of 5.
    package var sessionMinutes: Int

    /// Step between starts, 5...240 in steps of 5.
    package var slotIntervalMinutes: Int

    /// Time kept free between sessions, 0...240 in steps of 5.
    package var bufferMinutes: Int

    /// A start must be at least this far ahead, 0...43200.
    package var minimumNoticeMinutes: Int

    /// A start's local date is at most this many days after today's, 1...365.
    package var advanceBookingDays: Int

    /// Until how long before the start a student may cancel or move, 0...720.
    package var cancellationCutoffHours: Int

    /// Bookings per local date across brands, 1...48; nil is no limit.
    package var maximumSessionsPerDay: Int?

    /// The settings of an instructor who has chosen nothing.
    package static let standard = SchedulingSettings(
        timezone: "UTC",
        sessionMinutes: 60,
        slotIntervalMinutes: 15,
        bufferMinutes: 15,
        minimumNoticeMinutes: 0,
        advanceBookingDays: 90,
        cancellationCutoffHours: 24,
        maximumSessionsPerDay: nil
    )

    /// Takes every setting as it is; `SettingsLimits` says what is allowed.
    package init(
        timezone: String,
        sessionMinutes: Int,
        slotIntervalMinutes: Int,
        bufferMinutes: Int,
        minimumNoticeMinutes: Int,
        advanceBookingDays: Int,
        cancellationCutoffHours: Int,
        maximumSessionsPerDay: Int?
    ) {
        self.timezone = timezone
        self.sessionMinutes = sessionMinutes
        self.slotIntervalMinutes = slotIntervalMinutes
        self.bufferMinutes = bufferMinutes
        self.minimumNoticeMinutes = minimumNoticeMinutes
        self.advanceBookingDays = advanceBookingDays
        self.cancellationCutoffHours = cancellationCutoffHours
        self.maximumSessionsPerDay = maximumSessionsPerDay
    }
}

/// What the settings may be, ends included.
package enum SettingsLimits {
    /// Minutes of a session, in steps of `Quantum.minutes`.
    package static let sessionMinutes = 15...480

    /// Minutes between starts, in steps of `Quantum.minutes`.
    package static let slotIntervalMinutes = 5...240

    /// Minutes kept free, in steps of `Quantum.minutes`.
    package static let bufferMinutes = 0...240

    /// Minutes of notice.
    package static let minimumNoticeMinutes = 0...43_200

    /// Days ahead.
    package static let advanceBookingDays = 1...365

    /// Hours before the start.
    package static let cancellationCutoffHours = 0...720

    /// Bookings a day, when limited.
    package static let maximumSessionsPerDay = 1...48
}
