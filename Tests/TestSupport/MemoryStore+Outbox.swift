package import Scheduling

extension MemoryStore {
    /// See `Outbox.lease`.
    package func lease(
        _ wanted: OutboxSelection,
        limit: Int,
        leaseSeconds: Int,
        at now: Moment
    ) throws -> [LeasedMessage] {
        try access { state in
            if case .reminders(let brandID) = wanted { state.enqueueReminders(of: brandID, at: now) }
            var leased: [LeasedMessage] = []
            for index in state.wanted(wanted, at: now) where leased.count < limit {
                if let message = state.lease(index, for: wanted, seconds: leaseSeconds, at: now) {
                    leased.append(message)
                }
            }
            return leased
        }
    }

    /// See `Outbox.beginAttempt`.
    package func beginAttempt(
        of message: LeasedMessage,
        payload: String,
        handingOut link: AccessToken?,
        at now: Moment
    ) throws -> String? {
        try access { state in
            let place = state.outbox.firstIndex { $0.isLeased(by: message) && $0.state == .queued }
            guard let place, let end = state.outbox[place].leasedUntil, end > now else { return nil }
            let frozen = state.outbox[place].payload ?? payload
            state.outbox[place].payload = frozen
            state.outbox[place].attempts += 1
            state.outbox[place].firstAttemptAt = state.outbox[place].firstAttemptAt ?? now
            state.outbox[place].isOutcomeUnknown = true
            if let link { state.admit(link) }
            return frozen
        }
    }

    /// See `Outbox.record`.
    package func record(_ message: LeasedMessage, as result: AttemptResult, at now: Moment) throws {
        try access { state in
            guard let place = state.outbox.firstIndex(where: { $0.isLeased(by: message) }) else { return }
            if case .sent(let providerID) = result {
                state.markSent(place, providerID: providerID, at: now)
                return state.outbox[place].endLease()
            }
            guard state.outbox[place].state == .queued else { return }
            state.outbox[place].endLease()
            switch result {
            case .sent: break
            case .later(let moment, let reason, let isOutcomeUnknown):
                state.outbox[place].nextAttemptAt = moment
                state.outbox[place].lastError = reason
                state.outbox[place].isOutcomeUnknown = isOutcomeUnknown
            case .refused(let reason, let blocksAddress):
                state.outbox[place].state = .failed
                state.outbox[place].lastError = reason
                state.outbox[place].isOutcomeUnknown = false
                state.outbox[place].payload = nil
                if blocksAddress { _ = state.block(.init(of: message.message), reason: reason, at: now) }
            case .givenUp(let reason):
                state.outbox[place].end(in: .dead, reason)
            }
            if result.endsUnsent { state.enqueueReminder(insteadOf: message.message, at: now) }
        }
    }

    /// See `Outbox.subject`.
    package func subject(of message: OutboxMessage) throws -> MessageSubject? {
        try subject(of: message.bookingID, in: message.brandID)
    }

    /// See `Outbox.subject`.
    package func subject(of bookingID: ID<Booking>, in brandID: ID<Brand>) throws -> MessageSubject? {
        try access { state in
            guard let booking = state.bookings[bookingID], booking.brandID == brandID,
                let brand = state.brands[booking.brandID], let instructor = state.instructors[booking.instructorID]
            else { return nil }
            let assignment = MemoryState.Assignment(instructorID: instructor.id, brandID: brand.id)
            let settings = state.rules[assignment]?.settings ?? .standard
            return MessageSubject(
                booking: booking,
                brand: brand,
                instructor: instructor,
                cutoffHours: settings.cancellationCutoffHours
            )
        }
    }

    /// See `Outbox.messages`.
    package func messages(of bookingID: ID<Booking>, in brandID: ID<Brand>) throws -> [MessageRecord] {
        try access { state in
            state.outbox.filter { $0.message.bookingID == bookingID && $0.message.brandID == brandID }
                .sorted { $0.age < $1.age }.map(\.record)
        }
    }

