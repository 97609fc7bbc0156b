import Scheduling

extension MessageFacts {
    /// The facts about a message; nil when the system no longer has one of the booking's zones.
    init?(
        _ message: OutboxMessage,
        _ subject: MessageSubject,
        _ zones: any Zones,
        _ publicURL: String
    ) {
        guard let studentZone = zones.zone(named: subject.booking.studentTimezone),
            let instructorZone = zones.zone(named: subject.booking.instructorTimezone)
        else { return nil }
        // Nothing can be done any more about a booking that is final.
        let hasLink = message.mayHoldLink && !subject.booking.status.isFinal
        let (placeholder, slug) = (ManageLink.placeholder, subject.brand.slug)
        self.init(
            brand: subject.brand,
            language: Language(tag: subject.brand.language) ?? .english,
            booking: subject.booking.shown(to: message.recipient),
            instructor: subject.instructor,
            studentZone: studentZone,
            instructorZone: instructorZone,
            cutoffHours: subject.cutoffHours,
            manageURL: hasLink ? ManageLink.url(of: placeholder, slug: slug, publicURL: publicURL) : nil,
            previousStart: message.previousStartAt
        )
    }
}

extension OutboxMessage {
    /// Whether its text may hold the student's link.
    var mayHoldLink: Bool { recipient == .student && event != .cancelled }
}

extension AttemptResult {
    /// The same with a secret taken out of all words, which are stored, logged and shown.
    func without(_ secret: String) -> AttemptResult {
        func clean(_ words: String) -> String { words.replacing(secret, with: "…") }
        return switch self {
        case .sent(let providerID): .sent(providerID: clean(providerID))
        case .later(let moment, let reason, let isOutcomeUnknown):
            .later(at: moment, reason: clean(reason), isOutcomeUnknown: isOutcomeUnknown)
        case .refused(let reason, let blocksAddress): .refused(reason: clean(reason), blocksAddress: blocksAddress)
        case .givenUp(let reason): .givenUp(reason: clean(reason))
        }
    }
}
