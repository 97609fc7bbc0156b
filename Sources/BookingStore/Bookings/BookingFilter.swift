import Scheduling

/// Which bookings a statement reads; every condition that is nil is off.
struct BookingFilter {
    let brandID: ID<Brand>
    var id: ID<Booking>?
    var instructorID: ID<Instructor>?
    var studentID: ID<Student>?
    /// Only pending or confirmed ones that end after it.
    var upcomingAfter: Moment?
    var status: BookingStatus?
    var from: Moment?
    var to: Moment?
    var after: (startAt: Moment, id: ID<Booking>)?
    var limit = Int(Int32.max)

    init(brandID: ID<Brand>) {
        self.brandID = brandID
    }
}

extension Connection {
    /// The bookings that a filter names, ascending by start and id.
    ///
    /// MariaDB plans a prepared statement anew with the values of each run, so a condition that is off costs nothing and one
    /// that is on finds its index.
    func bookings(_ filter: BookingFilter) throws -> [Booking] {
        try query(
            """
            SELECT id, brand_id, instructor_id, student_id, contact_first_name, contact_last_name, contact_email,
                contact_phone, status, payment_status, payment_reference, start_at, end_at, buffer_minutes, scheduled_at,
                student_timezone, instructor_timezone, promised_date, promised_minute, location, notes, instructor_notes,
                cancellation_reason, hold_expires_at, confirmed_at, completed_at, cancelled_at, no_show_at,
                reminder_sent_at, created_at, updated_at, revision, sequence
            FROM bookings
            WHERE brand_id = ?
                AND (? IS NULL OR id = ?)
                AND (? IS NULL OR instructor_id = ?)
                AND (? IS NULL OR student_id = ?)
                AND (? IS NULL OR status IN ('pending', 'confirmed') AND end_at > ?)
                AND (? IS NULL OR status = ?)
                AND start_at >= ?
                AND (? IS NULL OR start_at < ?)
                AND (? IS NULL OR start_at > ? OR id > ?)
            ORDER BY start_at, id
            LIMIT ?
            """,
            filter.parameters,
            Booking.init
        )
    }

    /// The instructors of a brand with a hold that has ended but still stands, of those that the filter is about.
    func instructorsWithExpiredHold(_ filter: BookingFilter, at now: Moment) throws -> [ID<Instructor>] {
        try query(
            """
            SELECT DISTINCT instructor_id FROM bookings
            WHERE brand_id = ? AND status = 'pending' AND hold_expires_at <= ?
                AND (? IS NULL OR id = ?)
                AND (? IS NULL OR instructor_id = ?)
                AND (? IS NULL OR student_id = ?)
            ORDER BY instructor_id
            """,
            [.id(filter.brandID), .moment(now)] + filter.whose
        ) { try $0.id() }
    }
}

extension BookingFilter {
    fileprivate var whose: [Parameter] {
        [Parameter.id(id), .id(id), .id(instructorID), .id(instructorID), .id(studentID), .id(studentID)]
    }

    fileprivate var parameters: [Parameter] {
        // A range that begins somewhere lets the index by start be entered there. No session is longer than eight hours.
        let first = [from, after?.startAt, upcomingAfter?.adding(hours: -8)].compactMap { $0 }.max()
        return [.id(brandID)] + whose + [
            .moment(upcomingAfter), .moment(upcomingAfter), .text(status?.rawValue), .text(status?.rawValue),
            .moment(first ?? Moment(seconds: .min)), .moment(to), .moment(to), .moment(after?.startAt),
            .moment(after?.startAt), .id(after?.id), .int(limit),
        ]
    }
}
