package import Outbound

/// SMS through Twilio: https://www.twilio.com/docs/messaging/api/message-resource.
///
/// Twilio has no idempotency key. So an attempt of unknown outcome must be looked up before it is repeated.
package struct Twilio {
    private let base: ServiceURL
    private let account: String
    private let token: String
    /// Our number (E.164), a word, or an `MG…` messaging service.
    package let from: String
    private let callback: String?

    /// Sends nothing yet.
    ///
    /// - Parameters:
    ///   - base: `https://api.twilio.com`.
    ///   - account: the `AC…` account.
    ///   - token: its auth token.
    ///   - from: our number (E.164), or an `MG…` messaging service.
    ///   - callback: the public URL that takes status callbacks, without query; nil asks for none.
    package init(base: ServiceURL, account: String, token: String, from: String, callback: String?) {
        self.base = base
        self.account = account
        self.token = token
        self.from = from
        self.callback = callback
    }

    /// Sends one SMS.
    ///
    /// A second call sends a second SMS.
    ///
    /// - Returns: what became of it, and for how many seconds Twilio wants to be left alone.
    package func send(
        _ message: ShortMessage,
        over transfer: Transfer,
        within timeouts: Timeouts
    ) -> (outcome: Outcome, pauseSeconds: Int?) {
        let request = OutboundRequest(
            .post,
            messagesURL,
            headers: [authorization, (name: "Content-Type", value: "application/x-www-form-urlencoded")],
            body: Array(form(message).text.utf8),
            isRepeatable: false
        )
        do throws(TransferFailure) {
            let answer = try transfer.send(request, within: timeouts)
            return (Self.outcome(of: answer), answer.pauseSeconds)
        } catch {
            return (error.outcome(at: "Twilio"), nil)
        }
    }

    func form(_ message: ShortMessage) -> FormFields {
        var form = FormFields()
        form.add("To", message.to)
        form.add(from.hasPrefix("MG") ? "MessagingServiceSid" : "From", from)
        form.add("Body", message.body)
        form.add("SmartEncoded", "true")
        form.add("ValidityPeriod", String(min(max(1, message.validitySeconds), 36_000)))
        if let callback { form.add("StatusCallback", "\(callback)?n=\(percentEncoded(message.reference))") }
        return form
    }

    var messagesURL: String { "\(base.text)/2010-04-01/Accounts/\(percentEncoded(account))/Messages.json" }

    var authorization: (name: String, value: String) {
        (
            name: "Authorization",
            value: "Basic " + String(decoding: base64(Array("\(account):\(token)".utf8)), as: UTF8.self)
        )
    }
}

extension TransferFailure {
    /// What a transfer without an answer means for a message.
    func outcome(at provider: String) -> Outcome {
        let reason = "\(provider): \(reason)"
        return switch self {
        case .unsendable: .misconfigured(reason: reason)
        case .notReached: .retry(afterSeconds: nil, reason: reason)
        case .unknown: .unknown(reason: reason)
        }
    }
}
