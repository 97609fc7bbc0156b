package import Scheduling

extension MariaDBStore: Outbox, Messages {
    package func lease(
        _ wanted: OutboxSelection,
        limit: Int,
        leaseSeconds: Int,
        at now: Moment
    ) throws -> [LeasedMessage] {
        // In a transaction of its own, so that what another caller has just written is seen, and leased only once.
        if case .reminders(let brandID) = wanted { try writeReminders(of: brandID, at: now) }
        while true {
            let lease = Lease(seconds: leaseSeconds, at: now)
            // Written down before anything is decided: of two who send about one booking, one sees the other's lease.
            try transaction { try $0.take(wanted, limit: limit, lease, at: now) }
            let candidates = try read { try $0.candidates(leasedBy: lease) }
            if candidates.isEmpty { return [] }
            let own = Set(candidates.map(\.leased.message.id))
            let entries = try read { try $0.entries(beside: lease) }.map { entry in
                var entry = entry
                if own.contains(entry.message.id) { entry.leasedUntil = nil }
                return entry
            }
            let messages = try decide(on: candidates, among: entries, wanted, at: now)
            // A batch of which nothing is to be sent does not mean that there are no others, unless they were named.
            if case .these = wanted { return messages }
            if !messages.isEmpty { return messages }
        }
    }

    /// Puts off or gives up the candidates that are not to be sent, and what they have overtaken; the others it answers.
    private func decide(
        on candidates: [LeaseCandidate],
        among entries: [MessageOrder.Entry],
        _ wanted: OutboxSelection,
        at now: Moment
    ) throws -> [LeasedMessage] {
        var messages: [LeasedMessage] = []
        var results: [(LeasedMessage, AttemptResult)] = []
        var overtaken: [ID<OutboxMessage>] = []
        for candidate in candidates {
            let beside = entries.filter { $0.message.bookingID == candidate.booking.id }
            switch candidate.decision(wanted, among: beside, at: now) {
            case .send(let message): messages.append(message)
            case .record(let result): results.append((candidate.leased, result))
            }
            overtaken += candidate.overtaken(among: beside, at: now)
        }
        if results.isEmpty, overtaken.isEmpty { return messages }
        try transaction { connection in
            for (message, result) in results { _ = try connection.record(message, as: result, at: now) }
            for id in overtaken { try connection.giveUp(id, because: MessageOrder.overtaken, at: now) }
        }
        return messages
    }

    package func beginAttempt(
        of message: LeasedMessage,
        payload: String,
        handingOut link: AccessToken?,
        at now: Moment
    ) throws -> String? {
        try transaction { connection in
            let mine: [Parameter] = [.id(message.message.id), .unsigned(message.leaseToken)]
            let isMine = try connection.execute(
                """
                UPDATE notifications SET payload = COALESCE(payload, ?), attempts = attempts + 1,
                    first_attempt_at = COALESCE(first_attempt_at, ?), is_outcome_unknown = TRUE
                WHERE id = ? AND lease_token = ? AND lease_until > ? AND state = 'queued'
                """,
                [.text(payload), .moment(now)] + mine + [.moment(now)]
            )
            guard isMine == 1 else { return nil }
            if let link { try connection.admit(link) }
            return try connection.query("SELECT payload FROM notifications WHERE id = ? AND lease_token = ?", mine) {
                try $0.text()
            }.first
        }
    }

    package func record(_ message: LeasedMessage, as result: AttemptResult, at now: Moment) throws {
        let body = { (connection: Connection) in
            guard try connection.record(message, as: result, at: now) else { return }
            if case .refused(let reason, blocksAddress: true) = result {
                _ = try connection.block(DeliveryReport.Address(of: message.message), reason: reason, at: now)
            }
            if result.endsUnsent { try connection.insertReminder(insteadOf: message.message, at: now) }
        }
        do {
            try transaction(body)
        } catch let fault as Fault where fault.isConnectionLost {
            // A message that was sent would be sent again. When the lost transaction did commit, the lease has ended, and
            // this one changes nothing.
            try transaction(body)
        }
    }

    package func subject(of message: OutboxMessage) throws -> MessageSubject? {
        try subject(of: message.bookingID, in: message.brandID)
    }

    package func subject(of bookingID: ID<Booking>, in brandID: ID<Brand>) throws -> MessageSubject? {
        var filter = BookingFilter(brandID: brandID)
        filter.id = bookingID
        guard let booking = try read({ try $0.bookings(filter) }).first else { return nil }
        return try read { connection in
            try connection.query(
                .subject,
                [.id(booking.instructorID), .id(booking.brandID)]
            ) { row in
                MessageSubject(
                    booking: booking,
                    brand: try Brand(&row),
                    instructor: try Instructor(&row),
                    // Where an operator has ended the work by hand, what was agreed is still told.
                    cutoffHours: try row.optionalInt() ?? SchedulingSettings.standard.cancellationCutoffHours
                )
            }
        }.first
    }
}

extension SQL {
    fileprivate static let subject: SQL = """
        SELECT \(columns: Brand.self, of: "b"), \(columns: Instructor.self, of: "i"), s.cancellation_cutoff_hours
        FROM brands b
            JOIN instructors i ON i.id = ?
            LEFT JOIN instructor_scheduling_settings s ON s.brand_id = b.id AND s.instructor_id = i.id
        WHERE b.id = ?
        """
}
