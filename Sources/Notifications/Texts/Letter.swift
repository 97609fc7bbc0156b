/// An e-mail ready to be sent.
///
/// The outbox keeps it, so that a second attempt sends the same bytes: providers refuse a known key with other content.
package struct Letter: Codable, Hashable, Sendable {
    /// The sender as `RESEND_FROM_EMAIL` gives it: an address, or a name with an address in angle brackets.
    package let from: String

    /// Where answers go; nil is the sender.
    package let replyTo: String?

    /// The one recipient's address.
    package let to: String

    /// Without line ends.
    package let subject: String

    /// The plain text.
    package let text: String

    /// The same as HTML.
    package let html: String

    /// The invitation; nil when there is none.
    package let invitation: Invitation?

    /// 1-256 visible ASCII characters, the same for every attempt to send this message.
    package let idempotencyKey: String

    /// An iCalendar attachment.
    package struct Invitation: Codable, Hashable, Sendable {
        /// `REQUEST` or `CANCEL`; stands in the content type and in the calendar.
        package let method: String

        /// The calendar's bytes (RFC 5545).
        package let calendar: [UInt8]

        package init(method: String, calendar: [UInt8]) {
            self.method = method
            self.calendar = calendar
        }
    }

    package init(
        from: String,
        replyTo: String?,
        to: String,
        subject: String,
        text: String,
        html: String,
        invitation: Invitation?,
        idempotencyKey: String
    ) {
        self.from = from
        self.replyTo = replyTo
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.invitation = invitation
        self.idempotencyKey = idempotencyKey
    }
}

/// An SMS ready to be sent.
package struct ShortMessage: Codable, Hashable, Sendable {
    /// E.164.
    package let to: String

    /// At most 1600 characters.
    package let body: String

    /// The outbox row's id; the provider's status callback repeats it.
    package let reference: String

    /// For how many seconds the provider may keep trying: after the start of the session a reminder is of no use.
    package let validitySeconds: Int

    package init(to: String, body: String, reference: String, validitySeconds: Int) {
        self.to = to
        self.body = body
        self.reference = reference
        self.validitySeconds = validitySeconds
    }
}

/// What became of one attempt to send.
package enum Outcome: Hashable, Sendable {
    /// The provider took it, under that name of its own.
    case accepted(providerID: String)

    /// The provider did not take it, for certain, and may take it later; perhaps it said after how many seconds.
    case retry(afterSeconds: Int?, reason: String)

    /// Nobody knows whether it was taken: the connection broke after the request was sent, or a 5xx came back.
    case unknown(reason: String)

    /// The provider will never take this message for this address.
    case refused(code: String, reason: String, addressIsBad: Bool)

    /// Our account or settings are wrong. Every message would fail, so the queue waits and people are told.
    case misconfigured(reason: String)

    /// The account's quota is used up until about then.
    case overQuota(retryAfterSeconds: Int, reason: String)
}
