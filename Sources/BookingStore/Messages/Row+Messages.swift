import Scheduling

/// The columns of `notifications` that say what a message is.
extension OutboxMessage: Record {
    init(_ column: inout Columns<OutboxMessage>) throws {
        self.init(
            id: try column("id", \.id),
            brandID: try column("brand_id", \.brandID),
            bookingID: try column("booking_id", \.bookingID),
            event: try column("event", \.event),
            revision: try column("revision", \.revision),
            recipient: try column("recipient", \.recipient),
            channel: try column("channel", \.channel),
            address: try column("address", \.address),
            createdAt: try column("created_at", \.createdAt),
            previousStartAt: try column("previous_start_at", \.previousStartAt),
            isBudgeted: try column("is_budgeted", \.isBudgeted)
        )
    }
}

/// A row of `notifications` as it is first written.
struct QueuedMessage: Record {
    let message: OutboxMessage
    let nextAttemptAt: Moment

    init(_ message: OutboxMessage, dueAt: Moment) {
        (self.message, nextAttemptAt) = (message, dueAt)
    }

    init(_ column: inout Columns<QueuedMessage>) throws {
        message = try column.part(\.message)
        nextAttemptAt = try column("next_attempt_at", \.nextAttemptAt)
    }
}

/// A row of `notifications` as staff and operators see it.
extension MessageRecord: Record {
    init(_ column: inout Columns<MessageRecord>) throws {
        let message = try column.part(\.message)
        let state = try column("state", \.state)
        let attempts = try column("attempts", \.attempts)
        let nextAttemptAt = try column("next_attempt_at", \.nextAttemptAt)
        self.init(
            message: message,
            state: state,
            attempts: attempts,
            nextAttemptAt: state == .queued ? nextAttemptAt : nil,
            sentAt: try column("sent_at", \.sentAt),
            delivery: try column("delivery", \.delivery),
            deliveryAt: try column("delivery_at", \.deliveryAt),
            lastError: try column("last_error", \.lastError)
        )
    }
}

/// A row of `notifications` as its turn depends on it.
extension MessageOrder.Entry: Record {
    init(_ column: inout Columns<MessageOrder.Entry>) throws {
        self.init(
            message: try column.part(\.message),
            state: try column("state", \.state),
            requeuedAt: try column("requeued_at", \.requeuedAt),
            nextAttemptAt: try column("next_attempt_at", \.nextAttemptAt),
            leasedUntil: try column("lease_until", \.leasedUntil)
        )
    }
}

extension Parameter {
    /// Words of a provider, cut to what their column holds.
    static func words(_ text: String?, limit: Int = 500) -> Parameter {
        .text(text.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(limit))) })
    }
}
