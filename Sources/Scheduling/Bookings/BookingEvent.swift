/// One change of a booking's status or time: who, when, from, to, why.
package struct BookingEvent: Hashable, Sendable {
    /// What happened.
    package enum Kind: String, CaseIterable, Sendable {
        /// The booking was made.
        case created
        /// It was confirmed.
        case confirmed
        /// It was completed.
        case completed
        /// It was cancelled.
        case cancelled
        /// The student did not come.
        case noShow = "no_show"
        /// It got another time.
        case moved
    }

    /// The brand of the booking.
    package let brandID: ID<Brand>

    /// The booking.
    package let bookingID: ID<Booking>

    /// What happened.
    package let kind: Kind

    /// Who did it: a role and, where there is one, the id behind it, such as `student:0190…`; `system` for a hold.
    package let actor: String

    /// When.
    package let at: Moment

    /// The status before; nil for a new booking.
    package let from: BookingStatus?

    /// The status after.
    package let to: BookingStatus

    /// Why, in the caller's words; nil when nothing was said.
    package let reason: String?

    package init(
        brandID: ID<Brand>,
        bookingID: ID<Booking>,
        kind: Kind,
        actor: String,
        at: Moment,
        from: BookingStatus?,
        to: BookingStatus,
        reason: String?
    ) {
        self.brandID = brandID
        self.bookingID = bookingID
        self.kind = kind
        self.actor = actor
        self.at = at
        self.from = from
        self.to = to
        self.reason = reason
    }

    /// What an actor has just done to a booking, which is passed as it is afterwards.
    package init(
        _ kind: Kind,
        of booking: Booking,
        from: BookingStatus?,
        by actor: Actor,
        at now: Moment,
        reason: String? = nil
    ) {
        self.init(
            brandID: booking.brandID,
            bookingID: booking.id,
            kind: kind,
            actor: "\(actor)",
            at: now,
            from: from,
            to: booking.status,
            reason: reason
        )
    }
}
