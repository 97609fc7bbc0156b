package import Outbound

/// Letters through Resend's submission server, with the same key against repeats as the API's.
package struct ResendSMTP {
    private let account: MailAccount

    /// Takes the server's address and our key, which is the password of the user `resend`.
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

    /// The letter as a mail with its envelope; nil when an address or the key is one that nobody can send with.
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

    /// What the server's last word means (RFC 5321 §4.2.3): every reply but 250 says that the mail was not taken.
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
