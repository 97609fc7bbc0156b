package import Outbound

/// Sends letters through Resend's mail server, with the same idempotency key as through the API.
package struct ResendSMTP {
    private let account: MailAccount

    /// The key is the password of the user `resend`.
    package init(server: ServiceURL, key: String) {
        account = MailAccount(server: server, user: "resend", password: key)
    }

    /// Submits one letter once.
    ///
    /// - Throws: `TransferFailure` when no answer came.
    package func send(
        _ letter: Letter,
        over transfer: Transfer,
        within timeouts: Timeouts
    ) throws(TransferFailure) -> Outcome {
        guard let mail = Self.submission(of: letter) else { return unsendable }
        return Self.outcome(of: try transfer.submit(mail, through: account, within: timeouts))
    }

    /// The letter as a mail with its envelope; nil when an address or the idempotency key cannot be used.
    static func submission(of letter: Letter) -> MailSubmission? {
        guard let from = Mailbox(letter.from), let to = Mailbox(letter.to), isIdempotencyKey(letter.idempotencyKey)
        else { return nil }
        let replyTo = letter.replyTo.flatMap { Mailbox($0) }
        return MailSubmission(
            sender: from.address,
            recipient: to.address,
            message: MIMEMessage(letter, from: from, replyTo: replyTo, to: to).bytes
        )
    }

    /// What the server's reply means (RFC 5321 §4.2.3).
    ///
    /// Every reply but 2xx says that the mail was not accepted.
    package static func outcome(of reply: MailReply) -> Outcome {
        let reason = "Resend's mail server answered \(reply.code)" + spoken(reply.text)
        return switch reply.code {
        case 200..<300: .accepted(providerID: oneLine(String(reply.text.prefix(200))))
        case 421, 450, 451, 452, 454: .retry(afterSeconds: nil, reason: reason)
        case 530, 534, 535, 538: .misconfigured(reason: reason)
        case 500..<600: .refused(code: "\(reply.code)", reason: reason, addressIsBad: false)
        default: .retry(afterSeconds: nil, reason: reason)
        }
    }
}
