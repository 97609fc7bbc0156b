/// A session that no longer begins at its promised local time and was not moved: a person has to look at it.
package struct ZoneConflict: Hashable, Sendable {
    /// Why it was not moved.
    package enum Reason: String, CaseIterable, Sendable {
        /// Another session of the instructor is in the way.
        case taken
        /// Another session would be closer than the larger of the two buffers.
        case buffer
        /// The right start is not on the 5-minute grid.
        case offGrid = "off_grid"
        /// It begins, or would begin, within 48 hours.
        case soon
        /// No clock was ever changed by so much: somebody edited the row, or the zone crossed the date line. Only the operator
        /// is told.
        case tooFarOff = "too_far_off"
        /// The system no longer has the zone. Nobody but the operator is told.
        case zoneUnknown = "zone_unknown"
    }

    /// The booking.
    package let bookingID: ID<Booking>

    /// The booking's sequence when it was found: with the next move or cancellation the conflict is over.
    package let sequence: Int

    /// When the session should begin by the rules in force; nil when they are unknown.
    package let rightStart: Moment?

    /// Why it was not moved.
    package let reason: Reason

    package init(bookingID: ID<Booking>, sequence: Int, rightStart: Moment?, reason: Reason) {
        self.bookingID = bookingID
        self.sequence = sequence
        self.rightStart = rightStart
        self.reason = reason
    }

    /// Whether it is the clocks' doing for all we know, so that the two people are told.
    package var concernsPeople: Bool { reason != .tooFarOff && reason != .zoneUnknown }
}

/// What a future booking promises, without the booking: enough to see that all is well.
package struct LocalPromise: Hashable, Sendable {
    /// When it begins as things stand.
    package let startAt: Moment

    /// Whose local time was promised.
    package let timezone: String

    /// The promised date.
    package let date: LocalDate

    /// The promised time.
    package let time: LocalTime

    /// Whether a conflict was found before and still stands.
    package let hasConflict: Bool

    package init(startAt: Moment, timezone: String, date: LocalDate, time: LocalTime, hasConflict: Bool) {
        self.startAt = startAt
        self.timezone = timezone
        self.date = date
        self.time = time
        self.hasConflict = hasConflict
    }
}

/// A booking whose local time is still to be kept, with what is known of it.
package struct PromisedSession: Hashable, Sendable {
    /// The booking, pending or confirmed, of whichever brand.
    package let booking: Booking

    /// The slug of its brand.
    package let brandSlug: String

    /// Where the instructor's messages go.
    package let instructorEmail: String

    /// What was found before and still stands; nil is nothing.
    package let conflict: ZoneConflict?

    package init(booking: Booking, brandSlug: String, instructorEmail: String, conflict: ZoneConflict?) {
        self.booking = booking
        self.brandSlug = brandSlug
        self.instructorEmail = instructorEmail
        self.conflict = conflict
    }
}

/// A release of tzdata with which promises were looked through.
package struct ZoneRelease: Hashable, Sendable {
    /// Its name, such as `2026f`.
    package let version: String

    /// When the first look with it ended.
    package let firstScanAt: Moment

    /// When the last one ended.
    package let lastScanAt: Moment

    package init(version: String, firstScanAt: Moment, lastScanAt: Moment) {
        self.version = version
        self.firstScanAt = firstScanAt
        self.lastScanAt = lastScanAt
    }
}
