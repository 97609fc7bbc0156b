package import Outbound
package import Scheduling

extension Twilio {
    private struct Page: Decodable {
        let messages: [Listed]
    }

    struct Listed: Decodable {
        let sid: String
        let body: String?
        let to: String?
        let direction: String?
        let createdAt: String?

        private enum CodingKeys: String, CodingKey {
            case sid, body, to, direction
            case createdAt = "date_created"
        }
    }

    /// Looks for an attempt among the newest messages to its number.
    ///
    /// Twilio lists a message only once it has arrived there. So ask well after the attempt's deadline.
    ///
    /// - Parameters:
    ///   - message: what was to be sent.
    ///   - since: when the attempt began; an older message with the same words is another one.
    ///   - knownIDs: ids that belong to other messages.
    ///   - transfer: carries the question.
    ///   - timeouts: how long it may take.
    /// - Returns: what Twilio knows.
    package func lookUp(
        _ message: ShortMessage,
        since: Moment,
        excluding knownIDs: Set<String>,
        over transfer: Transfer,
        within timeouts: Timeouts
    ) -> Channels.Finding {
        // No DateSent in the query: a message that still waits in Twilio's queue has none.
        var query = FormFields()
        query.add("To", message.to)
        query.add("PageSize", "200")
        let request = OutboundRequest(
            .get,
            "\(messagesURL)?\(query.text)",
            headers: [authorization],
            isRepeatable: true,
            answerLimit: 2_097_152
        )
        do throws(TransferFailure) {
            let answer = try transfer.send(request, within: timeouts)
            guard answer.status == 200, let page = answer.json(Page.self) else {
                return .unclear(reason: "Twilio answered \(answer.status) when asked for earlier messages.")
            }
            let match = page.messages.first { $0.matches(message, since: since) && !knownIDs.contains($0.sid) }
            return match.map { .found(providerID: $0.sid) } ?? .absent
        } catch {
            return .unclear(reason: "Twilio: \(error.reason)")
        }
    }
}

extension Twilio.Listed {
    /// How far Twilio's clock and ours may differ.
    private static let skewSeconds = 30

    /// Whether this is the message: the same number and words, sent by us since then.
    func matches(_ message: ShortMessage, since: Moment) -> Bool {
        guard to == message.to, direction?.hasPrefix("inbound") != true, let body else { return false }
        // A date that we cannot read counts as new: one SMS too few is better than two.
        if let created = createdAt.flatMap({ moment(rfc2822: $0) }),
            created < Moment(seconds: since.seconds - Self.skewSeconds)
        {
            return false
        }
        return hasSuffix(words(of: body), words(of: message.body))
    }

    /// Letters and digits only, and only the end is compared: SmartEncoded replaces punctuation, and a trial account
    /// adds a sentence in front.
    private func words(of text: String) -> [Character] { text.filter { $0.isLetter || $0.isNumber }.map(\.self) }

    private func hasSuffix(_ text: [Character], _ end: [Character]) -> Bool {
        text.count >= end.count && text.suffix(end.count).elementsEqual(end)
    }
}

/// Reads a date such as `Thu, 24 Aug 2023 05:01:45 +0000`.
///
/// Nil for another form, or another offset than UTC.
func moment(rfc2822 text: String) -> Moment? {
    let words = text.split(separator: " ")
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard words.count == 6, words[5] == "+0000" || words[5] == "GMT", let day = Int(words[1]),
        let month = months.firstIndex(of: String(words[2])), let year = Int(words[3]),
        let date = LocalDate(year: year, month: month + 1, day: day)
    else { return nil }
    let clock = words[4].split(separator: ":").compactMap { Int($0) }
    guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2])
    else { return nil }
    return Moment(seconds: date.dayNumber * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2])
}