    /// See `Outbox.messages`.
    package func messages(in wanted: MessageState?, of brandID: ID<Brand>?, limit: Int) throws -> [MessageRecord] {
        try access { state in
            state.outbox
                .filter { row in
                    (wanted == nil || row.state == wanted) && (brandID == nil || row.message.brandID == brandID)
                }
                .sorted { $0.age > $1.age }.prefix(limit).map(\.record)
        }
    }

    /// See `Outbox.requeue`.
    package func requeue(_ id: ID<OutboxMessage>, at now: Moment) throws -> Bool {
        try access { state in
            let place = state.outbox.firstIndex { $0.message.id == id && ($0.state == .failed || $0.state == .dead) }
            guard let place else { return false }
            state.outbox[place].state = .queued
            state.outbox[place].nextAttemptAt = now
            state.outbox[place].requeuedAt = now
            state.outbox[place].attempts = 0
            guard !state.outbox[place].isOutcomeUnknown else { return true }
            state.outbox[place].payload = nil
            state.outbox[place].firstAttemptAt = nil
            return true
        }
    }

    /// See `Outbox.discard`.
    package func discard(_ id: ID<OutboxMessage>, at now: Moment) throws -> Bool {
        try access { state in
            let place = state.outbox.firstIndex { $0.message.id == id && $0.state == .queued }
            guard let place else { return false }
            state.outbox[place].end(in: .dead, "discarded")
            return true
        }
    }

    /// See `Outbox.block`.
    package func block(of address: String, on channel: OutboxMessage.Channel) throws -> AddressBlock? {
        try access { $0.blocks[DeliveryReport.Address(typed: address, on: channel)] }
    }

    /// See `Messages.receive`.
    package func receive(_ report: DeliveryReport, at now: Moment) throws -> Bool {
        try access { state in
            guard state.takenReports.insert([report.provider, report.eventID]).inserted else { return false }
            let place =
                state.outbox.firstIndex { $0.message.id == report.messageID }
                ?? state.outbox.firstIndex { $0.providerID != nil && $0.providerID == report.providerID }
            var isChanged = false
            if let place, let status = report.status {
                isChanged = state.write(status, of: place, report, at: now)
            }
            guard let blocks = report.blocks,
                let address = report.address ?? place.map({ .init(of: state.outbox[$0].message) })
            else { return isChanged }
            if blocks { return state.block(address, reason: report.blockReason, at: now) || isChanged }
            return state.blocks.removeValue(forKey: address) != nil || isChanged
        }
    }
}

extension MemoryState {
    /// Blocks an address; false when it is blocked already.
    fileprivate mutating func block(_ address: DeliveryReport.Address, reason: String, at now: Moment) -> Bool {
        guard blocks[address] == nil else { return false }
        blocks[address] = AddressBlock(reason: reason, since: now)
        return true
    }

    /// Writes how far a message came; false when more is known already.
    fileprivate mutating func write(
        _ status: DeliveryReport.Status,
        of place: Int,
        _ report: DeliveryReport,
        at now: Moment
    ) -> Bool {
        if outbox[place].isOutcomeUnknown, outbox[place].state != .sent {
            markSent(place, providerID: report.providerID, at: now)
        }
        if let known = outbox[place].delivery, known >= status { return false }
        outbox[place].delivery = status
        outbox[place].deliveryAt = now
        if status >= .undelivered, let reason = report.reason { outbox[place].lastError = reason }
        return true
    }
}

extension MemoryState.OutboxRow {
    fileprivate var age: (Int, UInt64, UInt64) { (message.createdAt.seconds, message.id.high, message.id.low) }

    fileprivate var record: MessageRecord {
        MessageRecord(
            message: message,
            state: state,
            attempts: attempts,
            nextAttemptAt: state == .queued ? nextAttemptAt : nil,
            sentAt: sentAt,
            delivery: delivery,
            deliveryAt: deliveryAt,
            lastError: lastError
        )
    }
}
