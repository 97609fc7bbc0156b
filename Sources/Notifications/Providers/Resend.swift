package import Outbound
package import Scheduling

/// Letters through Resend's HTTP API: https://resend.com/docs/api-reference/emails/send-email.
///
/// For 24 hours Resend sends nothing twice under one idempotency key, so an attempt may be repeated whatever went
/// wrong.
package struct Resend {
    private let base: ServiceURL
    private let key: String

    package init(base: ServiceURL, key: String) {
        self.base = base
        self.key = key
    }

    /// Sends one letter once.
    ///
    /// - Parameters:
    ///   - letter: what is sent.
    ///   - transfer: carries it.
    ///   - timeouts: how long it may take.
    ///   - now: the present moment, for quotas that last until midnight.
    /// - Returns: what became of it, and for how many seconds Resend wants to be left alone.
    /// - Throws: `TransferFailure` when no answer came.
    package func send(
        _ letter: Letter,
        over transfer: Transfer,
        within timeouts: Timeouts,
        at now: Moment
    ) throws(TransferFailure) -> (outcome: Outcome, pauseSeconds: Int?) {
        guard let body = Self.body(letter) else { return (unsendable, nil) }
        let headers = [
            (name: "Authorization", value: "Bearer \(key)"),
            (name: "Content-Type", value: "application/json"),
            (name: "Idempotency-Key", value: letter.idempotencyKey),
        ]
        let request = OutboundRequest(.post, base.text + "/emails", headers: headers, body: body, isRepeatable: true)
        let answer = try transfer.send(request, within: timeouts)
        return (Self.outcome(of: answer, at: now), answer.pauseSeconds)
    }

    /// The JSON of a letter; nil when an address or the idempotency key cannot be used.
    static func body(_ letter: Letter) -> [UInt8]? {
        guard let from = Mailbox(letter.from), let to = Mailbox(letter.to), isIdempotencyKey(letter.idempotencyKey)
        else { return nil }
        var json = JSONText()
        json.member("from", from.text)
        json.member("to", [to.text])
        json.member("subject", oneLine(letter.subject))
        json.member("html", letter.html)
        json.member("text", letter.text)
        if let replyTo = letter.replyTo.flatMap({ Mailbox($0) }) { json.member("reply_to", [replyTo.text]) }
        if let invitation = letter.invitation {
            var attachment = JSONText()
            attachment.member("filename", invitationFileName)
            attachment.member("content", String(decoding: base64(invitation.calendar), as: UTF8.self))
            attachment.member("content_type", contentType(of: invitation))
            attachment.close()
            json.member("attachments", raw: [UInt8(ascii: "[")] + attachment.bytes + [UInt8(ascii: "]")])
        }
        json.close()
        return json.bytes
    }
}

/// The outcome of a letter that is refused before it is sent.
let unsendable = Outcome.refused(
    code: "address",
    reason: "The sender, the recipient or the key of the letter is not one that e-mail can carry.",
    addressIsBad: false
)

/// Whether Resend accepts the text as an idempotency key and a header can carry it.
func isIdempotencyKey(_ text: String) -> Bool {
    (1...256).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
}
