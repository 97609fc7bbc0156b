import Scheduling

/// The outbox rows that a change of a booking causes; the student's get a link of their own where it is of use.
///
/// - Parameters:
///   - event: what happened.
///   - booking: the booking after it.
///   - previousStart: when it was to start before, if it was moved.
///   - instructorEmail: where the instructor's own message goes.
///   - link: the student's link; nil when none was made.
///   - call: the request.
/// - Returns: the messages, not yet written.
func announce(
    _ event: OutboxMessage.Event,
    of booking: Booking,
    previousStart: Moment? = nil,
    instructorEmail: String?,
    link: ManageLink?,
    _ call: Call
) -> [OutboxMessage] {
    var random = SystemRandomNumberGenerator()
    return AnnounceChange.messages(
        event,
        of: booking,
        previousStart: previousStart,
        instructorEmail: instructorEmail,
        manageURL: link?.url,
        byStaff: call.caller.isStaff,
        at: call.now,
        using: &random
    )
}

/// A new link by which the student sees and changes one booking.
struct ManageLink {
    /// The address; it holds the secret.
    let url: String

    /// What is stored of it.
    let token: AccessToken

    init(to bookingID: ID<Booking>, _ call: Call, _ app: App) {
        let brand = call.brand
        self.init(to: bookingID, in: brand.id, slug: brand.slug, publicURL: app.settings.publicURL, at: call.now)
    }

    init(to bookingID: ID<Booking>, in brandID: ID<Brand>, slug: String, publicURL: String, at now: Moment) {
        let (secret, token) = TokenSecret.make(.manage(bookingID), in: brandID, at: now)
        url = "\(publicURL)/\(slug)/m/\(secret)"
        self.token = token
    }
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
