/// Where a message is.
package enum MessageState: String, CaseIterable, Sendable {
    /// To be sent.
    case queued
    /// The provider took it.
    case sent
    /// The provider refused it.
    case failed
    /// Given up.
    case dead
}

/// A message with what became of it, for staff and operators.
package struct MessageRecord: Hashable, Sendable {
    /// The outbox row.
    package let message: OutboxMessage

    /// Where it is.
    package let state: MessageState

    /// How many attempts were begun.
    package let attempts: Int

    /// When the next attempt is due, while queued.
    package let nextAttemptAt: Moment?

    /// When the provider took it.
    package let sentAt: Moment?

    /// What the provider last reported; nil when nothing.
    package let delivery: DeliveryReport.Status?

    /// When the provider last reported.
    package let deliveryAt: Moment?

    /// Why the last attempt failed.
    package let lastError: String?

    package init(
        message: OutboxMessage,
        state: MessageState,
        attempts: Int,
        nextAttemptAt: Moment?,
        sentAt: Moment?,
        delivery: DeliveryReport.Status?,
        deliveryAt: Moment?,
        lastError: String?
    ) {
        self.message = message
        self.state = state
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
        self.sentAt = sentAt
        self.delivery = delivery
        self.deliveryAt = deliveryAt
        self.lastError = lastError
    }
}

/// Why nothing goes to an address any more.
package struct AddressBlock: Hashable, Sendable {
    /// `stopped`, `bounced`, `complained`, `invalid` or the provider's words.
    package let reason: String

    /// Since when.
    package let since: Moment

    package init(reason: String, since: Moment) {
        self.reason = reason
        self.since = since
    }
}
