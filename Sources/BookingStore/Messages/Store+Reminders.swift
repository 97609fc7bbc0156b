import Scheduling

extension MariaDBStore {
    /// How many rows one transaction writes.
    private static let atOnce = 100

    /// Writes the outbox rows of reminders that are due and have none, the first hundred.
    ///
    /// More than a caller leases: of several callers at once, none goes away empty-handed while there is work.
    func writeReminders(of brandID: ID<Brand>?, at now: Moment) throws {
        var random = SystemRandomNumberGenerator()
        try transaction { connection in
            for reminder in try connection.unwrittenReminders(of: brandID, limit: Self.atOnce, at: now) {
                // The one whose session begins first became due first, and is leased first.
                try connection.insert(
                    reminder.message(ID(madeAt: now, using: &random), at: now),
                    dueAt: reminder.startAt.adding(hours: -Reminder.leadHours)
                )
            }
        }
    }
}

/// A booking whose reminder is due and not in the outbox yet.
private struct DueReminder {
    let bookingID: ID<Booking>
    let brandID: ID<Brand>
    let startAt: Moment
    let sequence: Int
    let email: String
    let phone: String?

    func message(_ id: ID<OutboxMessage>, at now: Moment) -> OutboxMessage {
        OutboxMessage(
            id: id,
            brandID: brandID,
            bookingID: bookingID,
            event: .reminder,
            revision: sequence,
            recipient: .student,
            channel: phone == nil ? .email : .sms,
            address: phone ?? email,
            createdAt: now
        )
    }
}

extension Connection {
    fileprivate func unwrittenReminders(of brandID: ID<Brand>?, limit: Int, at now: Moment) throws -> [DueReminder] {
        // The condition on `b` is `Reminder.isDue`, said in SQL; its 24 hours are `Reminder.leadHours`.
        try query(
            """
            SELECT b.id, b.brand_id, b.start_at, b.sequence, b.contact_email, b.contact_phone
            FROM bookings b
            WHERE b.status = 'confirmed' AND b.reminder_sent_at IS NULL
                AND b.start_at > ? AND b.start_at <= ? AND b.scheduled_at <= b.start_at - INTERVAL 24 HOUR
                AND (? IS NULL OR b.brand_id = ?)
                AND NOT EXISTS (
                    SELECT 1 FROM notifications n
                    WHERE n.booking_id = b.id AND n.event = 'reminder' AND n.revision = b.sequence
                )
            ORDER BY b.start_at, b.id
            LIMIT ?
            """,
            [.moment(now), .moment(now.adding(hours: Reminder.leadHours)), .id(brandID), .id(brandID), .int(limit)]
        ) { row in
            DueReminder(
                bookingID: try row.id(),
                brandID: try row.id(),
                startAt: try row.moment(),
                sequence: try row.int(),
                email: try row.text(),
                phone: try row.optionalText()
            )
        }
    }
}
