/// Which messages a change of a booking causes.
///
/// The student hears of everything by e-mail, of a new booking also by SMS when there is a phone number, and of what
/// staff cancelled or moved, or changed clocks have done, likewise; the instructor hears of everything by e-mail.
package enum AnnounceChange {
    /// The outbox rows of one event.
    ///
    /// - Parameters:
    ///   - event: what happened.
    ///   - booking: the booking after it.
    ///   - previousStart: when it was to start before, if it was moved.
    ///   - instructorEmail: where the instructor's own message goes; nil when the brand no longer has the instructor.
    ///   - byStaff: whether staff or the brand's back end did it.
    ///   - now: the moment of the change.
    ///   - random: where the ids' random bits come from.
    /// - Returns: one message for each recipient and channel.
    package static func messages(
        _ event: OutboxMessage.Event,
        of booking: Booking,
        previousStart: Moment? = nil,
        instructorEmail: String?,
        byStaff: Bool,
        at now: Moment,
        using random: inout some RandomNumberGenerator
    ) -> [OutboxMessage] {
        var targets: [(OutboxMessage.Recipient, OutboxMessage.Channel, String)] = [
            (.student, .email, booking.contact.email)
        ]
        if let phone = booking.contact.phone, isTextedAbout(event, byStaff: byStaff) {
            targets.append((.student, .sms, phone))
        }
        if let instructorEmail { targets.append((.instructor, .email, instructorEmail)) }
        return targets.map { recipient, channel, address in
            OutboxMessage(
                id: ID(madeAt: now, using: &random),
                brandID: booking.brandID,
                bookingID: booking.id,
                event: event,
                revision: event == .zoneConflict ? booking.sequence : booking.revision,
                recipient: recipient,
                channel: channel,
                address: address,
                createdAt: now,
                previousStartAt: previousStart,
                isBudgeted: recipient == .student && booking.madeByGuest && !byStaff
            )
        }
    }

    private static func isTextedAbout(_ event: OutboxMessage.Event, byStaff: Bool) -> Bool {
        switch event {
        case .created, .zoneMoved, .zoneConflict: true
        case .cancelled, .moved: byStaff
        case .confirmed, .relocated, .reminder: false
        }
    }
}
