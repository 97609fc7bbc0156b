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
        let channel: OutboxMessage.Channel = booking.contact.phone == nil ? .email : .sms
        return message(about: booking, by: channel, at: now, using: &random)
    }

    /// The reminder by e-mail that takes the place of one whose SMS cannot go: no such number, one that wants no more, or nobody
    /// to send it.
    ///
    /// - Parameters:
    ///   - message: what could not go.
    ///   - booking: what it reminds of, as it is now.
    ///   - now: when it is written.
    ///   - random: where the id's random bits come from.
    /// - Returns: a new message; nil when the other was no reminder by SMS, or is no longer due.
    package static func byEmail(
        insteadOf message: OutboxMessage,
        about booking: Booking,
        at now: Moment,
        using random: inout some RandomNumberGenerator
    ) -> OutboxMessage? {
        guard message.event == .reminder, message.channel == .sms, message.revision == booking.sequence,
            isDue(booking, at: now)
        else { return nil }
        return self.message(about: booking, by: .email, at: now, using: &random)
    }

    private static func message(
        about booking: Booking,
        by channel: OutboxMessage.Channel,
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
            channel: channel,
            address: channel == .sms ? booking.contact.phone ?? "" : booking.contact.email,
            createdAt: now,
            isBudgeted: booking.madeByGuest
        )
    }
}
