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

    func scheduleOrStandard(busyWithin span: TimeSpan) throws -> Schedule {
        try connection.schedule(of: instructorID, in: brandID, busyWithin: span, at: now) ?? .withoutHours
    }

    func booking(_ id: ID<Booking>) throws -> Booking? {
        var filter = BookingFilter(brandID: brandID)
        filter.instructorID = instructorID
        filter.id = id
        return try connection.bookings(filter).first
    }

    func payment(of bookingID: ID<Booking>) throws -> Payment? {
        try connection.query(.paymentOfBooking, [.id(bookingID), .id(brandID)], Payment.init).first
    }

    func upcomingBookings(after moment: Moment) throws -> [Booking] {
        var filter = BookingFilter(brandID: brandID)
        filter.instructorID = instructorID
        filter.upcomingAfter = moment
        return try connection.bookings(filter)
    }

    func student(email: String) throws -> Student? { try connection.student(email: email, in: brandID) }

    func openGuestBookings(of studentID: ID<Student>?, phone: String?) throws -> Int {
        let open: [Parameter] = [.moment(now), .moment(now)]
        let counts = try connection.query(
            .openGuestBookings,
            [.id(brandID), .id(studentID)] + open + [.id(brandID), .text(phone)] + open
        ) { try $0.int() }
        return counts.max() ?? 0
    }

    func write(_ changes: Changes) throws {
        try connection.write(changes, of: instructorID, in: brandID, at: now)
    }

    func keep(_ answer: StoredAnswer, finalAt: Moment) throws {
        guard let claim else { return }
        try connection.keep(answer, finalAt: finalAt, for: claim)
        hasAnswer = true
    }
}

extension SQL {
    fileprivate static let paymentOfBooking: SQL = """
        SELECT \(columns: Payment.self) FROM payments WHERE booking_id = ? AND brand_id = ?
        """
    fileprivate static let openGuestBookings: SQL = """
        SELECT COUNT(*) FROM bookings
        WHERE brand_id = ? AND student_id = ? AND made_by_guest AND end_at > ?
            AND (status = 'confirmed' OR status = 'pending' AND (hold_expires_at IS NULL OR hold_expires_at > ?))
        UNION ALL
        SELECT COUNT(*) FROM bookings
        WHERE brand_id = ? AND contact_phone = ? AND made_by_guest AND end_at > ?
            AND (status = 'confirmed' OR status = 'pending' AND (hold_expires_at IS NULL OR hold_expires_at > ?))
        """
    fileprivate static let studentByEmail: SQL = """
        SELECT \(columns: Student.self) FROM students WHERE brand_id = ? AND email_key = LOWER(?)
        """
}

extension Connection {
    fileprivate func student(email: String, in brandID: ID<Brand>) throws -> Student? {
        try query(.studentByEmail, [.id(brandID), .text(email)], Student.init).first
    }
}
