package import Scheduling

/// What the text of a message about one booking may need.
package struct MessageFacts: Sendable {
    /// In whose name it is sent.
    package let brand: Brand

    /// The language to write it in.
    package private(set) var language: Language

    /// What it is about, as it is now.
    package let booking: Booking

    /// Who gives the session.
    ///
    /// Nil when that instructor has left the brand; the brand's name then stands in.
    package let instructor: Instructor?

    /// The zone in which the student reads times.
    package let studentZone: Zone

    /// The zone in which the instructor reads times.
    package let instructorZone: Zone

    /// Until how many hours before the start the student may cancel or move.
    package let cutoffHours: Int

    /// The student's link to the booking, with a placeholder for its secret; nil where the message has none.
    package let manageURL: String?

    /// When a moved booking was to start before.
    package let previousStart: Moment?

    package init(
        brand: Brand,
        language: Language,
        booking: Booking,
        instructor: Instructor?,
        studentZone: Zone,
        instructorZone: Zone,
        cutoffHours: Int,
        manageURL: String?,
        previousStart: Moment?
    ) {
        self.brand = brand
        self.language = language
        self.booking = booking
        self.instructor = instructor
        self.studentZone = studentZone
        self.instructorZone = instructorZone
        self.cutoffHours = cutoffHours
        self.manageURL = manageURL
        self.previousStart = previousStart
    }
}

extension MessageFacts {
    /// Longer names are clipped: nobody is called that, and a name must not carry a text of its own.
    private static let nameLimit = 80

    var brandName: String { PlainText.clipped(PlainText.line(brand.name), to: MessageFacts.nameLimit) }

    var student: Name { Name(first: booking.contact.firstName, last: booking.contact.lastName) }

    var instructorName: Name {
        instructor.map { Name(first: $0.firstName, last: $0.lastName) } ?? Name(first: brand.name, last: "")
    }

    /// The same facts for another language.
    func inLanguage(_ language: Language) -> MessageFacts {
        var facts = self
        facts.language = language
        return facts
    }

    /// A person's name, fit to be shown.
    struct Name {
        let first: String
        let full: String

        init(first: String, last: String) {
            full = PlainText.clipped(PlainText.line("\(first) \(last)"), to: MessageFacts.nameLimit)
            let first = PlainText.clipped(PlainText.line(first), to: MessageFacts.nameLimit)
            self.first = first.isEmpty ? full : first
        }
    }
}
