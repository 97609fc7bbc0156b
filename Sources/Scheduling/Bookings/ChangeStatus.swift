extension Booking {
    /// Refuses a change to a status that may not follow the present one.
    ///
    /// - Parameter status: the status that is wanted.
    /// - Throws: `statusConflict`.
    package func checkMay(become status: BookingStatus) throws(Refusal) {
        guard self.status.successors.contains(status) else { throw .statusConflict(self.status) }
    }

    /// Becomes confirmed: paid when a payment came with it, else waived.
    ///
    /// - Parameters:
    ///   - payment: the payment; nil where nothing is to be paid.
    ///   - now: the moment of the change.
    /// - Throws: `statusConflict`.
    package mutating func confirm(with payment: Payment?, at now: Moment) throws(Refusal) {
        try checkMay(become: .confirmed)
        status = .confirmed
        paymentStatus = payment == nil ? .waived : .paid
        paymentReference = payment?.providerPaymentID
        confirmedAt = now
        holdExpiresAt = nil
    }

    /// Becomes cancelled and gives back its time.
    ///
    /// - Parameters:
    ///   - reason: why, in the caller's words.
    ///   - now: the moment of the change.
    /// - Throws: `statusConflict`.
    package mutating func cancel(because reason: String?, at now: Moment) throws(Refusal) {
        try checkMay(become: .cancelled)
        status = .cancelled
        cancellationReason = reason
        cancelledAt = now
        holdExpiresAt = nil
        sequence += 1
    }

    /// Becomes completed, or a no-show; not before it starts.
    ///
    /// - Parameters:
    ///   - outcome: `completed` or `noShow`.
    ///   - now: the moment of the change.
    /// - Throws: `statusConflict`, `sessionNotStarted`.
    package mutating func close(as outcome: BookingStatus, at now: Moment) throws(Refusal) {
        try checkMay(become: outcome)
        guard now >= span.start else { throw .sessionNotStarted }
        status = outcome
        if outcome == .completed { completedAt = now } else { noShowAt = now }
    }

    /// Gets another time, with the buffer and the zone that hold now.
    ///
    /// Whether the time is free is `Timetable`'s to say; a reminder that went out for the old time no longer counts.
    ///
    /// - Parameters:
    ///   - span: the new session.
    ///   - settings: the instructor's settings in the booking's brand.
    ///   - zone: the zone those settings name.
    ///   - now: the moment of the change.
    /// - Throws: `statusConflict` when the booking is final.
    package mutating func move(
        to span: TimeSpan,
        settings: SchedulingSettings,
        zone: Zone,
        at now: Moment
    ) throws(Refusal) {
        guard !status.isFinal else { throw .statusConflict(status) }
        self.span = span
        bufferMinutes = settings.bufferMinutes
        instructorTimezone = settings.timezone
        promisedDate = zone.localDate(at: span.start)
        promisedTime = zone.localTime(at: span.start)
        scheduledAt = now
        reminderSentAt = nil
        if madeByGuest { holdExpiresAt = holdExpiresAt.map { min($0, span.start) } }
        sequence += 1
    }

    /// Whether the session is over: a final status, or its end has passed.
    package func isOver(at now: Moment) -> Bool { status.isFinal || span.end <= now }
}
