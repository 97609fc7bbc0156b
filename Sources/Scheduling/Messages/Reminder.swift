/// When a reminder goes out.
package enum Reminder {
    /// How long before the start it is due: 24 hours.
    package static let leadHours = 24

    /// Whether the booking's reminder should go out at `now`.
    ///
    /// Due are confirmed bookings from 24 hours before their start until their start, whose reminder is not sent, and
    /// whose time was not agreed after that moment (the confirmation was the reminder). A late caller still finds them.
    package static func isDue(_ booking: Booking, at now: Moment) -> Bool {
        let due = booking.span.start.adding(hours: -leadHours)
        return booking.status == .confirmed && booking.reminderSentAt == nil && due <= now && now < booking.span.start
            && booking.scheduledAt <= due
    }
}
