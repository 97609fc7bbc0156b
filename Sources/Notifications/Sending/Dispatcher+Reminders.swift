package import Scheduling

extension Dispatcher {
    private static let reminderMilliseconds = 2000

    /// Sends the reminders that are due, one at a time, until none is left or the time is up.
    ///
    /// - Parameters:
    ///   - brandID: only that brand's; nil is every brand's.
    ///   - seconds: when to stop; the one under way is finished, the rest is the next caller's.
    ///   - mayContinue: asked before each; false stops too.
    /// - Throws: `Fault` when the outbox is away.
    /// - Returns: how many were tried, how many went out, and what is to be said.
    package func sendReminders(
        of brandID: ID<Brand>?,
        forSeconds seconds: Int,
        while mayContinue: () -> Bool = { true }
    ) throws -> ReminderReport {
        let end = ContinuousClock.now + .seconds(seconds)
        // By message: one that failed may be due again before the time is up, and its last outcome counts.
        var last: [ID<OutboxMessage>: Delivery] = [:]
        while ContinuousClock.now < end, mayContinue() {
            let some = try send(.reminders(brandID: brandID), limit: 1, within: Self.reminderMilliseconds)
            if some.isEmpty { break }
            for delivery in some { last[delivery.message.id] = delivery }
        }
        let deliveries = Array(last.values)
        // An SMS that could not go and the e-mail in its place are one reminder.
        return ReminderReport(
            attempted: Set(deliveries.map(\.message.bookingID)).count,
            sent: Set(deliveries.filter(\.isSent).map(\.message.bookingID)).count,
            warnings: try warnings(about: deliveries)
        )
    }

    /// One line for each thing that went wrong, with how often, and one for students without a phone number.
    private func warnings(about deliveries: [Delivery]) throws -> [String] {
        var counts: [String: Int] = [:]
        for delivery in deliveries {
            if let warning = delivery.warning { counts[warning, default: 0] += 1 }
            guard delivery.message.channel == .email else { continue }
            if try outbox.subject(of: delivery.message)?.booking.contact.phone == nil {
                counts["No phone number: the reminder goes by e-mail.", default: 0] += 1
            }
        }
        return counts.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
    }
}
