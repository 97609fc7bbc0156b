package import Scheduling

extension MariaDBStore: Outbox, Messages {
    package func lease(
        _ wanted: OutboxSelection,
        limit: Int,
        leaseSeconds: Int,
        at now: Moment
    ) throws -> [LeasedMessage] {
        // In a transaction of its own, so that what another caller has just written is seen, and leased only once.
        if case .reminders(let brandID) = wanted { try writeReminders(of: brandID, at: now) }
        while true {
            let lease = Lease(seconds: leaseSeconds, at: now)
            let (found, isOver) = try transaction { connection in
                try connection.take(wanted, limit: limit, lease, at: now)
                let found = try connection.leased(by: lease, at: now)
                for (leased, reason) in found {
                    guard let reason else { continue }
                    _ = try connection.record(leased, as: .givenUp(reason: reason), at: now)
                }
                let messages = found.compactMap { $0.reason == nil ? $0.leased : nil }
                return (messages, !messages.isEmpty || found.isEmpty)
            }
            // A batch of nothing but messages that were given up does not mean that there are no others.
            if isOver { return found }
        }
    }

    package func beginAttempt(of message: LeasedMessage, payload: String, at now: Moment) throws -> String? {
        try transaction { connection in
            let mine: [Parameter] = [.id(message.message.id), .unsigned(message.leaseToken)]
            let isMine = try connection.execute(
                """
                UPDATE notifications SET payload = COALESCE(payload, ?), attempts = attempts + 1,
                    first_attempt_at = COALESCE(first_attempt_at, ?), is_outcome_unknown = TRUE
                WHERE id = ? AND lease_token = ? AND lease_until > ? AND state = 'queued'
                """,
                [.text(payload), .moment(now)] + mine + [.moment(now)]
            )
            guard isMine == 1 else { return nil }
            return try connection.query("SELECT payload FROM notifications WHERE id = ? AND lease_token = ?", mine) {
                try $0.text()
            }.first
        }
    }

    package func record(_ message: LeasedMessage, as result: AttemptResult, at now: Moment) throws {
        let body = { (connection: Connection) in
            let isMine = try connection.record(message, as: result, at: now)
            guard isMine, case .refused(let reason, blocksAddress: true) = result else { return }
            _ = try connection.block(DeliveryReport.Address(of: message.message), reason: reason, at: now)
        }
        do {
            try transaction(body)
        } catch let fault as Fault where fault.isConnectionLost {
            // A message that was sent would be sent again. When the lost transaction did commit, the lease has ended, and
            // this one changes nothing.
            try transaction(body)
        }
    }

    package func subject(of message: OutboxMessage) throws -> MessageSubject? {
        try subject(of: message.bookingID, in: message.brandID)
    }

    package func subject(of bookingID: ID<Booking>, in brandID: ID<Brand>) throws -> MessageSubject? {
        var filter = BookingFilter(brandID: brandID)
        filter.id = bookingID
        guard let booking = try read({ try $0.bookings(filter) }).first else { return nil }
        return try read { connection in
            try connection.query(
                """
                SELECT b.id, b.slug, b.name, b.allows_guests, b.payment_policy, b.pending_hold_minutes, b.language,
                    i.id, i.first_name, i.last_name, i.email, i.bio, s.cancellation_cutoff_hours
                FROM brands b
                    JOIN instructors i ON i.id = ?
                    LEFT JOIN instructor_scheduling_settings s ON s.brand_id = b.id AND s.instructor_id = i.id
                WHERE b.id = ?
                """,
                [.id(booking.instructorID), .id(booking.brandID)]
            ) { row in
                MessageSubject(
                    booking: booking,
                    brand: try Brand(&row),
                    instructor: try Instructor(&row),
                    // Where an operator has ended the work by hand, what was agreed is still told.
                    cutoffHours: try row.optionalInt() ?? SchedulingSettings.standard.cancellationCutoffHours
                )
            }
        }.first
    }
}

/// What proves that messages are somebody's, and until when they are.
struct Lease {
    let token = UInt64.random(in: 1...UInt64.max)
    let end: Moment

