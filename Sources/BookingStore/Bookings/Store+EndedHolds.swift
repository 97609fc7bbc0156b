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
    ///
    /// The transaction must have the instructor's calendar.
    func releaseEndedHolds(of instructorID: ID<Instructor>, at now: Moment) throws {
        let holds: [(id: ID<Booking>, brandID: ID<Brand>)] = try query(
            """
            SELECT id, brand_id FROM bookings
            WHERE instructor_id = ? AND status = 'pending' AND hold_expires_at <= ?
            ORDER BY id
            """,
            [.id(instructorID), .moment(now)]
        ) { (try $0.id(), try $0.id()) }
        var random = SystemRandomNumberGenerator()
        var changes = Changes()
        for hold in holds {
            var filter = BookingFilter(brandID: hold.brandID)
            filter.id = hold.id
            guard let booking = try bookings(filter).first else { continue }
            let email = try instructorEmail(instructorID, in: hold.brandID)
            changes.append(endHold(of: booking, instructorEmail: email, at: now, using: &random))
        }
        try write(changes, of: instructorID, in: nil, at: now)
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
