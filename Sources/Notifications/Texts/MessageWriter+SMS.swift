package import Scheduling

extension MessageWriter {
    /// Twilio tries for ten hours at most.
    private static let longestValiditySeconds = 10 * 3600

    /// The SMS of an outbox row: one GSM-7 segment, unless names, brand and link leave no way to make it one.
    ///
    /// - Parameters:
    ///   - message: the row.
    ///   - facts: what is known.
    ///   - now: when it is sent; the provider stops trying when the session begins.
    /// - Returns: the message.
    package func shortMessage(for message: OutboxMessage, facts: MessageFacts, at now: Moment) -> ShortMessage {
        let facts = facts.inLanguage(templates.language(facts.language, for: message, brand: facts.brand.slug))
        let words = MessageWords(message, facts)
        let secondsLeft = facts.booking.span.start.seconds(since: now)
        return ShortMessage(
            to: message.address,
            body: fitted(words) { GSM7.text(fill(.sms, message, facts, $0)) },
            reference: "\(message.id)",
            validitySeconds: max(1, min(secondsLeft, MessageWriter.longestValiditySeconds))
        )
    }

    /// The fullest text that fits into one GSM-7 segment.
    ///
    /// If none fits, the one with the fewest segments.
    private func fitted(_ words: MessageWords, _ text: (MessageWords) -> String) -> String {
        let candidates = MessageWriter.tightened(words).map(text).map { ($0, SMSText($0)) }
        let fitting = candidates.first { $0.1.encoding == .gsm7 && $0.1.segments == 1 }
        return (fitting ?? candidates.min { $0.1.segments < $1.1.segments })?.0 ?? ""
    }

    /// The words, then step by step with less of what is only nice to have.
    ///
    /// Time and link always stay whole.
    private static func tightened(_ words: MessageWords) -> [MessageWords] {
        var words = words
        words["brand"] = words["brand"].map { PlainText.clipped($0, to: 40) }
        var steps = [words]
        words["firstMessage"] = nil
        steps.append(words)
        words["instructor"] = words["instructorFirst"]
        steps.append(words)
        words["instructor"] = words["instructor"].map { PlainText.clipped($0, to: 15) }
        words["brand"] = words["brand"].map { PlainText.clipped($0, to: 20) }
        steps.append(words)
        words["instructor"] = nil
        steps.append(words)
        return steps
    }
}
