import Scheduling

/// The outbox rows that a change of a booking causes.
func announce(
    _ event: OutboxMessage.Event,
    of booking: Booking,
    instructorEmail: String?,
    _ call: Call
) -> [OutboxMessage] {
    var random = SystemRandomNumberGenerator()
    return AnnounceChange.messages(
        event,
        of: booking,
        instructorEmail: instructorEmail,
        byStaff: call.caller.isStaff,
        at: call.now,
        using: &random
    )
}

extension BookingEvent {
    /// The line of history that a request writes: the caller did it, now.
    init(_ kind: Kind, of booking: Booking, from: BookingStatus?, by call: Call, reason: String? = nil) {
        self.init(
            bookingID: booking.id,
            kind: kind,
            actor: call.caller.actor,
            at: call.now,
            from: from,
            to: booking.status,
            reason: reason
        )
    }
}
