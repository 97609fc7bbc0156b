/// One instructor's calendar inside a transaction that has it to itself; see `Calendars.withCalendar`.
package protocol CalendarTransaction {
    /// The rules in the brand of the request, with what is taken in `span` across brands.
    ///
    /// - Throws: `Refusal.notFound` when the instructor has left the brand and only its bookings are there; `Fault`.
    func schedule(busyWithin span: TimeSpan) throws -> Schedule

    /// The same for a booking that is there; where the instructor has left the brand, `Schedule.withoutHours`.
    func scheduleOrStandard(busyWithin span: TimeSpan) throws -> Schedule

    /// One booking of this instructor and brand, as it is now; a hold that has ended is already cancelled.
    func booking(_ id: ID<Booking>) throws -> Booking?

    /// What was paid for a booking of this instructor and brand; nil when nothing was.
    func payment(of bookingID: ID<Booking>) throws -> Payment?

    /// The bookings of this instructor and brand that are pending or confirmed and end after `moment`, by start.
    func upcomingBookings(after moment: Moment) throws -> [Booking]

    /// The brand's student with that e-mail address, in whatever case.
    func student(email: String) throws -> Student?

    /// How many bookings of the brand made as a guest are pending or confirmed and end after now: of a student, or with a
    /// phone number, whichever are more.
    ///
    /// Two transactions that count against a limit of the same name never run it at the same time.
    func openGuestBookings(of studentID: ID<Student>?, phone: String?) throws -> Int

    /// Writes what was decided, all of it about this instructor and brand.
    ///
    /// A booking takes, moves or gives back its time as its status and span say. A reminder that went out since a booking was
    /// read stays noted, unless `sequence` has risen. Where somebody else has just added one of the new students, the
    /// transaction begins anew.
    ///
    /// - Throws: `Refusal.slotUnavailable(.taken)` when the calendar guard finds the time taken,
    ///   `Refusal.paymentAlreadyUsed` when a payment pays for another booking in this brand; `Fault`.
    func write(_ changes: Changes) throws

    /// Keeps the answer for the idempotency key of this transaction; without a key it does nothing.
    ///
    /// It counts when it has been revised, or from the moment by which the request must have ended.
    func keep(_ answer: StoredAnswer, finalAt: Moment) throws
}
