package import Scheduling

extension MariaDBStore {
    package func claimReminders(
        of brandID: ID<Brand>?,
        limit: Int,
        leaseSeconds: Int,
        at now: Moment
    ) throws -> [ClaimedReminder] {
        var random = SystemRandomNumberGenerator()
        let token = UInt64.random(in: 1...UInt64.max, using: &random)
        try transaction { connection in
            for reminder in try connection.unwrittenReminders(of: brandID, limit: limit, at: now) {
                // The one whose session begins first became due first, and is leased first.
                try connection.insert(
                    reminder.message(ID(madeAt: now, using: &random), at: now),
                    dueAt: reminder.startAt.adding(hours: -Reminder.leadHours)
                )
            }
        }
        // In a transaction of its own, so that what another caller has just written is seen, and leased only once.
        try transaction { connection in
            try connection.leaseReminders(
                of: brandID,
                limit: limit,
                token: token,
                until: Moment(seconds: now.seconds + leaseSeconds),
                at: now
            )
        }
        return try read { try $0.leasedReminders(token) }
    }

    package func releaseReminders(_ reminders: [ClaimedReminder], at now: Moment) throws {
        try transaction { connection in
            for reminder in reminders {
                try connection.execute(
                    """
                    UPDATE notifications SET lease_token = NULL, lease_until = NULL
                    WHERE id = ? AND brand_id = ? AND lease_token = ? AND state = 'queued'
                    """,
                    [.id(reminder.message.id), .id(reminder.message.brandID), .unsigned(reminder.leaseToken)]
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
    // The condition on `b` in these statements is `Reminder.isDue`, said in SQL; its 24 hours are `Reminder.leadHours`.

    fileprivate func unwrittenReminders(of brandID: ID<Brand>?, limit: Int, at now: Moment) throws -> [DueReminder] {
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

    fileprivate func leaseReminders(
        of brandID: ID<Brand>?,
        limit: Int,
        token: UInt64,
        until end: Moment,
        at now: Moment
    ) throws {
        try execute(
            """
            UPDATE notifications n SET n.lease_token = ?, n.lease_until = ?
            WHERE n.state = 'queued' AND n.event = 'reminder' AND n.next_attempt_at <= ?
                AND (n.lease_until IS NULL OR n.lease_until <= ?)
                AND (? IS NULL OR n.brand_id = ?)
                AND EXISTS (
                    SELECT 1 FROM bookings b
                    WHERE b.id = n.booking_id AND b.sequence = n.revision
                        AND b.status = 'confirmed' AND b.reminder_sent_at IS NULL
                        AND b.start_at > ? AND b.start_at <= ? AND b.scheduled_at <= b.start_at - INTERVAL 24 HOUR
                )
            ORDER BY n.next_attempt_at, n.id
            LIMIT ?
            """,
            [
                .unsigned(token), .moment(end), .moment(now), .moment(now), .id(brandID), .id(brandID), .moment(now),
                .moment(now.adding(hours: Reminder.leadHours)), .int(limit),
            ]
        )
    }

    fileprivate func leasedReminders(_ token: UInt64) throws -> [ClaimedReminder] {
        try query(
            """
            SELECT n.id, n.brand_id, n.booking_id, n.event, n.revision, n.recipient, n.channel, n.address, n.created_at
            FROM notifications n JOIN bookings b ON b.id = n.booking_id
            WHERE n.lease_token = ?
            ORDER BY b.start_at, b.id
            """,
            [.unsigned(token)]
        ) { ClaimedReminder(message: try OutboxMessage(&$0), leaseToken: token) }
    }
}
