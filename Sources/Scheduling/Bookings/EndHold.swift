extension Booking {
    /// The reason in the history of a booking whose hold has ended.
    package static let holdExpired = "hold_expired"

    /// The booking as it is at `now`: cancelled as of the end of its hold when that has passed, else unchanged.
    ///
    /// Readers see it so at once; housekeeping, and whoever next changes the calendar, writes the same.
    package func asOf(_ now: Moment) -> Booking {
        guard isHoldExpired(at: now), let end = holdExpiresAt else { return self }
        var ended = self
        ended.status = .cancelled
        ended.cancellationReason = Self.holdExpired
        ended.cancelledAt = end
        ended.updatedAt = end
        ended.revision += 1
        ended.sequence += 1
        return ended
    }
}

/// Ends the hold of a pending booking, as of when it ended.
///
/// - Parameters:
///   - booking: the booking as it is stored.
///   - instructorEmail: where the instructor's own message goes; nil when the brand no longer has the instructor.
///   - now: the present moment.
///   - random: where the ids' random bits come from.
/// - Returns: the cancelled booking with its history and messages; nothing when its hold has not ended.
package func endHold(
    of booking: Booking,
    instructorEmail: String?,
    at now: Moment,
    using random: inout some RandomNumberGenerator
) -> Changes {
    var changes = Changes()
    let ended = booking.asOf(now)
    guard ended != booking, let end = ended.cancelledAt else { return changes }
    changes.changedBookings = [ended]
    changes.events = [
        BookingEvent(
            .cancelled,
            of: ended,
            from: booking.status,
            by: .system,
            at: end,
            reason: ended.cancellationReason
        )
    ]
    changes.messages = AnnounceChange.messages(
        .cancelled,
        of: ended,
        instructorEmail: instructorEmail,
        byStaff: false,
        at: now,
        using: &random
    )
    return changes
}
