import Scheduling

extension Connection {
    /// Writes down what became of a leased message and ends the lease; false when the lease is another's now.
    func record(_ leased: LeasedMessage, as result: AttemptResult, at now: Moment) throws -> Bool {
        switch result {
        case .sent(let providerID):
            guard try end(leased, providerID: providerID, at: now) else { return false }
            try noteReminder(leased.message, at: now)
            return true
        case .later(let moment, let reason, let isOutcomeUnknown):
            return try end(leased, at: moment, reason: reason, isOutcomeUnknown: isOutcomeUnknown)
        case .refused(let reason, _):
            return try end(leased, in: .failed, reason: reason)
        case .givenUp(let reason):
            return try end(leased, in: .dead, reason: reason)
        }
    }

    /// A reminder's booking gets its `reminder_sent_at`, if the time is still the one of which it was reminded.
    func noteReminder(_ message: OutboxMessage, at now: Moment) throws {
        guard message.event == .reminder else { return }
        try execute(
            """
            UPDATE bookings SET reminder_sent_at = ?
            WHERE id = ? AND brand_id = ? AND sequence = ? AND reminder_sent_at IS NULL
            """,
            [.moment(now), .id(message.bookingID), .id(message.brandID), .int(message.revision)]
        )
    }

    /// What went out went out, even if it was discarded meanwhile.
    private func end(_ leased: LeasedMessage, providerID: String, at now: Moment) throws -> Bool {
        try execute(
            """
            UPDATE notifications SET state = 'sent', provider_id = ?, sent_at = ?, last_error = NULL,
                is_outcome_unknown = FALSE, payload = NULL, manage_url = NULL, lease_token = NULL, lease_until = NULL
            WHERE id = ? AND lease_token = ?
            """,
            [.words(providerID, limit: 255), .moment(now)] + leased.place
        ) == 1
    }

    private func end(_ leased: LeasedMessage, at moment: Moment, reason: String, isOutcomeUnknown: Bool) throws -> Bool
    {
        try execute(
            """
            UPDATE notifications SET next_attempt_at = ?, last_error = ?, is_outcome_unknown = ?,
                lease_token = NULL, lease_until = NULL
            WHERE id = ? AND lease_token = ? AND state = 'queued'
            """,
            [.moment(moment), .words(reason), .flag(isOutcomeUnknown)] + leased.place
        ) == 1
    }

    /// A refusal is an outcome; a message that is given up keeps the doubt that it had.
    ///
    /// What was sent in doubt is kept, to be recognised or repeated. What the release before has written holds a secret, and
    /// is forgotten in any case.
    private func end(_ leased: LeasedMessage, in state: MessageState, reason: String) throws -> Bool {
        try execute(
            """
            UPDATE notifications SET state = ?, last_error = ?, is_outcome_unknown = is_outcome_unknown AND ?,
                payload = IF(is_outcome_unknown AND manage_url IS NULL, payload, NULL), manage_url = NULL,
                lease_token = NULL, lease_until = NULL
            WHERE id = ? AND lease_token = ? AND state = 'queued'
            """,
            [.text(state.rawValue), .words(reason), .flag(state == .dead)] + leased.place
        ) == 1
    }
}

extension LeasedMessage {
    /// Where it is, as long as the lease is its holder's.
    fileprivate var place: [Parameter] { [.id(message.id), .unsigned(leaseToken)] }
}
