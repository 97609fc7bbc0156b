import Scheduling

/// What a template may name: the facts of one message in the reader's language and zone, fit to be shown.
///
/// A name without a value is left out; as a section it is then empty.
struct MessageWords {
    /// Every name that a template may use.
    ///
    /// `Templates/README.md` says what each of them means.
    static let names: Set<String> = [
        "language", "brand", "student", "studentFirst", "instructor", "instructorFirst", "readerFirst", "other",
        "otherFirst", "when", "otherWhen", "shortWhen", "previousWhen", "minutes", "location", "locationURL",
        "studentEmail", "studentPhone", "notes", "quotedNotes", "reason", "holdExpired", "pending", "holdUntil",
        "cutoffHours", "changeUntil", "manageURL", "firstMessage", "promised", "promisedZone", "whenUTC", "previousUTC",
        "rightWhen",
    ]

    private(set) var values: [String: String] = [:]

    /// Chooses what the reader of a message may see.
    ///
    /// Only the instructor sees the student's notes and addresses. Otherwise anybody could book with a stranger's
    /// address and have us send that stranger a text of theirs.
    init(_ message: OutboxMessage, _ facts: MessageFacts) {
        let recipient = message.recipient
        values["language"] = facts.language.code
        values["brand"] = facts.brandName
        addPeople(recipient, facts)
        addTimes(recipient, facts)
        if message.event == .zoneMoved || message.event == .zoneConflict { addPromise(recipient, facts) }
        set("pending", when: isPending(message, facts.booking))
        addSession(facts)
        switch recipient {
        case .student: addChoices(facts, at: message.createdAt)
        case .instructor: addStudent(facts)
        }
        set("firstMessage", when: message.event == .created)
    }

    subscript(name: String) -> String? {
        get { values[name] }
        set { values[name] = newValue.flatMap { $0.isEmpty ? nil : $0 } }
    }

    /// The same with every value safe in HTML.
    var escapedForHTML: [String: String] { values.mapValues(PlainText.escapedForHTML) }

    private mutating func set(_ name: String, when condition: Bool) {
        if condition { values[name] = "yes" }
    }

    /// Whether the booking was still to be confirmed after the change that is told, whatever has become of it since.
    private func isPending(_ message: OutboxMessage, _ booking: Booking) -> Bool {
        switch message.event {
        case .created: true
        case .cancelled: false
        case .confirmed, .moved, .relocated, .reminder, .zoneMoved, .zoneConflict:
            booking.confirmedAt.map { $0 > message.createdAt } ?? true
        }
    }

    private mutating func addPeople(_ recipient: OutboxMessage.Recipient, _ facts: MessageFacts) {
        let (reader, other) =
            recipient == .student ? (facts.student, facts.instructorName) : (facts.instructorName, facts.student)
        self["student"] = facts.student.full
        self["studentFirst"] = facts.student.first
        self["instructor"] = facts.instructorName.full
        self["instructorFirst"] = facts.instructorName.first
        self["readerFirst"] = reader.first
        self["other"] = other.full
        self["otherFirst"] = other.first
    }

    private mutating func addTimes(_ recipient: OutboxMessage.Recipient, _ facts: MessageFacts) {
        let zones = (facts.studentZone, facts.instructorZone)
        let (zone, otherZone) = recipient == .student ? zones : (zones.1, zones.0)
        let start = facts.booking.span.start
        let words = TimeWords(facts.language, for: zone)
        self["when"] = words.full(start, in: zone, beside: otherZone)
        self["shortWhen"] = words.short(start, in: zone)
        if zone.offsetSeconds(at: start) != otherZone.offsetSeconds(at: start) {
            self["otherWhen"] = words.full(start, in: otherZone, beside: zone)
        }
        self["previousWhen"] = facts.previousStart.map { words.full($0, in: zone) }
    }

    /// What was agreed on the instructor's clock, and what has become of it since the rules of its zone changed.
    private mutating func addPromise(_ recipient: OutboxMessage.Recipient, _ facts: MessageFacts) {
        let booking = facts.booking
        let readerZone = recipient == .student ? facts.studentZone : facts.instructorZone
        let words = TimeWords(facts.language, for: readerZone)
        self["promised"] = words.local(booking.promisedDate, booking.promisedTime)
        self["promisedZone"] = words.place(of: facts.instructorZone)
        self["whenUTC"] = words.full(booking.span.start, in: .utc)
        self["previousUTC"] = facts.previousStart.map { words.full($0, in: .utc) }
        self["rightWhen"] = booking.shiftedStart(in: facts.instructorZone).map { words.full($0, in: readerZone) }
        // By the new rules the old moment would show a time that nobody was ever told.
        if let previous = facts.previousStart,
            readerZone.offsetSeconds(at: previous) == facts.instructorZone.offsetSeconds(at: previous)
        {
            self["previousWhen"] = nil
        }
    }

    private mutating func addSession(_ facts: MessageFacts) {
        let booking = facts.booking
        self["minutes"] = "\(booking.span.minutes)"
        let location = PlainText.line(booking.location ?? "")
        self["location"] = location
        if isWebAddress(location) { self["locationURL"] = location }
        if booking.cancellationReason == "hold_expired" {
            set("holdExpired", when: true)
        } else {
            self["reason"] = PlainText.lines(booking.cancellationReason ?? "")
        }
    }

    /// What the student may do, as of the moment the message was written.
    private mutating func addChoices(_ facts: MessageFacts, at now: Moment) {
        let booking = facts.booking
        let words = TimeWords(facts.language, for: facts.studentZone)
        self["cutoffHours"] = "\(facts.cutoffHours)"
        self["manageURL"] = facts.manageURL
        let cutoff = booking.span.start.adding(hours: -facts.cutoffHours)
        if now < cutoff { self["changeUntil"] = words.full(cutoff, in: facts.studentZone) }
        if let end = booking.holdExpiresAt, self["pending"] != nil {
            self["holdUntil"] = words.full(end, in: facts.studentZone)
        }
    }

    /// What only the instructor may know.
    private mutating func addStudent(_ facts: MessageFacts) {
        let booking = facts.booking
        self["studentEmail"] = PlainText.line(booking.contact.email)
        self["studentPhone"] = PlainText.line(booking.contact.phone ?? "")
        let notes = PlainText.lines(booking.notes ?? "")
        self["notes"] = notes
        guard !notes.isEmpty else { return }
        // Quoted, so that the student's words cannot pass for ours.
        self["quotedNotes"] = notes.split(separator: "\n", omittingEmptySubsequences: false)
            .map { "> \($0)" }.joined(separator: "\n")
    }

    /// Whether the text can be a link: https, and only characters that a URL may have.
    private func isWebAddress(_ text: String) -> Bool {
        text.hasPrefix("https://") && text.utf8.count > 8
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"'<>\\^`{|}".utf8.contains($0) }
    }
}
