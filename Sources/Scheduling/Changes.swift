/// Everything that one decision writes.
///
/// A use case returns it, a store writes it whole or not at all, in the order of the members below. Nothing is decided while it
/// is written but one thing: the database's calendar guard has the last word on whether a time is free.
package struct Changes: Hashable, Sendable {
    /// Students whom the brand of the transaction does not know yet.
    package var newStudents: [Student] = []

    /// Bookings that are there already, as they are now; in this order each finds its time free of those that follow.
    package var changedBookings: [Booking] = []

    /// Bookings that are made.
    package var newBookings: [Booking] = []

    /// Money received.
    package var payments: [Payment] = []

    /// The history of all these.
    package var events: [BookingEvent] = []

    /// Bookings whose links, as many as are out, end now; those of `links` count all the same.
    package var endedLinks: [ID<Booking>] = []

    /// Links by which students see and change a booking; one that is known already stays as it is.
    package var links: [AccessToken] = []

    /// What is told; a message that is in the outbox already (booking, event, revision, recipient, channel) stays as it is.
    package var messages: [OutboxMessage] = []

    /// From when on anybody may send the messages; nil leaves them to the request for `MessageTiming.headStartSeconds`.
    package var messagesDueAt: Moment?

    /// The rules of the transaction's instructor in its brand, with their new version.
    package var rules: AvailabilityRules?

    /// Sessions that a person has to see to; each replaces what was known of its booking.
    package var conflicts: [ZoneConflict] = []

    /// Bookings whose conflict is over.
    package var resolvedConflicts: [ID<Booking>] = []

    /// Nothing is written.
    package init() {}

    /// Whether there is nothing to write.
    package var isEmpty: Bool { self == Changes() }

    /// The booking that a decision about one booking has made or changed; nil when it left it as it was.
    package var booking: Booking? { newBookings.first ?? changedBookings.first }

    /// Adds what another decision writes; both leave their messages to the same sender.
    package mutating func append(_ other: Changes) {
        newStudents += other.newStudents
        changedBookings += other.changedBookings
        newBookings += other.newBookings
        payments += other.payments
        events += other.events
        endedLinks += other.endedLinks
        links += other.links
        messages += other.messages
        messagesDueAt = messagesDueAt ?? other.messagesDueAt
        rules = other.rules ?? rules
        conflicts += other.conflicts
        resolvedConflicts += other.resolvedConflicts
    }
}
