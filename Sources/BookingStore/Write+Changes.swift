import Scheduling

extension Connection {
    /// Writes what was decided, in the order that the calendar guard and the foreign keys need.
    ///
    /// - Parameters:
    ///   - changes: what was decided.
    ///   - instructorID: whose calendar this transaction has.
    ///   - brandID: where new students and rules belong; nil when the changes have none.
    ///   - now: the present moment.
    /// - Throws: `Refusal.slotUnavailable(.taken)`, `Refusal.paymentAlreadyUsed`, `Refusal.notFound` for a booking that is not
    ///   this instructor's; `Fault`.
    func write(
        _ changes: Changes,
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>?,
        at now: Moment
    ) throws {
        if let brandID {
            for student in changes.newStudents { try insertNew(student, brandID: brandID) }
        }
        for booking in changes.changedBookings {
            guard booking.instructorID == instructorID, try update(booking) else { throw Refusal.notFound }
        }
        for booking in changes.newBookings { try insert(booking) }
        for payment in changes.payments { try insert(payment) }
        try insert(changes.events)
        for bookingID in changes.endedLinks { try endLinks(to: bookingID, at: now) }
        try admit(changes.links)
        try insert(changes.messages, dueAt: changes.messagesDueAt)
        if let brandID, let rules = changes.rules { try replaceRules(rules, of: instructorID, in: brandID) }
        for bookingID in changes.resolvedConflicts { try deleteConflict(of: bookingID) }
        try insert(changes.conflicts, foundAt: now)
    }

    /// Another instructor's transaction may have added the same student since this one looked: then this one looks again.
    private func insertNew(_ student: Student, brandID: ID<Brand>) throws {
        do {
            try insert(student, brandID: brandID)
        } catch let fault as Fault where fault.isDuplicate(of: .studentEmail) {
            throw fault.asConflict
        }
    }
}
