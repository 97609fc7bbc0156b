import Scheduling

/// What proves that messages are somebody's, and until when they are.
struct Lease {
    let token = UInt64.random(in: 1...UInt64.max)
    let end: Moment

    init(seconds: Int, at now: Moment) {
        end = Moment(seconds: now.seconds + seconds)
    }

    fileprivate var parameters: [Parameter] { [.unsigned(token), .moment(end)] }
}

/// A message that was leased, with what decides whether it is sent.
struct LeaseCandidate {
    let leased: LeasedMessage
    let queuedAt: Moment
    let booking: Booking

    fileprivate init(_ row: inout Row, _ lease: Lease) throws {
        let message = try OutboxMessage(&row)
        leased = LeasedMessage(
            message: message,
            leaseToken: lease.token,
            attempts: try row.int(),
            firstAttemptAt: try row.optionalMoment(),
            payload: try row.optionalText(),
            isOutcomeUnknown: try row.flag()
        )
        queuedAt = try row.optionalMoment() ?? message.createdAt
        booking = try Booking(&row)
    }

    /// What is to be done with it.
    enum Decision {
        case send(LeasedMessage)
        /// It is given up, or its time or turn has not come.
        case record(AttemptResult)
    }

    /// What is to be done with it, as one of its booking's messages.
    func decision(_ wanted: OutboxSelection, among entries: [MessageOrder.Entry], at now: Moment) -> Decision {
        let message = leased.message
        if let reason = MessageTiming.reasonToGiveUp(message, queuedAt: queuedAt, about: booking, at: now) {
            return .record(.givenUp(reason: reason))
        }
        if case .reminders = wanted, !Reminder.isDue(booking, at: now) {
            // Until then nobody meets it again, so it stands in nobody's way.
            return .record(later(at: Reminder.dueAt(booking), MessageTiming.notDueYet))
        }
        switch MessageOrder.turn(of: message, queuedAt: queuedAt, among: entries, about: booking, at: now) {
        case .overtaken: return .record(.givenUp(reason: MessageOrder.overtaken))
        case .wait(let moment): return .record(later(at: moment, MessageOrder.behindAnother))
        case .send(let untold):
            var leased = leased
            leased.untold = untold
            return .send(leased)
        }
    }

    /// The messages of its booking that wait, although a later change has overtaken them.
    func overtaken(among entries: [MessageOrder.Entry], at now: Moment) -> [ID<OutboxMessage>] {
        entries.filter { entry in
            entry.message.id != leased.message.id && entry.state == .queued && !entry.isLeased(at: now)
                && MessageOrder.isOvertaken(entry.message, among: entries, about: booking, at: now)
        }.map(\.message.id)
    }

    private func later(at moment: Moment, _ reason: String) -> AttemptResult {
        .later(at: moment, reason: reason, isOutcomeUnknown: leased.isOutcomeUnknown)
    }
}

extension Connection {
    /// Marks the wanted messages as leased, unless they are somebody else's.
    ///
    /// Whether they are sent is decided when they are read.
    func take(_ wanted: OutboxSelection, limit: Int, _ lease: Lease, at now: Moment) throws {
        switch wanted {
        case .due: try takeDue(limit: limit, lease, at: now)
        case .these(let ids): for id in ids.prefix(limit) { try take(id, lease, at: now) }
        case .reminders(let brandID): try takeReminders(of: brandID, limit: limit, lease, at: now)
        }
    }

    private func takeDue(limit: Int, _ lease: Lease, at now: Moment) throws {
        try execute(
            """
            UPDATE notifications SET lease_token = ?, lease_until = ?
            WHERE state = 'queued' AND next_attempt_at <= ? AND (lease_until IS NULL OR lease_until <= ?)
                AND (event <> 'reminder' OR created_at <= ?)
            ORDER BY next_attempt_at, id
            LIMIT ?
            """,
            lease.parameters + [
                .moment(now), .moment(now),
                .moment(Moment(seconds: now.seconds - MessageTiming.reminderHeadStartSeconds)),
                .int(limit),
            ]
        )
    }

    private func take(_ id: ID<OutboxMessage>, _ lease: Lease, at now: Moment) throws {
        try execute(
            """
            UPDATE notifications SET lease_token = ?, lease_until = ?
            WHERE id = ? AND state = 'queued' AND (attempts = 0 OR next_attempt_at <= ?)
                AND (lease_until IS NULL OR lease_until <= ?)
            """,
            lease.parameters + [.id(id), .moment(now), .moment(now)]
        )
    }

    private func takeReminders(of brandID: ID<Brand>?, limit: Int, _ lease: Lease, at now: Moment) throws {
        try execute(
            """
            UPDATE notifications SET lease_token = ?, lease_until = ?
            WHERE state = 'queued' AND event = 'reminder' AND next_attempt_at <= ?
                AND (lease_until IS NULL OR lease_until <= ?)
                AND (? IS NULL OR brand_id = ?)
            ORDER BY next_attempt_at, id
            LIMIT ?
            """,
            lease.parameters + [.moment(now), .moment(now), .id(brandID), .id(brandID), .int(limit)]
        )
    }

    /// What a lease has taken, in the order in which it is due.
    func candidates(leasedBy lease: Lease) throws -> [LeaseCandidate] {
        try query(.candidates, [.unsigned(lease.token)]) { try LeaseCandidate(&$0, lease) }
    }

    /// All messages of the bookings whose messages a lease has taken.
    func entries(beside lease: Lease) throws -> [MessageOrder.Entry] {
        try query(.entries, [.unsigned(lease.token)], MessageOrder.Entry.init)
    }

    /// Gives up a message that waits and is nobody's.
    func giveUp(_ id: ID<OutboxMessage>, because reason: String, at now: Moment) throws {
        try execute(
            """
            UPDATE notifications SET state = 'dead', last_error = ?
            WHERE id = ? AND state = 'queued' AND (lease_until IS NULL OR lease_until <= ?)
            """,
            [.words(reason), .id(id), .moment(now)]
        )
    }
}

extension SQL {
    fileprivate static let candidates: SQL = """
        SELECT \(columns: OutboxMessage.self, of: "n"), n.attempts, n.first_attempt_at, n.payload, n.is_outcome_unknown,
            n.requeued_at, \(columns: Booking.self, of: "b")
        FROM notifications n JOIN bookings b ON b.id = n.booking_id
        WHERE n.lease_token = ? AND n.state = 'queued'
        ORDER BY n.next_attempt_at, n.id
        """

    // By the key of bookings' messages, whose first column is the booking.
    fileprivate static let entries: SQL = """
        SELECT \(columns: MessageOrder.Entry.self)
        FROM notifications
        WHERE booking_id IN (SELECT booking_id FROM notifications WHERE lease_token = ?)
        """
}
