import Scheduling

private let intoConflicts = Insert<FoundConflict>(
    into: "booking_zone_conflicts",
    """
    ON DUPLICATE KEY UPDATE sequence = VALUES(sequence), right_start_at = VALUES(right_start_at),
        reason = VALUES(reason), found_at = VALUES(found_at)
    """
)

/// A row of `booking_zone_conflicts`.
private struct FoundConflict: Record {
    let conflict: ZoneConflict
    let foundAt: Moment

    init(_ conflict: ZoneConflict, at foundAt: Moment) {
        (self.conflict, self.foundAt) = (conflict, foundAt)
    }

    init(_ column: inout Columns<FoundConflict>) throws {
        conflict = ZoneConflict(
            bookingID: try column("booking_id", \.conflict.bookingID),
            sequence: try column("sequence", \.conflict.sequence),
            rightStart: try column("right_start_at", \.conflict.rightStart),
            reason: try column("reason", \.conflict.reason)
        )
        foundAt = try column("found_at", \.foundAt)
    }
}

extension Connection {
    /// Forgets the conflict of a booking.
    func deleteConflict(of bookingID: ID<Booking>) throws {
        try execute("DELETE FROM booking_zone_conflicts WHERE booking_id = ?", [.id(bookingID)])
    }

    /// Writes conflicts, each in place of what was known of its booking.
    func insert(_ conflicts: [ZoneConflict], foundAt: Moment) throws {
        try insert(conflicts.map { FoundConflict($0, at: foundAt) }, by: intoConflicts)
    }
}
