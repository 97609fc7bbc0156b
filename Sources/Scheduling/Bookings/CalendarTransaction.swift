/// One instructor's calendar inside a transaction that has it to itself; see `Store.withCalendar`.
package protocol CalendarTransaction {
    /// The rules in the brand of the request, with what is taken in `span` across brands.
    func schedule(busyWithin span: TimeSpan) throws -> Schedule

    /// One booking of this instructor and brand, as it is now; an expired hold is already cancelled.
    func booking(_ id: ID<Booking>) throws -> Booking?

    /// The bookings of this instructor and brand that are pending or confirmed and end after `moment`, by start.
    func upcomingBookings(after moment: Moment) throws -> [Booking]

    /// The brand's student with that e-mail address, or the given one, added now. What is stored is never changed.
    func findOrAdd(_ student: Student) throws -> Student

    /// Writes a new booking and takes its time.
    ///
    /// - Throws: `Refusal.slotUnavailable(.taken)` when the calendar guard finds the time taken; `Fault`.
    func add(_ booking: Booking) throws

    /// Writes a changed booking: takes, moves or gives back its time as its status and span say.
    ///
    /// A reminder that went out since the booking was read stays noted, unless `sequence` has risen.
    ///
    /// - Throws: as `add`.
    func replace(_ booking: Booking) throws

    /// Attaches a payment.
    ///
    /// - Throws: `Refusal.paymentAlreadyUsed` when it pays for another booking in this brand or any other; `Fault`.
    func add(_ payment: Payment) throws

    /// Writes one line of a booking's history.
    func add(_ event: BookingEvent) throws

    /// Writes messages to the outbox; one that is there already (booking, event, revision, recipient, channel) stays.
    func add(_ messages: [OutboxMessage]) throws

    /// Writes a credential.
    func add(_ token: AccessToken) throws

    /// Replaces the rules in the brand of the request and raises their version by one.
    ///
    /// - Returns: the rules with their new version.
    func replaceRules(_ rules: AvailabilityRules) throws -> AvailabilityRules

    /// Keeps the answer for the idempotency key of this transaction; without a key it does nothing.
    ///
    /// It counts when it has been revised, or from the moment by which the request must have ended.
    func keep(_ answer: StoredAnswer, finalAt: Moment) throws
}
