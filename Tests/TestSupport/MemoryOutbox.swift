package import Scheduling

extension MemoryState {
    /// One message and what became of it.
    package struct OutboxRow: Equatable, Sendable {
        /// The message.
        package internal(set) var message: OutboxMessage

        /// Where it is.
        package internal(set) var state = MessageState.queued

        /// When it is due.
        package internal(set) var nextAttemptAt: Moment

        /// How many attempts were begun.
        package internal(set) var attempts = 0

        /// When the first attempt began.
        package internal(set) var firstAttemptAt: Moment?

        /// What the first attempt sent.
        package internal(set) var payload: String?

        /// Whether an attempt began of which nobody knows how it ended.
        package internal(set) var isOutcomeUnknown = false

        /// When an operator queued it again.
        package internal(set) var requeuedAt: Moment?

        /// The lease that was given out last, unless it was ended.
        package internal(set) var leaseToken: UInt64?

        /// When that lease ends.
        package internal(set) var leasedUntil: Moment?

        /// The provider's name for it.
        package internal(set) var providerID: String?

        /// When the provider took it.
        package internal(set) var sentAt: Moment?

        /// What the provider last reported.
        package internal(set) var delivery: DeliveryReport.Status?

        /// When the provider last reported.
        package internal(set) var deliveryAt: Moment?

        /// Why the last attempt failed.
        package internal(set) var lastError: String?

        func isFree(at now: Moment) -> Bool {
            state == .queued && leasedUntil.map { $0 <= now } ?? true
        }

        func isLeased(by leased: LeasedMessage) -> Bool {
            message.id == leased.message.id && leaseToken == leased.leaseToken
        }

        /// Only what went out in doubt is kept.
        mutating func end(in state: MessageState, _ reason: String) {
            self.state = state
            lastError = reason
            if !isOutcomeUnknown { payload = nil }
        }

        mutating func endLease() {
            leaseToken = nil
            leasedUntil = nil
        }
    }

    /// The messages in the outbox, in the order in which they were written.
    package var messages: [OutboxMessage] { outbox.map(\.message) }

    /// Writes a message to the outbox; one that is there already stays.
    mutating func enqueue(_ message: OutboxMessage, dueAt: Moment? = nil) {
        guard !outbox.contains(where: { $0.message.isSameMessage(as: message) }) else { return }
        outbox.append(OutboxRow(message: message, nextAttemptAt: dueAt ?? MessageTiming.firstAttempt(of: message)))
    }

    mutating func enqueueReminders(of brandID: ID<Brand>?, at now: Moment) {
        var random = SystemRandomNumberGenerator()
        let written = outbox.map(\.message)
        let missing = bookings.values.filter { booking in
            (brandID == nil || booking.brandID == brandID) && Reminder.isDue(booking, at: now)
                && !written.contains { $0.isReminder(of: booking) }
        }
        for booking in missing.sorted(by: startsEarlier).prefix(100) {
            let reminder = Reminder.message(about: booking, at: now, using: &random)
            enqueue(reminder, dueAt: Reminder.dueAt(booking))
        }
    }

    mutating func enqueueReminder(insteadOf message: OutboxMessage, at now: Moment) {
        guard let booking = bookings[message.bookingID] else { return }
        var random = SystemRandomNumberGenerator()
        let reminder = Reminder.byEmail(insteadOf: message, about: booking, at: now, using: &random)
        if let reminder { enqueue(reminder, dueAt: now) }
    }

    /// The places of the messages that are wanted and nobody's, by when they are due.
    func wanted(_ wanted: OutboxSelection, at now: Moment) -> [Int] {
        let free = outbox.indices.filter { outbox[$0].isFree(at: now) }
        let found =
            switch wanted {
            case .due: free.filter { outbox[$0].nextAttemptAt <= now && !outbox[$0].isLeftToCron(at: now) }
            case .these(let ids):
                free.filter { index in
                    let row = outbox[index]
                    return ids.contains(row.message.id) && (row.attempts == 0 || row.nextAttemptAt <= now)
                }
            case .reminders(let brandID):
                free.filter { index in
                    let row = outbox[index]
                    return row.message.event == .reminder && row.nextAttemptAt <= now
                        && (brandID == nil || row.message.brandID == brandID)
                }
            }
        return found.sorted { outbox[$0].dueOrder < outbox[$1].dueOrder }
    }

