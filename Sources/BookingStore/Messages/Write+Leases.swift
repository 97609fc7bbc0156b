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

    /// Why it is not sent now: it is given up, or its time has not come; nil when it is sent.
    func reasonNotToSend(_ wanted: OutboxSelection, at now: Moment) -> AttemptResult? {
        let message = leased.message
        if let reason = MessageTiming.reasonToGiveUp(message, queuedAt: queuedAt, about: booking, at: now) {
            return .givenUp(reason: reason)
        }
        guard case .reminders = wanted, !Reminder.isDue(booking, at: now) else { return nil }
        // Until then nobody meets it again, so it stands in nobody's way.
        return .later(
            at: Reminder.dueAt(booking),
            reason: MessageTiming.notDueYet,
            isOutcomeUnknown: leased.isOutcomeUnknown
        )
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
}

extension SQL {
    fileprivate static let candidates: SQL = """
        SELECT \(columns: OutboxMessage.self, of: "n"), n.attempts, n.first_attempt_at, n.payload, n.is_outcome_unknown,
            n.requeued_at, \(columns: Booking.self, of: "b")
        FROM notifications n JOIN bookings b ON b.id = n.booking_id
        WHERE n.lease_token = ? AND n.state = 'queued'
        ORDER BY n.next_attempt_at, n.id
        """
}
