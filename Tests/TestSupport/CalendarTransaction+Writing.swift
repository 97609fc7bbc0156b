package import Scheduling

// What tests write one by one, without a use case.
extension CalendarTransaction {
    /// Writes a new booking.
    package func add(_ booking: Booking) throws { try write { $0.newBookings = [booking] } }

    /// Writes a changed booking.
    package func replace(_ booking: Booking) throws { try write { $0.changedBookings = [booking] } }

    /// Writes a payment.
    package func add(_ payment: Payment) throws { try write { $0.payments = [payment] } }

    /// Writes a line of history.
    package func add(_ event: BookingEvent) throws { try write { $0.events = [event] } }

    /// Writes messages.
    package func add(_ messages: [OutboxMessage]) throws { try write { $0.messages = messages } }

    /// Writes a credential.
    package func add(_ token: AccessToken) throws { try write { $0.links = [token] } }

    /// Writes rules at their next version, and answers them.
    package func replaceRules(_ rules: AvailabilityRules) throws -> AvailabilityRules {
        let nothing = TimeSpan(start: .fixture, end: .fixture)
        let changes = try schedule(busyWithin: nothing).rules.replaced(by: rules)
        try write(changes)
        return try schedule(busyWithin: nothing).rules
    }

    /// The brand's student of that address, or the given one, added now.
    package func findOrAdd(_ student: Student) throws -> Student {
        if let known = try self.student(email: student.contact.email) { return known }
        try write { $0.newStudents = [student] }
        return student
    }

    /// Keeps an answer that counts from `stable`.
    package func keep(_ answer: StoredAnswer) throws { try keep(answer, finalAt: .stable) }

    private func write(_ fill: (inout Changes) -> Void) throws {
        var changes = Changes()
        fill(&changes)
        try write(changes)
    }
}

extension Outbox {
    /// Writes down that an attempt begins which hands out no link.
    package func beginAttempt(of message: LeasedMessage, payload: String, at now: Moment) throws -> String? {
        try beginAttempt(of: message, payload: payload, handingOut: nil, at: now)
    }
}
