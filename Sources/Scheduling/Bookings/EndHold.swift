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
