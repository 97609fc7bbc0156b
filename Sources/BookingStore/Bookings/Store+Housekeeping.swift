package import Scheduling

extension MariaDBStore {
    /// Deletes answers that were kept for idempotency keys and count no longer, the oldest first.
    ///
    /// - Parameters:
    ///   - limit: how many at most, so that no transaction grows large.
    ///   - now: the present moment.
    /// - Throws: `Fault`.
    /// - Returns: how many were deleted.
    package func forgetAnswers(atMost limit: Int, at now: Moment) throws -> Int {
        let oldest = now.adding(hours: -IdempotencyClaim.lifetimeHours)
        return try read { connection in
            try connection.execute(
                "DELETE FROM idempotency_keys WHERE created_at <= ? ORDER BY created_at LIMIT ?",
                [.moment(oldest), .int(limit)]
            )
        }
    }

    /// Deletes what was counted against guests' limits and counts no longer, the oldest first.
    ///
    /// - Parameters:
    ///   - limit: how many at most, so that no transaction grows large.
    ///   - now: the present moment.
    /// - Throws: `Fault`.
    /// - Returns: how many were deleted.
    package func forgetGuestCounts(atMost limit: Int, at now: Moment) throws -> Int {
        try read { connection in
            try connection.execute(
                "DELETE FROM guest_counts WHERE last_at <= ? ORDER BY last_at LIMIT ?",
                [.moment(now.adding(hours: -24)), .int(limit)]
            )
        }
    }

    /// Deletes the ids of providers' reports that are thirty days old, the oldest first: none comes again so late.
    ///
    /// - Parameters:
    ///   - limit: how many at most, so that no transaction grows large.
    ///   - now: the present moment.
    /// - Throws: `Fault`.
    /// - Returns: how many were deleted.
    package func forgetReports(atMost limit: Int, at now: Moment) throws -> Int {
        try read { connection in
            try connection.execute(
                "DELETE FROM provider_events WHERE received_at <= ? ORDER BY received_at LIMIT ?",
                [.moment(now.adding(hours: -30 * 24)), .int(limit)]
            )
        }
    }

    /// Cancels the holds that have ended, in whichever brand, in a transaction for each instructor.
    ///
    /// An instructor whose calendar cannot be had now does not keep the others waiting, and is met again at the next call.
    ///
    /// - Parameters:
    ///   - limit: of how many instructors at most.
    ///   - now: the present moment.
    /// - Throws: `Fault`, the last of several.
    /// - Returns: of how many instructors holds were released.
    package func releaseEndedHolds(atMost limit: Int, at now: Moment) throws -> Int {
        let instructorIDs: [ID<Instructor>] = try read { connection in
            try connection.query(
                "SELECT DISTINCT instructor_id FROM bookings WHERE status = 'pending' AND hold_expires_at <= ? LIMIT ?",
                [.moment(now), .int(limit)]
            ) { try $0.id() }
        }
        var last: Fault?
        for instructorID in instructorIDs {
            do { try releaseEndedHolds(of: instructorID, at: now) } catch let fault as Fault { last = fault }
        }
        if let last { throw last }
        return instructorIDs.count
    }

    /// Cancels the holds of one instructor that have ended, in a transaction of its own.
    private func releaseEndedHolds(of instructorID: ID<Instructor>, at now: Moment) throws {
        try transaction { connection in
            _ = try connection.raiseCalendarVersion(of: instructorID)
            try connection.releaseEndedHolds(of: instructorID, at: now)
        }
    }
}
