import FoundationEssentials
import Outbound
import Scheduling

extension OutboundAnswer {
    /// How many seconds we are asked to wait: `Retry-After`, or else until the rate limit's window ends.
    ///
    /// At least one, and at most a day: a provider's mistake must not stop the queue for ever.
    var pauseSeconds: Int? {
        let named = headers["retry-after"].flatMap { Int($0) }
        let window = headers["ratelimit-remaining"] == "0" ? headers["ratelimit-reset"].flatMap { Int($0) } : nil
        return (named ?? window).map { min(max(1, $0), 86_400) }
    }

    /// The body read as JSON; nil when it has another form.
    func json<Value: Decodable>(_ type: Value.Type) -> Value? {
        try? JSONDecoder().decode(type, from: Data(body))
    }
}

/// A provider's own words, made safe for a log: one short line without addresses, phone numbers and keys.
func spoken(_ message: String?) -> String {
    guard let message, !message.isEmpty else { return "" }
    let words = oneLine(message).split(separator: " ").map { word in
        let digits = word.filter(\.isNumber).count
        let isPrivate = word.contains("@") || digits >= 5 || word.utf8.count > 40 || holdsKey(word)
        return isPrivate ? "…" : String(word)
    }
    return ": " + String(words.joined(separator: " ").prefix(200))
}

/// Whether a part of the word begins like a key of Resend or Stripe, or like a secret of ours.
private func holdsKey(_ word: Substring) -> Bool {
    word.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { part in
        ["re_", "whsec_", "sk_", "rk_", "cb_"].contains { part.lowercased().hasPrefix($0) }
    }
}

/// Seconds until the next midnight in UTC, when a provider's daily quota starts again.
func secondsToMidnight(from now: Moment) -> Int {
    let past = now.seconds % 86_400
    return 86_400 - (past < 0 ? past + 86_400 : past)
}
