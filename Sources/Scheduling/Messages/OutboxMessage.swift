/// Something to tell somebody: one row of the outbox, unique by booking, event, revision, recipient and channel.
package struct OutboxMessage: Hashable, Sendable {
    /// What it is about.
    package enum Event: String, CaseIterable, Sendable {
        /// A booking was made.
        case created
        /// It was confirmed.
        case confirmed
        /// It was cancelled.
        case cancelled
        /// It got another time.
        case moved
        /// It was confirmed and got another place.
        case relocated
        /// It begins within a day.
        case reminder
        /// It got another time, so that its local time stays as promised although the clocks' rules have changed.
        case zoneMoved = "zone_moved"
        /// It should have got another time for that reason, and a person has to see to it.
        case zoneConflict = "zone_conflict"
    }

    /// Whom it is for.
    package enum Recipient: String, CaseIterable, Sendable {
        /// The student.
        case student
        /// The instructor.
        case instructor
    }

    /// How it travels.
    package enum Channel: String, CaseIterable, Sendable {
        /// E-mail.
        case email
        /// SMS.
        case sms
    }

    /// Its id.
    package let id: ID<OutboxMessage>

    /// The brand in whose name it goes out.
    package let brandID: ID<Brand>

    /// The booking it is about.
    package let bookingID: ID<Booking>

    /// What it is about.
    package let event: Event

    /// The booking's revision after the event; for a reminder or a zone conflict its sequence, so that every agreed time
    /// has one.
    package let revision: Int

    /// Whom it is for.
    package let recipient: Recipient

    /// How it travels.
    package let channel: Channel

    /// The e-mail address or phone number it goes to.
    package let address: String

    /// When it was written.
    package let createdAt: Moment

    /// When a moved booking was to start before, whoever moved it; nil for any other event.
    package let previousStartAt: Moment?

    /// Whether it counts against what guests' bookings may send: it goes to a guest, and staff did not cause it.
    package let isBudgeted: Bool

    package init(
        id: ID<OutboxMessage>,
        brandID: ID<Brand>,
        bookingID: ID<Booking>,
        event: Event,
        revision: Int,
        recipient: Recipient,
        channel: Channel,
        address: String,
        createdAt: Moment,
        previousStartAt: Moment? = nil,
        isBudgeted: Bool = false
    ) {
        self.id = id
        self.brandID = brandID
        self.bookingID = bookingID
        self.event = event
        self.revision = revision
        self.recipient = recipient
        self.channel = channel
        self.address = address
        self.createdAt = createdAt
        self.previousStartAt = previousStartAt
        self.isBudgeted = isBudgeted
    }
}
