import Scheduling

extension Outbox {
    /// Spends a message on the budget of guests, where it counts against one.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - subject: what it is about.
    ///   - sender: from where SMS are sent; nil where that is not set.
    ///   - now: the present moment.
    /// - Throws: `Fault`.
    /// - Returns: why it may not be sent; nil when it may.
    func spend(
        on message: OutboxMessage,
        about subject: MessageSubject,
        from sender: String?,
        at now: Moment
    ) throws -> String? {
        if let reason = GuestBudget.reasonNotToText(message, subject, from: sender) { return reason }
        let limits = GuestBudget.limits(for: message, in: subject.brand)
        return try count(against: limits, in: message.brandID, at: now).map { GuestBudget.reason($0.limit) }
    }
}
