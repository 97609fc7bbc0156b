import Scheduling

extension Connection {
    /// Takes an instructor's calendar for this transaction and raises its version; false when there is no such instructor.
    ///
    /// It must come before any read: it serialises the changes of one calendar, and on a cluster makes two nodes' changes
    /// of it conflict.
    func raiseCalendarVersion(of instructorID: ID<Instructor>) throws -> Bool {
        try execute("UPDATE instructors SET calendar_version = calendar_version + 1 WHERE id = ?", [.id(instructorID)])
            == 1
    }

    /// Cancels the pending bookings of an instructor whose hold has ended, in whichever brand, as of when it ended.
    func releaseExpiredHolds(of instructorID: ID<Instructor>, at now: Moment) throws {
        let holds: [(id: ID<Booking>, brandID: ID<Brand>)] = try query(
            """
            SELECT id, brand_id FROM bookings
            WHERE instructor_id = ? AND status = 'pending' AND hold_expires_at <= ?
            ORDER BY id
            """,
            [.id(instructorID), .moment(now)]
        ) { (try $0.id(), try $0.id()) }
        for hold in holds { try release(hold.id, in: hold.brandID, at: now) }
    }

    private func release(_ id: ID<Booking>, in brandID: ID<Brand>, at now: Moment) throws {
        var filter = BookingFilter(brandID: brandID)
        filter.id = id
        guard var booking = try bookings(filter).first, let end = booking.holdExpiresAt else { return }
        booking.status = .cancelled
        booking.cancellationReason = "hold_expired"
        booking.cancelledAt = end
        booking.updatedAt = now
        booking.revision += 1
        booking.sequence += 1
        _ = try update(booking)
        try insert(
            BookingEvent(
                bookingID: id,
                kind: .cancelled,
                actor: "system",
                at: end,
                from: .pending,
                to: .cancelled,
                reason: "hold_expired"
            ),
            brandID: brandID
        )
        var random = SystemRandomNumberGenerator()
        let messages = AnnounceChange.messages(
            .cancelled,
            of: booking,
            instructorEmail: try instructorEmail(booking.instructorID, in: brandID),
            byStaff: false,
            at: now,
            using: &random
        )
        for message in messages { try insert(message) }
    }

    /// Where the instructor's own messages go; nil when the brand no longer has the instructor.
    private func instructorEmail(_ id: ID<Instructor>, in brandID: ID<Brand>) throws -> String? {
        try query(
            """
            SELECT i.email FROM instructors_brands a JOIN instructors i ON i.id = a.instructor_id
            WHERE a.brand_id = ? AND a.instructor_id = ?
            """,
            [.id(brandID), .id(id)]
        ) { try $0.text() }.first
    }
}
