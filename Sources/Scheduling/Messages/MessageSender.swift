/// What endpoints need from whoever sends messages.
package protocol MessageSender {
    /// The longest that `deliver` takes, in seconds, rounded up; zero when it sends nothing itself.
    var deadlineSeconds: Int { get }

    /// Tries to send freshly queued messages now, side by side, and waits no longer than the configured deadline.
    ///
    /// What did not go out stays queued. Never throws: a failing provider never fails a booking.
    func deliver(_ messages: [OutboxMessage], at now: Moment) -> [Delivery]

    /// Sends the reminders that are due, for no longer than that many seconds; the rest is the next caller's.
    ///
    /// - Parameters:
    ///   - brandID: only that brand's; nil is every brand's.
    ///   - seconds: for how long.
    /// - Throws: `Fault` when the outbox is away.
    /// - Returns: how many were tried, and what is to be said about those that did not go out.
    func sendReminders(of brandID: ID<Brand>?, forSeconds seconds: Int) throws -> ReminderReport

    /// A booking as an iCalendar file (RFC 5545).
    func calendarFile(of subject: MessageSubject, at now: Moment) -> [UInt8]

    /// What a provider reports in a request to us; nil when the signature is wrong or missing.
    func report(in callback: ProviderCallback, at now: Moment) -> DeliveryReport?
}

/// What became of one message of a request.
package struct Delivery: Hashable, Sendable {
    /// The message.
    package let message: OutboxMessage

    /// Whether the provider took it.
    package let isSent: Bool

    /// Why not, in words that an operator understands and that hold no secret; nil when it was sent.
    package let warning: String?

    package init(message: OutboxMessage, isSent: Bool, warning: String?) {
        self.message = message
        self.isSent = isSent
        self.warning = warning
    }
}

/// What became of the reminders that were due.
package struct ReminderReport: Hashable, Sendable {
    /// How many were due and nobody else's.
    package let attempted: Int

    /// How many went out.
    package let sent: Int

    /// Why the others did not, and which went another way, in words for an operator.
    package let warnings: [String]

    package init(attempted: Int, sent: Int, warnings: [String]) {
        self.attempted = attempted
        self.sent = sent
        self.warnings = warnings
    }
}

/// A request that claims to come from a provider.
package struct ProviderCallback: Sendable {
    /// `resend` or `twilio`, from the path.
    package let provider: String

    /// Path and query as they were sent; the scheme and host are the configured public ones.
    package let target: String

    /// The header fields with lower-case names.
    package let headers: [String: String]

    /// The body's bytes, which the signature covers.
    package let body: [UInt8]

    package init(provider: String, target: String, headers: [String: String], body: [UInt8]) {
        self.provider = provider
        self.target = target
        self.headers = headers
        self.body = body
    }
}
