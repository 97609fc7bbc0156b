/// One session of one student with one instructor, from the first request to its end.
package struct Booking: Hashable, Sendable {
    /// Its id, for life.
    package let id: ID<Booking>

    /// The brand that sold it.
    package let brandID: ID<Brand>

    /// Who gives it.
    package let instructorID: ID<Instructor>

    /// Who takes it.
    package let studentID: ID<Student>

    /// The name and addresses given for this booking; messages go here.
    package var contact: ContactDetails

    /// Whether somebody made it who was not signed in.
    package let madeByGuest: Bool

    /// Where it is in its life.
    package var status: BookingStatus

    /// What is known of the money.
    package var paymentStatus: PaymentStatus

    /// The provider's name for the payment; nil while unpaid.
    package var paymentReference: String?

    /// The session, without buffer.
    package var span: TimeSpan

    /// The buffer the brand had when the time was agreed.
    package var bufferMinutes: Int

    /// When the present time was agreed: made or last moved.
    package var scheduledAt: Moment

    /// IANA name of the zone in which the student reads times.
    package let studentTimezone: String

    /// IANA name of the instructor's zone when the time was agreed.
    package var instructorTimezone: String

    /// The date promised on the instructor's wall clock.
    package var promisedDate: LocalDate

    /// The time promised on the instructor's wall clock, below 24:00.
    package var promisedTime: LocalTime

    /// Where to meet; at most 500 characters.
    package var location: String?

    /// Whether a guest wrote the place: then it is told to staff only.
    package var guestWroteLocation = false

    /// The student's words; at most 4000 characters.
    package var notes: String?

    /// Staff's words after the session, never shown to students; at most 4000 characters.
    package var instructorNotes: String?

    /// Why it was called off; at most 500 characters.
    package var cancellationReason: String?

    /// Whether the reason is a guest's: then it is told to staff only.
    package var guestWroteReason = false

    /// When a pending booking lets go of its time; nil is never.
    package var holdExpiresAt: Moment?

    /// When it became confirmed.
    package var confirmedAt: Moment?

    /// When it became completed.
    package var completedAt: Moment?

    /// When it became cancelled.
    package var cancelledAt: Moment?

    /// When it became a no-show.
    package var noShowAt: Moment?

    /// When the reminder for the present time went out.
    package var reminderSentAt: Moment?

    /// When it was made.
    package let createdAt: Moment

    /// When it last changed.
    package var updatedAt: Moment

    /// Rises by one with every change; the ETag, and iCalendar's SEQUENCE.
    package var revision: Int

    /// Rises with every move and cancellation: names the agreed time, of which a reminder reminds and which is in doubt.
    package var sequence: Int

    /// Which of its links counts: rises by one when staff end those that are out.
    package var linkGeneration: Int

    /// A pending, unpaid booking whose time is agreed now; everything else is absent.
    package init(
        id: ID<Booking>,
        brandID: ID<Brand>,
        instructorID: ID<Instructor>,
        studentID: ID<Student>,
        contact: ContactDetails,
        madeByGuest: Bool = false,
        span: TimeSpan,
        bufferMinutes: Int,
        studentTimezone: String,
        instructorTimezone: String,
        promisedDate: LocalDate,
        promisedTime: LocalTime,
        createdAt: Moment
    ) {
        self.id = id
        self.brandID = brandID
        self.instructorID = instructorID
        self.studentID = studentID
        self.contact = contact
        self.madeByGuest = madeByGuest
        status = .pending
        paymentStatus = .unpaid
        self.span = span
        self.bufferMinutes = bufferMinutes
        scheduledAt = createdAt
        self.studentTimezone = studentTimezone
        self.instructorTimezone = instructorTimezone
        self.promisedDate = promisedDate
        self.promisedTime = promisedTime
        self.createdAt = createdAt
        updatedAt = createdAt
        revision = 1
        sequence = 0
        linkGeneration = 0
    }

    package init(
        id: ID<Booking>,
        brandID: ID<Brand>,
        instructorID: ID<Instructor>,
        studentID: ID<Student>,
        contact: ContactDetails,
        madeByGuest: Bool = false,
        status: BookingStatus,
        paymentStatus: PaymentStatus,
        paymentReference: String?,
        span: TimeSpan,
        bufferMinutes: Int,
        scheduledAt: Moment,
        studentTimezone: String,
        instructorTimezone: String,
        promisedDate: LocalDate,
        promisedTime: LocalTime,
        location: String?,
        guestWroteLocation: Bool = false,
        notes: String?,
        instructorNotes: String?,
        cancellationReason: String?,
        guestWroteReason: Bool = false,
        holdExpiresAt: Moment?,
        confirmedAt: Moment?,
        completedAt: Moment?,
        cancelledAt: Moment?,
        noShowAt: Moment?,
        reminderSentAt: Moment?,
        createdAt: Moment,
        updatedAt: Moment,
        revision: Int,
        sequence: Int,
        linkGeneration: Int = 0
    ) {
        self.id = id
        self.brandID = brandID
        self.instructorID = instructorID
        self.studentID = studentID
        self.contact = contact
        self.madeByGuest = madeByGuest
        self.status = status
        self.paymentStatus = paymentStatus
        self.paymentReference = paymentReference
        self.span = span
        self.bufferMinutes = bufferMinutes
        self.scheduledAt = scheduledAt
        self.studentTimezone = studentTimezone
        self.instructorTimezone = instructorTimezone
        self.promisedDate = promisedDate
        self.promisedTime = promisedTime
        self.location = location
        self.guestWroteLocation = guestWroteLocation
        self.notes = notes
        self.instructorNotes = instructorNotes
        self.cancellationReason = cancellationReason
        self.guestWroteReason = guestWroteReason
        self.holdExpiresAt = holdExpiresAt
        self.confirmedAt = confirmedAt
        self.completedAt = completedAt
        self.cancelledAt = cancelledAt
        self.noShowAt = noShowAt
        self.reminderSentAt = reminderSentAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.revision = revision
        self.sequence = sequence
        self.linkGeneration = linkGeneration
    }

    /// Whether it keeps the instructor's time at `now`.
    package func keepsTime(at now: Moment) -> Bool {
        status.keepsTime && !isHoldExpired(at: now)
    }

    /// Whether it is pending and its hold has ended; it is then as good as cancelled.
    package func isHoldExpired(at now: Moment) -> Bool {
        guard status == .pending, let holdExpiresAt else { return false }
        return holdExpiresAt <= now
    }
}
