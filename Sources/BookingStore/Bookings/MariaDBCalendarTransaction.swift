import Scheduling

/// One instructor's calendar inside an open transaction that has taken the instructor's row.
final class MariaDBCalendarTransaction: CalendarTransaction {
    private let connection: Connection
    private let instructorID: ID<Instructor>
    private let brandID: ID<Brand>
    private let claim: IdempotencyClaim?
    private let now: Moment
    private var hasAnswer = false

    init(
        _ connection: Connection,
        _ instructorID: ID<Instructor>,
        _ brandID: ID<Brand>,
        _ claim: IdempotencyClaim?,
        _ now: Moment
    ) {
        self.connection = connection
        self.instructorID = instructorID
        self.brandID = brandID
        self.claim = claim
        self.now = now
    }

    /// What is left to do before the commit: a key without an answer would refuse every repeat for a day.
    func finish() throws {
        if let claim, !hasAnswer { try connection.release(claim) }
    }

    func schedule(busyWithin span: TimeSpan) throws -> Schedule {
        guard let schedule = try connection.schedule(of: instructorID, in: brandID, busyWithin: span, at: now) else {
            throw Refusal.notFound
        }
        return schedule
    }

    func booking(_ id: ID<Booking>) throws -> Booking? {
        var filter = BookingFilter(brandID: brandID)
        filter.instructorID = instructorID
        filter.id = id
        return try connection.bookings(filter).first
    }

    func upcomingBookings(after moment: Moment) throws -> [Booking] {
        var filter = BookingFilter(brandID: brandID)
        filter.instructorID = instructorID
        filter.upcomingAfter = moment
        return try connection.bookings(filter)
    }

    func findOrAdd(_ student: Student) throws -> Student {
        if let known = try self.student(email: student.contact.email) { return known }
        // Another instructor's transaction may add the same student now: the unique key decides who wins.
        try connection.execute(
            """
            INSERT INTO students (id, brand_id, first_name, last_name, email, phone) VALUES (?, ?, ?, ?, ?, ?)
            ON DUPLICATE KEY UPDATE id = id
            """,
            student.parameters(brandID)
        )
        guard let stored = try self.student(email: student.contact.email) else {
            throw Fault(.broken, operation: "store.students", code: 0, detail: "the student's id is another student's")
        }
        return stored
    }

    func add(_ booking: Booking) throws { try connection.insert(booking) }

    func replace(_ booking: Booking) throws {
        guard booking.brandID == brandID, booking.instructorID == instructorID, try connection.update(booking) else {
            throw Refusal.notFound
        }
    }

    func add(_ payment: Payment) throws {
        do {
            try connection.execute(
                """
                INSERT INTO payments
                    (id, brand_id, booking_id, amount_cents, currency, provider, provider_payment_id, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .id(payment.id), .id(brandID), .id(payment.bookingID), .int(payment.amountCents),
                    .text(payment.currency), .text(payment.provider), .text(payment.providerPaymentID),
                    .moment(payment.createdAt),
                ]
            )
        } catch let fault as Fault where fault.isDuplicate {
            throw Refusal.paymentAlreadyUsed
        }
    }

    func add(_ event: BookingEvent) throws { try connection.insert(event, brandID: brandID) }

    func add(_ messages: [OutboxMessage]) throws {
        for message in messages { try connection.insert(message) }
    }

    func add(_ token: AccessToken) throws { try connection.insert(token) }

    func replaceRules(_ rules: AvailabilityRules) throws -> AvailabilityRules {
        try connection.replaceRules(rules, of: instructorID, in: brandID)
        return try schedule(busyWithin: TimeSpan(start: now, end: now)).rules
    }

    func keep(_ answer: StoredAnswer, finalAt: Moment) throws {
        guard let claim else { return }
        try connection.keep(answer, finalAt: finalAt, for: claim)
        hasAnswer = true
    }

    private func student(email: String) throws -> Student? {
        try connection.query(
            """
            SELECT id, first_name, last_name, email, phone FROM students WHERE brand_id = ? AND email_key = LOWER(?)
            """,
            [.id(brandID), .text(email)],
            Student.init
        ).first
    }
}

extension Student {
    /// Its columns with those of its brand, in the order id, brand, names, addresses.
    func parameters(_ brandID: ID<Brand>) -> [Parameter] {
        [
            .id(id), .id(brandID), .text(contact.firstName), .text(contact.lastName), .text(contact.email),
            .text(contact.phone),
        ]
    }
}
