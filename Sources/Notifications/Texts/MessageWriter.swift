package import Scheduling

/// Writes the e-mail or SMS of an outbox row.
///
/// It reads no clock and no database: the same row and facts always give the same text.
package struct MessageWriter: Sendable {
    let templates: TemplateLibrary
    private let sender: MailAddress

    /// No mail reader shows more of a subject.
    private static let subjectLimit = 200

    /// Keeps only the address of `sender` (`RESEND_FROM_EMAIL`); the name beside it is the brand's.
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

    /// Names one message to the provider: every attempt has the same key, every other message another one.
    package static func idempotencyKey(of message: OutboxMessage) -> String {
        "\(message.event.rawValue)/\(message.bookingID)/\(message.revision)/\(message.recipient.rawValue)"
    }

    /// A booking as a calendar file to download.
    ///
    /// It has no attendees and no manage link, because people pass files on.
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

    /// The calendar entry that goes with a message; nil when it would put something wrong into a calendar.
    private func invitation(for message: OutboxMessage, _ facts: MessageFacts) -> Letter.Invitation? {
        let booking = facts.booking
        // A late message must not bring back a booking that has been cancelled since.
        guard message.event == .cancelled || booking.status != .cancelled else { return nil }
        // The time is in doubt, and has not been changed yet.
        guard message.event != .zoneConflict else { return nil }
        let method: InvitationCalendar.Method = message.event == .cancelled ? .cancel : .request
        var attendees = [
            InvitationCalendar.Party(
                name: facts.student.full.isEmpty ? booking.contact.email : facts.student.full,
                email: booking.contact.email
            )
        ]
        // Calendars accept an invitation only when its reader is among those invited.
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
        let people = [facts.student.full, facts.instructorName.full].filter { !$0.isEmpty }
        return "\(facts.brandName): \(people.joined(separator: " / "))"
    }

    private func description(for recipient: OutboxMessage.Recipient, _ facts: MessageFacts) -> String {
        switch recipient {
        case .student: facts.manageURL ?? ""
        case .instructor: facts.booking.notes ?? ""
        }
    }
}
