/// When a reminder goes out.
package enum Reminder {
    /// How long before the start it is due: 24 hours.
    package static let leadHours = 24

    /// Whether the booking's reminder should go out at `now`.
    ///
    /// Due are confirmed bookings from 24 hours before their start until their start, whose reminder is not sent, and
    /// whose time was not agreed after that moment (the confirmation was the reminder). A late caller still finds them.
    package static func isDue(_ booking: Booking, at now: Moment) -> Bool {
        let due = dueAt(booking)
        return booking.status == .confirmed && booking.reminderSentAt == nil && due <= now && now < booking.span.start
            && booking.scheduledAt <= due
    }

    /// From when on the booking's reminder goes out, if it has one.
    package static func dueAt(_ booking: Booking) -> Moment { booking.span.start.adding(hours: -leadHours) }

    /// The reminder of the booking's present time: by SMS to a student who gave a phone number, else by e-mail.
    ///
    /// - Parameters:
    ///   - booking: what it reminds of.
    ///   - now: when it is written.
    ///   - random: where the id's random bits come from.
    /// - Returns: a new message.
    package static func message(
        about booking: Booking,
        at now: Moment,
        using random: inout some RandomNumberGenerator
    ) -> OutboxMessage {
        OutboxMessage(
            id: ID(madeAt: now, using: &random),
            brandID: booking.brandID,
            bookingID: booking.id,
            event: .reminder,
            revision: booking.sequence,
            recipient: .student,
            channel: booking.contact.phone == nil ? .email : .sms,
            address: booking.contact.phone ?? booking.contact.email,
            createdAt: now
        )
    }
}
