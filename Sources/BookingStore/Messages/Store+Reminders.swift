import Scheduling

extension MariaDBStore {
    /// How many rows one transaction writes.
    private static let atOnce = 100

    /// Writes the outbox rows of reminders that are due and have none, the first hundred by start.
    ///
    /// More than a caller leases: of several callers at once, none goes away empty-handed while there is work.
    func writeReminders(of brandID: ID<Brand>?, at now: Moment) throws {
        var random = SystemRandomNumberGenerator()
        try transaction { connection in
            var due: [Booking] = []
            var last: Booking?
            // Sessions that were agreed too late for a reminder stay among the candidates until they begin, and must not
            // hide what comes after them.
            repeat {
                let candidates = try connection.unreminded(of: brandID, after: last, limit: Self.atOnce, at: now)
                due += candidates.filter { Reminder.isDue($0, at: now) }
                last = candidates.count == Self.atOnce ? candidates.last : nil
            } while last != nil && due.count < Self.atOnce
            // The one whose session begins first became due first, and is leased first.
            try connection.insert(
                due.prefix(Self.atOnce).map { booking in
                    QueuedMessage(
                        Reminder.message(about: booking, at: now, using: &random),
                        dueAt: Reminder.dueAt(booking)
                    )
                }
            )
        }
    }
}

extension Connection {
    /// Writes the reminder that goes by e-mail where one by SMS cannot go; its key lets no second one in.
    func insertReminder(insteadOf message: OutboxMessage, at now: Moment) throws {
        guard message.event == .reminder, message.channel == .sms else { return }
        var filter = BookingFilter(brandID: message.brandID)
        filter.id = message.bookingID
        guard let booking = try bookings(filter).first else { return }
        var random = SystemRandomNumberGenerator()
        let reminder = Reminder.byEmail(insteadOf: message, about: booking, at: now, using: &random)
        if let reminder { try insert([QueuedMessage(reminder, dueAt: now)]) }
    }

    /// Confirmed bookings that begin within `Reminder.leadHours` and have no reminder, neither sent nor written, in order of
    /// their starts; which of them get one, `Reminder` decides.
    fileprivate func unreminded(
        of brandID: ID<Brand>?,
        after last: Booking?,
        limit: Int,
        at now: Moment
    ) throws -> [Booking] {
        try query(
            .unreminded,
            [
                .moment(now), .moment(now.adding(hours: Reminder.leadHours)), .id(brandID), .id(brandID),
                .moment(last?.span.start ?? now), .moment(last?.span.start ?? now), .id(last?.id), .int(limit),
            ],
            Booking.init
        )
    }
}

extension SQL {
    fileprivate static let unreminded: SQL = """
        SELECT \(columns: Booking.self, of: "b")
        FROM bookings b
        WHERE b.status = 'confirmed' AND b.reminder_sent_at IS NULL
            AND b.start_at > ? AND b.start_at <= ?
            AND (? IS NULL OR b.brand_id = ?)
            AND b.start_at >= ? AND (b.start_at > ? OR b.id > ?)
            AND NOT EXISTS (
                SELECT 1 FROM notifications n
                WHERE n.booking_id = b.id AND n.event = 'reminder' AND n.revision = b.sequence
            )
        ORDER BY b.start_at, b.id
        LIMIT ?
        """
}
