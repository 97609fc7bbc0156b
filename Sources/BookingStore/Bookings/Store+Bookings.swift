package import Scheduling

extension MariaDBStore: Bookings {
    package func booking(_ id: ID<Booking>, in brandID: ID<Brand>, at now: Moment) throws -> Booking? {
        var filter = BookingFilter(brandID: brandID)
        filter.id = id
        guard let booking = try read({ try $0.bookings(filter) }).first else { return nil }
        guard booking.isHoldExpired(at: now) else { return booking }
        try releaseEndedHolds(of: booking.instructorID, at: now)
        return try read { try $0.bookings(filter) }.first
    }

    package func bookings(_ query: BookingQuery, at now: Moment) throws -> [Booking] {
        var filter = BookingFilter(brandID: query.brandID)
        filter.instructorID = query.instructorID
        filter.studentID = query.studentID
        filter.upcomingAfter = query.upcomingOnly ? now : nil
        filter.status = query.status
        filter.from = query.from
        filter.to = query.to
        filter.after = query.after
        filter.limit = query.limit
        for instructorID in try read({ try $0.instructorsWithExpiredHold(filter, at: now) }) {
            try releaseEndedHolds(of: instructorID, at: now)
        }
        return try read { try $0.bookings(filter) }
    }

    /// Cancels the holds of one instructor that have ended, in a transaction of its own.
    func releaseEndedHolds(of instructorID: ID<Instructor>, at now: Moment) throws {
        try transaction { connection in
            _ = try connection.raiseCalendarVersion(of: instructorID)
            try connection.releaseEndedHolds(of: instructorID, at: now)
        }
    }
}

extension Connection {
    /// Writes a new booking; the database's triggers take its time.
    ///
    /// - Throws: `Refusal.slotUnavailable(.taken)` when the time is another's; `Fault`.
    func insert(_ booking: Booking) throws {
        _ = try takingTime {
            try execute(
                """
                INSERT INTO bookings (id, brand_id, instructor_id, student_id, contact_first_name, contact_last_name,
                    contact_email, contact_phone, status, payment_status, payment_reference, start_at, end_at,
                    buffer_minutes, scheduled_at, student_timezone, instructor_timezone, promised_date, promised_minute,
                    location, notes, instructor_notes, cancellation_reason, hold_expires_at, confirmed_at, completed_at,
                    cancelled_at, no_show_at, reminder_sent_at, created_at, updated_at, revision, sequence)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                booking.parameters
            )
        }
    }

    /// Writes what may change of a booking; the database's triggers move, take or give back its time.
    ///
    /// A reminder that went out since the booking was read stays noted, unless the time is another now.
    ///
    /// - Throws: as `insert`.
    /// - Returns: whether there was such a booking.
    func update(_ booking: Booking) throws -> Bool {
        try takingTime {
            try execute(
                """
                UPDATE bookings SET status = ?, payment_status = ?, payment_reference = ?, start_at = ?, end_at = ?,
                    buffer_minutes = ?, scheduled_at = ?, student_timezone = ?, instructor_timezone = ?,
                    promised_date = ?, promised_minute = ?, location = ?, notes = ?, instructor_notes = ?,
                    cancellation_reason = ?, hold_expires_at = ?, confirmed_at = ?, completed_at = ?, cancelled_at = ?,
                    no_show_at = ?, reminder_sent_at = COALESCE(?, IF(sequence = ?, reminder_sent_at, NULL)),
                    created_at = ?, updated_at = ?, revision = ?, sequence = ?
                WHERE id = ? AND brand_id = ? AND instructor_id = ?
                """,
                booking.stateBeforeReminder + [.moment(booking.reminderSentAt), .int(booking.sequence)]
                    + booking.stateAfterReminder
                    + [.id(booking.id), .id(booking.brandID), .id(booking.instructorID)]
            ) == 1
        }
    }

    /// Writes one line of a booking's history.
    func insert(_ event: BookingEvent) throws {
        try execute(
            """
            INSERT INTO booking_events (brand_id, booking_id, kind, actor, at, from_status, to_status, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .id(event.brandID), .id(event.bookingID), .text(event.kind.rawValue), .text(event.actor),
                .moment(event.at),
                .text(event.from?.rawValue), .text(event.to.rawValue), .text(event.reason),
            ]
        )
    }

    /// Writes a payment.
    ///
    /// - Throws: `Refusal.paymentAlreadyUsed`; `Fault`.
    func insert(_ payment: Payment) throws {
        do {
            try execute(
                """
                INSERT INTO payments
                    (id, brand_id, booking_id, amount_cents, currency, provider, provider_payment_id, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .id(payment.id), .id(payment.brandID), .id(payment.bookingID), .int(payment.amountCents),
                    .text(payment.currency), .text(payment.provider), .text(payment.providerPaymentID),
                    .moment(payment.createdAt),
                ]
            )
        } catch let fault as Fault where fault.isDuplicate {
            throw Refusal.paymentAlreadyUsed
        }
    }

    /// Writes a student whom the brand does not know.
    func insert(_ student: Student, brandID: ID<Brand>) throws {
        try execute(
            "INSERT INTO students (id, brand_id, first_name, last_name, email, phone) VALUES (?, ?, ?, ?, ?, ?)",
            student.parameters(brandID)
        )
    }

    /// The brand's student with that e-mail address, in whatever case.
    func student(email: String, in brandID: ID<Brand>) throws -> Student? {
        try query(
            """
            SELECT id, first_name, last_name, email, phone FROM students WHERE brand_id = ? AND email_key = LOWER(?)
            """,
            [.id(brandID), .text(email)],
            Student.init
        ).first
    }

    /// Writes a message to send, unless it is there already.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - dueAt: from when on it may be sent; nil is `MessageTiming.firstAttempt`.
    /// - Throws: `Fault`.
    func insert(_ message: OutboxMessage, dueAt: Moment? = nil) throws {
        try execute(
            """
            INSERT INTO notifications
                (id, brand_id, booking_id, event, revision, recipient, channel, address, created_at, manage_url,
                previous_start_at, next_attempt_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON DUPLICATE KEY UPDATE id = id
            """,
            message.parameters + [.moment(dueAt ?? MessageTiming.firstAttempt(of: message))]
        )
    }

    /// Two bookings have the same five minutes when the calendar guard meets a duplicate.
    private func takingTime<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let fault as Fault where fault.isDuplicate {
            throw Refusal.slotUnavailable(.taken)
        }
    }
}
