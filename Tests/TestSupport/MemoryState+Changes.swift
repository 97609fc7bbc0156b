import Scheduling

extension MemoryState {
    /// Writes what was decided, as a store does, but for the foreign keys.
    mutating func write(
        _ changes: Changes,
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>?,
        at now: Moment
    ) throws {
        if let brandID {
            for student in changes.newStudents {
                students[student.id] = BrandStudent(brandID: brandID, student: student)
            }
        }
        for booking in changes.changedBookings { try replace(booking) }
        for booking in changes.newBookings {
            guard bookings[booking.id] == nil else { throw broken("memory.add.booking") }
            try write(booking)
        }
        for payment in changes.payments { try add(payment) }
        events += changes.events
        for bookingID in changes.endedLinks { endLinks(to: bookingID, at: now) }
        for link in changes.links { admit(link) }
        for message in changes.messages { enqueue(message, dueAt: changes.messagesDueAt) }
        if let brandID, let rules = changes.rules {
            self.rules[Assignment(instructorID: instructorID, brandID: brandID)] = rules
        }
        for bookingID in changes.resolvedConflicts { zoneConflicts[bookingID] = nil }
        for conflict in changes.conflicts {
            zoneConflicts[conflict.bookingID] = FoundConflict(conflict: conflict, foundAt: now)
        }
    }

    /// Ends the instructor's holds whose end has passed, in every brand.
    mutating func releaseHolds(of instructorID: ID<Instructor>, at now: Moment) throws {
        var random = SystemRandomNumberGenerator()
        var changes = Changes()
        for booking in bookings.values.sorted(by: startsEarlier) where booking.instructorID == instructorID {
            let isAssigned = isKnown(instructorID, in: booking.brandID)
            let email = isAssigned ? instructors[instructorID]?.email : nil
            changes.append(endHold(of: booking, instructorEmail: email, at: now, using: &random))
        }
        try write(changes, of: instructorID, in: nil, at: now)
    }

    private mutating func replace(_ booking: Booking) throws {
        guard let old = bookings[booking.id] else { throw broken("memory.replace.booking") }
        var booking = booking
        if booking.reminderSentAt == nil, booking.sequence == old.sequence {
            booking.reminderSentAt = old.reminderSentAt
        }
        try write(booking)
        for (id, link) in tokens where link.role == .manage(booking.id) {
            tokens[id] = link.with(expiresAt: ManageLink.end(of: booking), revokedAt: link.revokedAt)
        }
    }

    /// Writes a manage link; one that is known stays as it is.
    mutating func admit(_ link: AccessToken) {
        if !tokens.values.contains(where: { $0.digest == link.digest }) { tokens[link.id] = link }
    }

    private mutating func endLinks(to bookingID: ID<Booking>, at now: Moment) {
        for (id, link) in tokens where link.role == .manage(bookingID) && link.revokedAt == nil {
            tokens[id] = link.with(expiresAt: link.expiresAt, revokedAt: now)
        }
    }

    /// Makes `busy` say what the bookings say; the guard refuses a cell that another booking keeps.
    private mutating func write(_ booking: Booking) throws {
        busy = busy.filter { $0.value != booking.id }
        if booking.status.keepsTime {
            let end = booking.span.end.adding(minutes: booking.bufferMinutes)
            for quantum in booking.span.start.seconds / Quantum.seconds..<end.seconds / Quantum.seconds {
                let cell = BusyCell(instructorID: booking.instructorID, quantum: quantum)
                guard busy.updateValue(booking.id, forKey: cell) == nil else { throw Refusal.slotUnavailable(.taken) }
            }
        }
        bookings[booking.id] = booking
    }

    private mutating func add(_ payment: Payment) throws {
        let same = payments.first {
            $0.brandID == payment.brandID && $0.provider == payment.provider
                && $0.providerPaymentID == payment.providerPaymentID
        }
        if let same, same.bookingID != payment.bookingID { throw Refusal.paymentAlreadyUsed }
        guard !payments.contains(where: { $0.bookingID == payment.bookingID }) else {
            throw broken("memory.add.payment")
        }
        payments.append(payment)
    }

    private func broken(_ operation: String) -> Fault {
        Fault(.broken, operation: operation, code: 0, detail: "the test asked for what no endpoint may ask for")
    }
}