    /// Gives a message to whoever asks, or gives it up; a reminder that cron meets too early waits.
    mutating func lease(
        _ index: Int,
        for wanted: OutboxSelection,
        seconds: Int,
        at now: Moment
    ) -> LeasedMessage? {
        let row = outbox[index]
        guard let booking = bookings[row.message.bookingID] else { return nil }
        let queuedAt = row.requeuedAt ?? row.message.createdAt
        if let reason = MessageTiming.reasonToGiveUp(row.message, queuedAt: queuedAt, about: booking, at: now) {
            outbox[index].end(in: .dead, reason)
            outbox[index].endLease()
            return nil
        }
        if case .reminders = wanted, !Reminder.isDue(booking, at: now) {
            outbox[index].nextAttemptAt = Reminder.dueAt(booking)
            outbox[index].lastError = MessageTiming.notDueYet
            return nil
        }
        let entries = outbox.filter { $0.message.bookingID == booking.id }.map(\.entry)
        giveUpOvertaken(among: entries, about: booking, but: index, at: now)
        let untold: [OutboxMessage.Event]
        switch MessageOrder.turn(of: row.message, queuedAt: queuedAt, among: entries, about: booking, at: now) {
        case .overtaken:
            outbox[index].state = .dead
            outbox[index].lastError = MessageOrder.overtaken
            outbox[index].endLease()
            return nil
        case .wait(let moment):
            outbox[index].nextAttemptAt = moment
            outbox[index].lastError = MessageOrder.behindAnother
            outbox[index].endLease()
            return nil
        case .send(let events): untold = events
        }
        lastLease += 1
        outbox[index].leaseToken = lastLease
        outbox[index].leasedUntil = Moment(seconds: now.seconds + seconds)
        var leased = LeasedMessage(
            message: row.message,
            leaseToken: lastLease,
            attempts: row.attempts,
            firstAttemptAt: row.firstAttemptAt,
            payload: row.payload,
            isOutcomeUnknown: row.isOutcomeUnknown
        )
        leased.untold = untold
        return leased
    }

    private mutating func giveUpOvertaken(
        among entries: [MessageOrder.Entry],
        about booking: Booking,
        but leased: Int,
        at now: Moment
    ) {
        for index in outbox.indices where index != leased && outbox[index].isFree(at: now) {
            let message = outbox[index].message
            guard message.bookingID == booking.id,
                MessageOrder.isOvertaken(message, among: entries, about: booking, at: now)
            else { continue }
            outbox[index].state = .dead
            outbox[index].lastError = MessageOrder.overtaken
        }
    }

    /// What went out is sent, and the reminder of a booking whose time is still the same is noted there.
    mutating func markSent(_ index: Int, providerID: String?, at now: Moment) {
        outbox[index].state = .sent
        outbox[index].providerID = providerID ?? outbox[index].providerID
        outbox[index].sentAt = now
        outbox[index].isOutcomeUnknown = false
        outbox[index].lastError = nil
        outbox[index].payload = nil
        outbox[index].message = outbox[index].message.withoutLink
        let message = outbox[index].message
        guard message.event == .reminder, let booking = bookings[message.bookingID],
            booking.sequence == message.revision, booking.reminderSentAt == nil
        else { return }
        bookings[message.bookingID]?.reminderSentAt = now
    }
}

extension MemoryState.OutboxRow {
    /// Whether it is a reminder that the background does not take yet.
    fileprivate func isLeftToCron(at now: Moment) -> Bool {
        message.event == .reminder
            && now.seconds - message.createdAt.seconds < MessageTiming.reminderHeadStartSeconds
    }

    fileprivate var entry: MessageOrder.Entry {
        MessageOrder.Entry(
            message: message,
            state: state,
            requeuedAt: requeuedAt,
            nextAttemptAt: nextAttemptAt,
            leasedUntil: leasedUntil
        )
    }

    fileprivate var dueOrder: (Int, UInt64, UInt64) { (nextAttemptAt.seconds, message.id.high, message.id.low) }
}

extension OutboxMessage {
    /// The message as it is kept once it is out.
    var withoutLink: OutboxMessage {
        OutboxMessage(
            id: id,
            brandID: brandID,
            bookingID: bookingID,
            event: event,
            revision: revision,
            recipient: recipient,
            channel: channel,
            address: address,
            createdAt: createdAt,
            previousStartAt: previousStartAt,
            isBudgeted: isBudgeted
        )
    }

    /// Whether it is the reminder of the booking's present time.
    fileprivate func isReminder(of booking: Booking) -> Bool {
        bookingID == booking.id && event == .reminder && revision == booking.sequence
    }

    fileprivate func isSameMessage(as other: OutboxMessage) -> Bool {
        bookingID == other.bookingID && event == other.event && revision == other.revision
            && recipient == other.recipient && channel == other.channel
    }
}
