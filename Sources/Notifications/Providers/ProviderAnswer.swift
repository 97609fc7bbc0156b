import FoundationEssentials
import Outbound
import Scheduling

extension OutboundAnswer {
    /// How long we are asked to wait, at least a second: `Retry-After`, else the end of the rate limit's window.
    var pauseSeconds: Int? {
        let named = headers["retry-after"].flatMap { Int($0) }
        let window = headers["ratelimit-remaining"] == "0" ? headers["ratelimit-reset"].flatMap { Int($0) } : nil
        return (named ?? window).map { min(max(1, $0), 86_400) }
    }

    /// The body read as JSON of that form; nil when it is none.
    func json<Value: Decodable>(_ type: Value.Type) -> Value? {
        try? JSONDecoder().decode(type, from: Data(body))
    }
}

/// A provider's own words, fit for a log or a warning: short, one line, without addresses, numbers and keys.
func spoken(_ message: String?) -> String {
    guard let message, !message.isEmpty else { return "" }
    let words = oneLine(message).split(separator: " ").map { word in
        let digits = word.filter(\.isNumber).count
        let isPrivate = word.contains("@") || digits >= 5 || word.utf8.count > 40 || holdsKey(word)
        return isPrivate ? "…" : String(word)
    }
    return ": " + String(words.joined(separator: " ").prefix(200))
}

/// Whether a part of the word begins as a key of Resend, Twilio or Stripe, or a secret of ours, does.
private func holdsKey(_ word: Substring) -> Bool {
    word.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { part in
        ["re_", "whsec_", "sk_", "rk_", "cb_"].contains { part.lowercased().hasPrefix($0) }
    }
}

/// Seconds from that moment to the next midnight in UTC, when daily quotas begin anew.
func secondsToMidnight(from now: Moment) -> Int {
    let past = now.seconds % 86_400
    return 86_400 - (past < 0 ? past + 86_400 : past)
}
