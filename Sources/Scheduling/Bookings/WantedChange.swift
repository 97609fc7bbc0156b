/// What somebody wants changed of a booking; what is absent stays as it was.
package struct WantedChange: Hashable, Sendable {
    /// The status that is wanted; nil leaves it.
    package var status: BookingStatus?

    /// The payment that comes with `confirmed`.
    package var payment: StatedPayment?

    /// The student's new words: nil leaves them as they are, nil in it clears them; so with the two texts below.
    package var notes: String??

    /// Where to meet.
    package var location: String??

    /// Staff's words about a session that is over.
    package var instructorNotes: String??

    /// Why it is cancelled.
    package var cancellationReason: String?

    /// A new start; nil keeps the start.
    package var startAt: Moment?

    /// A new end; nil keeps the length.
    package var endAt: Moment?

    /// Nothing is wanted.
    package init() {}

    /// Whether it moves the session.
    package var moves: Bool { startAt ?? endAt != nil }

    /// The session that is wanted.
    ///
    /// - Parameter old: the present session.
    /// - Throws: `impossibleLength` for a length that no session has.
    /// - Returns: the new session; the old one when it is not moved.
    package func span(from old: TimeSpan) throws(Refusal) -> TimeSpan {
        let start = startAt ?? old.start
        let span = TimeSpan(start: start, end: endAt ?? start.adding(minutes: old.minutes))
        let seconds = span.end.seconds(since: span.start)
        guard seconds % Quantum.seconds == 0, SettingsLimits.sessionMinutes.contains(seconds / 60) else {
            throw .impossibleLength
        }
        return span
    }

    /// Refuses what the actor may not change, whatever the booking's state: staff change everything, students neither the
    /// outcome nor staff's notes, the holder of a manage link no texts either.
    ///
    /// Who is not believed cannot state a payment.
    ///
    /// - Throws: `forbidden`.
    package func requirePermission(of actor: Actor, under policy: PaymentPolicy) throws(Refusal) {
        if actor.isStaff { return }
        if instructorNotes != nil || status == .completed || status == .noShow { throw .forbidden }
        if status == .confirmed, policy == .staff { throw .forbidden }
        if payment != nil, policy == .trusted, !actor.isTrustedToPay { throw .forbidden }
        if case .holder = actor, notes != nil || location != nil { throw .forbidden }
    }

    /// Refuses another length where only staff may choose one: of a session that is paid or confirmed, and for the holder
    /// of a manage link of any.
    ///
    /// - Throws: `forbidden`, `impossibleLength`.
    package func requireLength(of booking: Booking, by actor: Actor) throws(Refusal) {
        if actor.isStaff { return }
        guard try span(from: booking.span).minutes != booking.span.minutes else { return }
        if booking.status == .confirmed || booking.paymentStatus == .paid { throw .forbidden }
        if case .holder = actor { throw .forbidden }
    }

    /// Refuses a payment where nothing is to be paid.
    ///
    /// - Throws: `paymentNotWanted`.
    package func refuseNeedlessPayment(under policy: PaymentPolicy) throws(Refusal) {
        if payment != nil, policy == .free { throw .paymentNotWanted }
    }
}
