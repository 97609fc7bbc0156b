package import Scheduling

extension MariaDBStore {
    package func answer(to claim: IdempotencyClaim, at now: Moment) throws -> StoredAnswer? {
        let kept = try read { connection in
            try connection.query(
                """
                SELECT fingerprint, settles_at > ? AS is_running, status, location, body FROM idempotency_keys
                WHERE brand_id = ? AND caller = ? AND idempotency_key = ? AND created_at > ?
                """,
                [.moment(now)] + claim.place + [.moment(claim.oldest(at: now))]
            ) { row in
                let fingerprint: [UInt8] = try row.value("fingerprint")
                let isRunning: Bool? = try row.value("is_running")
                let status: Int? = try row.value("status")
                let answer = try status.map {
                    StoredAnswer(status: $0, location: try row.value("location"), body: try row.value("body"))
                }
                return (fingerprint, isRunning ?? false, answer)
            }.first
        }
        guard let (fingerprint, isRunning, answer) = kept else { return nil }
        guard fingerprint == claim.fingerprint else { throw Refusal.idempotencyMismatch }
        guard !isRunning else { throw Refusal.idempotencyInProgress }
        return answer
    }

    package func revise(_ answer: StoredAnswer, to claim: IdempotencyClaim) throws {
        try transaction { try $0.keep(answer, finalAt: nil, for: claim) }
    }
}

extension Connection {
    /// Holds a key for this transaction: whoever inserts it too meets the row's lock.
    ///
    /// A plain INSERT reads nothing, so the calendar may still be taken after it.
    ///
    /// - Throws: `Refusal.idempotencyInProgress` when somebody else holds or has just used it; `Fault`.
    func claim(_ claim: IdempotencyClaim, at now: Moment) throws {
        if try insert(claim, at: now) { return }
        let forgotten = try execute(
            """
            DELETE FROM idempotency_keys
            WHERE brand_id = ? AND caller = ? AND idempotency_key = ? AND created_at <= ?
            """,
            claim.place + [.moment(claim.oldest(at: now))]
        )
        guard forgotten == 1, try insert(claim, at: now) else { throw Refusal.idempotencyInProgress }
    }

    /// Keeps the answer for a key; nil when it is final, else the moment from which on it counts all the same.
    func keep(_ answer: StoredAnswer, finalAt: Moment?, for claim: IdempotencyClaim) throws {
        try execute(
            """
            UPDATE idempotency_keys SET settles_at = ?, status = ?, location = ?, body = ?
            WHERE brand_id = ? AND caller = ? AND idempotency_key = ?
            """,
            [.moment(finalAt), .int(answer.status), .text(answer.location), .bytes(answer.body)] + claim.place
        )
    }

    /// Lets go of a key that this transaction holds, for which there is no answer to keep.
    func release(_ claim: IdempotencyClaim) throws {
        try execute(
            "DELETE FROM idempotency_keys WHERE brand_id = ? AND caller = ? AND idempotency_key = ?",
            claim.place
        )
    }

    /// Inserts the key without waiting for whoever holds it; false when it is there.
    private func insert(_ claim: IdempotencyClaim, at now: Moment) throws -> Bool {
        do {
            return try isNew(.primary) {
                try execute(
                    """
                    SET STATEMENT innodb_lock_wait_timeout = 0 FOR
                    INSERT INTO idempotency_keys (brand_id, caller, idempotency_key, fingerprint, created_at)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                    claim.place + [.bytes(claim.fingerprint), .moment(now)]
                )
            }
        } catch let fault as Fault where fault.isLockTimeout {
            throw Refusal.idempotencyInProgress
        }
    }
}

extension IdempotencyClaim {
    fileprivate var place: [Parameter] { [.id(brandID), .text(caller), .text(self.key)] }

    /// Answers from then or earlier are forgotten.
    fileprivate func oldest(at now: Moment) -> Moment { now.adding(hours: -Self.lifetimeHours) }
}
