/// A session that somebody wants.
package struct WantedSession: Hashable, Sendable {
    /// Whose time.
    package let instructorID: ID<Instructor>

    /// When.
    package let span: TimeSpan

    /// IANA name of the zone in which the student reads times.
    package let studentTimezone: String

    /// Where to meet; nil when nothing was said.
    package let location: String?

    /// The student's words; nil when there are none.
    package let notes: String?

    package init(
        instructorID: ID<Instructor>,
        span: TimeSpan,
        studentTimezone: String,
        location: String?,
        notes: String?
    ) {
        self.instructorID = instructorID
        self.span = span
        self.studentTimezone = studentTimezone
        self.location = location
        self.notes = notes
    }
}

/// Whom a session is for, and how the student sees and changes it.
package struct BookingParty: Hashable, Sendable {
    /// The student; the contact details of the request stay with the booking, whatever is stored of the student.
    package let student: Student

    /// Whether the brand does not know the student yet.
    package let isNew: Bool

    /// Where the instructor's own messages go.
    package let instructorEmail: String

    /// How many upcoming bookings made as a guest the student's address or number has, whichever has more.
    package let openGuestBookings: Int

    package init(student: Student, isNew: Bool, instructorEmail: String, openGuestBookings: Int = 0) {
        self.student = student
        self.isNew = isNew
        self.instructorEmail = instructorEmail
        self.openGuestBookings = openGuestBookings
    }
}
