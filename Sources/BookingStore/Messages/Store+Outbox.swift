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
            let (messages, isOver) = try transaction { connection in
                try connection.take(wanted, limit: limit, lease, at: now)
                let candidates = try connection.candidates(leasedBy: lease)
                let messages = try candidates.filter { candidate in
                    guard let result = candidate.reasonNotToSend(wanted, at: now) else { return true }
                    _ = try connection.record(candidate.leased, as: result, at: now)
                    return false
                }
                return (messages.map(\.leased), !messages.isEmpty || candidates.isEmpty)
            }
            // A batch of which nothing is to be sent does not mean that there are no others.
            if isOver { return messages }
        }
    }

    package func beginAttempt(
        of message: LeasedMessage,
        payload: String,
        handingOut link: AccessToken?,
        at now: Moment
    ) throws -> String? {
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
            if let link { try connection.admit(link) }
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
                .subject,
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

extension SQL {
    fileprivate static let subject: SQL = """
        SELECT \(columns: Brand.self, of: "b"), \(columns: Instructor.self, of: "i"), s.cancellation_cutoff_hours
        FROM brands b
            JOIN instructors i ON i.id = ?
            LEFT JOIN instructor_scheduling_settings s ON s.brand_id = b.id AND s.instructor_id = i.id
        WHERE b.id = ?
        """
}
