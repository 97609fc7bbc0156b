import Scheduling

/// Which bookings a statement reads, as they are at a moment; every condition that is nil is off.
struct BookingFilter {
    let brandID: ID<Brand>
    /// Pending ones whose hold has ended by then count as cancelled; within a calendar's transaction there are none left.
    var now = Moment(seconds: .min)
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

extension SQL {
    /// MariaDB plans a prepared statement anew with the values of each run, so a condition that is off costs nothing and one
    /// that is on finds its index.
    fileprivate static let bookings: SQL = """
        SELECT \(columns: Booking.self)
        FROM bookings
        WHERE brand_id = ?
            AND (? IS NULL OR id = ?)
            AND (? IS NULL OR instructor_id = ?)
            AND (? IS NULL OR student_id = ?)
            AND (? IS NULL OR end_at > ?
                AND (status = 'confirmed' OR status = 'pending' AND (hold_expires_at IS NULL OR hold_expires_at > ?)))
            AND (? IS NULL OR IF(status = 'pending' AND hold_expires_at <= ?, 'cancelled', status) = ?)
            AND start_at >= ?
            AND (? IS NULL OR start_at < ?)
            AND (? IS NULL OR start_at > ? OR id > ?)
        ORDER BY start_at, id
        LIMIT ?
        """
}

extension Connection {
    /// The bookings that a filter names, ascending by start and id.
    func bookings(_ filter: BookingFilter) throws -> [Booking] {
        try query(.bookings, filter.parameters, Booking.init).map { $0.asOf(filter.now) }
    }
}

extension BookingFilter {
    /// The values in the order of the statement above.
    fileprivate var parameters: [Parameter] {
        // A range that begins somewhere lets the index by start be entered there. No session is longer than eight hours.
        let first = [from, after?.startAt, upcomingAfter?.adding(hours: -8)].compactMap { $0 }.max()
        let whose: [Parameter] = [
            .id(brandID), .id(id), .id(id), .id(instructorID), .id(instructorID), .id(studentID), .id(studentID),
        ]
        let state: [Parameter] = [
            .moment(upcomingAfter), .moment(upcomingAfter), .moment(now),
            .text(status?.rawValue), .moment(now), .text(status?.rawValue),
        ]
        let place: [Parameter] = [
            .moment(first ?? Moment(seconds: .min)), .moment(to), .moment(to),
            .moment(after?.startAt), .moment(after?.startAt), .id(after?.id),
        ]
        return whose + state + place + [.int(limit)]
    }
}