    init(seconds: Int, at now: Moment) {
        end = Moment(seconds: now.seconds + seconds)
    }

    fileprivate var parameters: [Parameter] { [.unsigned(token), .moment(end)] }
}

extension Connection {
    /// Marks the wanted messages as leased, unless they are somebody else's.
    fileprivate func take(_ wanted: OutboxSelection, limit: Int, _ lease: Lease, at now: Moment) throws {
        switch wanted {
        case .due: try takeDue(limit: limit, lease, at: now)
        case .these(let ids): for id in ids.prefix(limit) { try take(id, lease, at: now) }
        case .reminders(let brandID): try takeReminders(of: brandID, limit: limit, lease, at: now)
        }
    }

    private func takeDue(limit: Int, _ lease: Lease, at now: Moment) throws {
        try execute(
            """
            UPDATE notifications SET lease_token = ?, lease_until = ?
            WHERE state = 'queued' AND next_attempt_at <= ? AND (lease_until IS NULL OR lease_until <= ?)
                AND (event <> 'reminder' OR created_at <= ?)
            ORDER BY next_attempt_at, id
            LIMIT ?
            """,
            lease.parameters + [
                .moment(now), .moment(now),
                .moment(Moment(seconds: now.seconds - MessageTiming.reminderHeadStartSeconds)),
                .int(limit),
            ]
        )
    }

    private func take(_ id: ID<OutboxMessage>, _ lease: Lease, at now: Moment) throws {
        try execute(
            """
            UPDATE notifications SET lease_token = ?, lease_until = ?
            WHERE id = ? AND state = 'queued' AND (attempts = 0 OR next_attempt_at <= ?)
                AND (lease_until IS NULL OR lease_until <= ?)
            """,
            lease.parameters + [.id(id), .moment(now), .moment(now)]
        )
    }

    private func takeReminders(of brandID: ID<Brand>?, limit: Int, _ lease: Lease, at now: Moment) throws {
        // The condition on `b` is `Reminder.isDue`, said in SQL; its 24 hours are `Reminder.leadHours`.
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
            lease.parameters + [
                .moment(now), .moment(now), .id(brandID), .id(brandID), .moment(now),
                .moment(now.adding(hours: Reminder.leadHours)), .int(limit),
            ]
        )
    }

    /// What a lease has taken, with the reason to give it up, which is `MessageTiming.reasonToGiveUp` said in SQL.
    fileprivate func leased(by lease: Lease, at now: Moment) throws -> [(leased: LeasedMessage, reason: String?)] {
        try query(
            """
            SELECT n.id, n.brand_id, n.booking_id, n.event, n.revision, n.recipient, n.channel, n.address, n.created_at,
                n.manage_url, n.previous_start_at, n.attempts, n.first_attempt_at, n.payload, n.is_outcome_unknown,
                CASE
                    WHEN n.event = 'reminder' THEN IF(
                        b.sequence = n.revision AND b.status = 'confirmed' AND b.reminder_sent_at IS NULL
                            AND b.start_at > ? AND b.scheduled_at <= b.start_at - INTERVAL 24 HOUR,
                        NULL,
                        ?
                    )
                    WHEN n.event = 'zone_conflict' AND NOT (
                        b.sequence = n.revision AND b.status IN ('pending', 'confirmed') AND b.start_at > ?
                    ) THEN ?
                    WHEN COALESCE(n.requeued_at, n.created_at) < ? THEN ?
                END AS reason
            FROM notifications n JOIN bookings b ON b.id = n.booking_id
            WHERE n.lease_token = ? AND n.state = 'queued'
            ORDER BY n.next_attempt_at, n.id
            """,
            [
                .moment(now), .text(MessageTiming.notDue), .moment(now), .text(MessageTiming.notDue),
                .moment(now.adding(hours: -MessageTiming.lifetimeHours)), .text(MessageTiming.tooOld),
                .unsigned(lease.token),
            ]
        ) { row in (try LeasedMessage(&row, lease), try row.optionalText()) }
    }
}
