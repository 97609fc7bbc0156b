package import Scheduling

/// From an outbox row and its facts to what a provider carries.
///
/// A pure function: written twice, it is the same.
package struct MessageWriter: Sendable {
    let templates: TemplateLibrary
    private let sender: MailAddress

    /// A subject longer than this no reader shows.
    private static let subjectLimit = 200

    /// Takes the words, and who sends.
    ///
    /// - Parameters:
    ///   - templates: the words.
    ///   - sender: `RESEND_FROM_EMAIL`; its address stays, the brand's name goes before it.
    package init(templates: TemplateLibrary, sender: String) {
        self.templates = templates
        self.sender = MailAddress(sender)
    }

    /// The e-mail of an outbox row.
    package func letter(for message: OutboxMessage, facts: MessageFacts) -> Letter {
        let facts = facts.inLanguage(templates.language(facts.language, for: message, brand: facts.brand.slug))
        let words = MessageWords(message, facts)
        let (subject, text) = subjectAndText(of: fill(.email, message, facts, words))
        return Letter(
            from: MailAddress(name: facts.brandName, address: sender.address).header,
            replyTo: message.recipient == .student ? facts.instructor?.email : facts.booking.contact.email,
            to: message.address,
            subject: subject,
            text: text,
            html: fill(.html, message, facts, words),
            invitation: invitation(for: message, facts),
            idempotencyKey: MessageWriter.idempotencyKey(of: message)
        )
    }

    /// The same for every attempt at one message, another for every other: 1-256 visible ASCII characters.
    package static func idempotencyKey(of message: OutboxMessage) -> String {
        "\(message.event.rawValue)/\(message.bookingID)/\(message.revision)/\(message.recipient.rawValue)"
    }

    /// A booking as a file to keep: published, without attendees, without a link that others could use.
    ///
    /// - Parameters:
    ///   - facts: what is known of the booking.
    ///   - now: the present moment.
    /// - Returns: the calendar's bytes.
    package func calendarFile(of facts: MessageFacts, at now: Moment) -> [UInt8] {
        let calendar = InvitationCalendar(
            method: .publish,
            booking: facts.booking,
            stamp: now,
            summary: MessageWriter.summary(facts),
            description: "",
            organizer: sender.address.isEmpty
                ? nil : InvitationCalendar.Party(name: facts.brandName, email: sender.address),
            attendees: []
        )
        return calendar.bytes
    }

    func fill(
        _ form: TemplateName.Form,
        _ message: OutboxMessage,
        _ facts: MessageFacts,
        _ words: MessageWords
    ) -> String {
        let name = TemplateName(message.event, message.recipient, form, facts.language)
        return templates.text(name, brand: facts.brand.slug, words)
    }

    private func subjectAndText(of email: String) -> (String, String) {
        let end = email.firstIndex(where: \.isNewline) ?? email.endIndex
        let subject = PlainText.clipped(PlainText.line(String(email[..<end])), to: MessageWriter.subjectLimit)
        let text = PlainText.tidied(String(email[end...]))
        return (subject, text)
    }

    /// The calendar's entry; none with a late message about a booking that has been cancelled since, or a time in doubt.
    private func invitation(for message: OutboxMessage, _ facts: MessageFacts) -> Letter.Invitation? {
        let booking = facts.booking
        guard message.event == .cancelled || booking.status != .cancelled else { return nil }
        // Nothing has changed yet.
        guard message.event != .zoneConflict else { return nil }
        let method: InvitationCalendar.Method = message.event == .cancelled ? .cancel : .request
        var attendees = [InvitationCalendar.Party(name: facts.student.full, email: booking.contact.email)]
        // Calendars take an invitation only from somebody who is invited.
        if message.recipient == .instructor {
            attendees.insert(InvitationCalendar.Party(name: facts.instructorName.full, email: message.address), at: 0)
        }
        let calendar = InvitationCalendar(
            method: method,
            booking: booking,
            stamp: message.createdAt,
            summary: MessageWriter.summary(facts),
            description: description(for: message.recipient, facts),
            organizer: InvitationCalendar.Party(name: facts.brandName, email: sender.address),
            attendees: attendees
        )
        return Letter.Invitation(method: method.rawValue, calendar: calendar.bytes)
    }

    /// A booking's title in a calendar: `River School: Ana Souza / Greta Lindqvist`.
    package static func summary(_ facts: MessageFacts) -> String {
        "\(facts.brandName): \(facts.student.full) / \(facts.instructorName.full)"
    }

    private func description(for recipient: OutboxMessage.Recipient, _ facts: MessageFacts) -> String {
        switch recipient {
        case .student: facts.manageURL ?? ""
        case .instructor: facts.booking.notes ?? ""
        }
    }
}
