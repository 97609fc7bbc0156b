package import Scheduling

extension MariaDBStore: Calendars, Operations {
    package func withCalendar<Result>(
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        claiming claim: IdempotencyClaim?,
        counting limits: [GuestLimit],
        at now: Moment,
        _ body: (any CalendarTransaction) throws -> Result
    ) throws -> Result {
        func work(_ connection: Connection) throws -> Result {
            guard try connection.raiseCalendarVersion(of: instructorID),
                try connection.isKnown(instructorID, in: brandID)
            else { throw Refusal.notFound }
            try connection.releaseEndedHolds(of: instructorID, at: now)
            let calendar = MariaDBCalendarTransaction(connection, instructorID, brandID, claim, now)
            let result = try body(calendar)
            try calendar.finish()
            return result
        }
        return try transaction { connection -> Swift.Result<Result, Refusal> in
            if let claim { try connection.claim(claim, at: now) }
            if limits.isEmpty { return .success(try work(connection)) }
            return try connection.counting(limits, in: brandID, claim, at: now) { try work(connection) }
        }.get()
    }

    package func schemaVersion() throws -> Int {
        do {
            return try read { connection in
                try connection.query("SELECT version FROM schema_migrations ORDER BY version DESC LIMIT 1") {
                    try $0.int()
                }
            }.first ?? 0
        } catch let fault as Fault where fault.isMissingTable {
            return 0
        }
    }

    package func guardLapse() throws -> GuardLapse? { try read { try $0.guardLapse() } }
}

extension Connection {
    /// Whether the instructor works for the brand, or has bookings there that outlived the work.
    fileprivate func isKnown(_ instructorID: ID<Instructor>, in brandID: ID<Brand>) throws -> Bool {
        let both: [Parameter] = [.id(brandID), .id(instructorID)]
        let assigned: SQL = "SELECT 1 AS found FROM instructors_brands WHERE brand_id = ? AND instructor_id = ?"
        if try !query(assigned, both, { try $0.int() }).isEmpty { return true }
        let booked: SQL = "SELECT 1 AS found FROM bookings WHERE brand_id = ? AND instructor_id = ? LIMIT 1"
        return try !query(booked, both) { try $0.int() }.isEmpty
    }

    /// Counts, then works; a refusal undoes the work and leaves what was counted.
    ///
    /// The rows that count come before the instructor's, so whoever is over a limit holds nobody's calendar up. Everybody
    /// takes them in this order.
    fileprivate func counting<Result>(
        _ limits: [GuestLimit],
        in brandID: ID<Brand>,
        _ claim: IdempotencyClaim?,
        at now: Moment,
        _ work: () throws -> Result
    ) throws -> Swift.Result<Result, Refusal> {
        do {
            try count(against: limits, in: brandID, at: now)
        } catch let reached as ReachedLimit {
            throw Refusal.rateLimited(seconds: reached.retryAfterSeconds)
        }
        try run("SAVEPOINT counted")
        do {
            return .success(try work())
        } catch let refusal as Refusal {
            try run("ROLLBACK TO SAVEPOINT counted")
            if let claim { try release(claim) }
            return .failure(refusal)
        }
    }
}
