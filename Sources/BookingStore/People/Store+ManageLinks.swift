package import Scheduling

extension MariaDBStore {
    package func admit(_ link: AccessToken) throws {
        try transaction { try $0.admit(link) }
    }

    /// Writes down what is stored of manage links; those that are known already, ended or not, stay as they are.
    package func admit(_ links: [AccessToken]) throws {
        try transaction { try $0.admit(links) }
    }

    /// Bookings by id that a link still opens, of whichever brand.
    package func bookingsWithLinks(
        after id: ID<Booking>?,
        limit: Int,
        at now: Moment
    ) throws -> [Booking] {
        let earliest = now.adding(hours: -ManageLink.daysAfterEnd * 24)
        return try read { connection in
            try connection.query(
                .bookingsWithLinks,
                [.moment(earliest), .id(id), .id(id), .int(limit)],
                Booking.init
            )
        }
    }

    /// The brand of a booking, for operators, who name none; nil when there is no such booking.
    package func brand(of bookingID: ID<Booking>) throws -> Brand? {
        try read { try $0.query(.brandOfBooking, [.id(bookingID)], Brand.init) }.first
    }
}

extension SQL {
    fileprivate static let bookingsWithLinks: SQL = """
        SELECT \(columns: Booking.self) FROM bookings
        WHERE end_at > ? AND (? IS NULL OR id > ?)
        ORDER BY id
        LIMIT ?
        """
    fileprivate static let brandOfBooking: SQL = """
        SELECT \(columns: Brand.self, of: "br") FROM bookings b JOIN brands br ON br.id = b.brand_id WHERE b.id = ?
        """
}
