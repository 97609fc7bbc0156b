package import Scheduling

extension MariaDBStore: Bookings {
    package func booking(_ id: ID<Booking>, in brandID: ID<Brand>, at now: Moment) throws -> Booking? {
        var filter = BookingFilter(brandID: brandID)
        filter.now = now
        filter.id = id
        return try read { try $0.bookings(filter) }.first
    }

    package func bookings(_ query: BookingQuery, at now: Moment) throws -> [Booking] {
        var filter = BookingFilter(brandID: query.brandID)
        filter.now = now
        filter.instructorID = query.instructorID
        filter.studentID = query.studentID
        filter.upcomingAfter = query.upcomingOnly ? now : nil
        filter.status = query.status
        filter.from = query.from
        filter.to = query.to
        filter.after = query.after
        filter.limit = query.limit
        return try read { try $0.bookings(filter) }
    }

    package func events(of id: ID<Booking>, in brandID: ID<Brand>) throws -> [BookingEvent] {
        try read { try $0.query(.eventsOfBooking, [.id(id), .id(brandID)], BookingEvent.init) }
    }
}

extension SQL {
    fileprivate static let eventsOfBooking: SQL = """
        SELECT \(columns: BookingEvent.self) FROM booking_events
        WHERE booking_id = ? AND brand_id = ?
        ORDER BY booking_events.id
        """
}
