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

    /// The fullest text of one segment; if none fits, the fullest of those with the fewest.
    private func fitted(_ words: MessageWords, _ text: (MessageWords) -> String) -> String {
        MessageWriter.tightened(words).map(text).min { SMSText($0).segments < SMSText($1).segments } ?? ""
    }

    /// The words, then step by step without what is needed least.
    ///
    /// Time, link and the way to opt out always stay whole.
    private static func tightened(_ words: MessageWords) -> [MessageWords] {
        var words = words
        words["brand"] = words["brand"].map { PlainText.shortened($0, to: 40) }
        var steps = [words]
        for names in [["location", "locationURL"], ["reason"], ["otherWhen"], ["previousWhen"]] {
            for name in names { words[name] = nil }
            steps.append(words)
        }
        words["instructor"] = words["instructorFirst"]
        steps.append(words)
        words["instructor"] = nil
        words["instructorFirst"] = nil
        steps.append(words)
        words["brand"] = words["brand"].map { PlainText.shortened($0, to: 20) }
        steps.append(words)
        return steps
    }
}
