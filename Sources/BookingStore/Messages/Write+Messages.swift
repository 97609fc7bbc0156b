import Scheduling

private let intoNotifications = Insert<QueuedMessage>(into: "notifications", "ON DUPLICATE KEY UPDATE id = id")

extension Connection {
    /// Writes messages to send; one that is there already (booking, event, revision, recipient, channel) stays.
    ///
    /// - Parameters:
    ///   - messages: the messages.
    ///   - dueAt: from when on they may be sent; nil is `MessageTiming.firstAttempt`.
    /// - Throws: `Fault`.
    func insert(_ messages: [OutboxMessage], dueAt: Moment? = nil) throws {
        try insert(messages.map { QueuedMessage($0, dueAt: dueAt ?? MessageTiming.firstAttempt(of: $0)) })
    }

    /// Writes messages to send, each with its own time.
    func insert(_ messages: [QueuedMessage]) throws {
        try insert(messages, by: intoNotifications)
    }
}
