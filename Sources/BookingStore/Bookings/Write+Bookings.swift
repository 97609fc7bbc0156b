import Scheduling

private let intoBookings = Insert<Booking>(into: "bookings")
private let intoEvents = Insert<BookingEvent>(into: "booking_events")
private let intoPayments = Insert<Payment>(into: "payments")

extension SQL {
    // The old sequence is still there when the reminder is looked at: MariaDB assigns from left to right.
    fileprivate static let updateBooking: SQL = """
        UPDATE bookings SET reminder_sent_at = COALESCE(?, IF(sequence = ?, reminder_sent_at, NULL)),
            \(changes: Booking.self)
        WHERE id = ? AND brand_id = ? AND instructor_id = ?
        """
}

extension Connection {
    /// Writes a new booking; the database's triggers take its time.
    ///
    /// - Throws: `Refusal.slotUnavailable(.taken)` when the time is another's; `Fault`.
    func insert(_ booking: Booking) throws {
        do {
            try insert([booking], by: intoBookings)
        } catch let fault as Fault where fault.isDuplicate(of: .primary) {
            // The key of the calendar guard and that of the bookings have one name. An id that is there is our mistake.
            let same = try query("SELECT 1 AS found FROM bookings WHERE id = ?", [.id(booking.id)]) { try $0.int() }
            guard same.isEmpty else { throw fault }
            throw Refusal.slotUnavailable(.taken)
        }
    }

    /// Writes what may change of a booking; the database's triggers move, take or give back its time, and its links end with
    /// it.
    ///
    /// A reminder that went out since the booking was read stays noted, unless the time is another now.
    ///
    /// - Throws: as `insert`.
    /// - Returns: whether there was such a booking.
    func update(_ booking: Booking) throws -> Bool {
        do {
            let isThere = try execute(
                .updateBooking,
                [.moment(booking.reminderSentAt), .int(booking.sequence)] + booking.changes()
                    + [.id(booking.id), .id(booking.brandID), .id(booking.instructorID)]
            )
            if isThere == 1 { try moveLinks(with: booking) }
            return isThere == 1
        } catch let fault as Fault where fault.isDuplicate(of: .primary) {
            // The booking's own key is not written, so it is the calendar guard's.
            throw Refusal.slotUnavailable(.taken)
        }
    }

    /// Writes lines of bookings' histories, in their order.
    func insert(_ events: [BookingEvent]) throws { try insert(events, by: intoEvents) }

    /// Attaches a payment.
    ///
    /// - Throws: `Refusal.paymentAlreadyUsed` when it pays for another booking in its brand; `Fault`.
    func insert(_ payment: Payment) throws {
        let isNew = try isNew(.providerPayment) { try insert([payment], by: intoPayments) }
        guard isNew else { throw Refusal.paymentAlreadyUsed }
    }
}
