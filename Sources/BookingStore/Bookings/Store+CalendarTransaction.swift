package import Scheduling

extension MariaDBStore: Calendars, Operations {
    package func withCalendar<Result>(
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        claiming claim: IdempotencyClaim?,
        at now: Moment,
        _ body: (any CalendarTransaction) throws -> Result
    ) throws -> Result {
        try transaction { connection in
            if let claim { try connection.claim(claim, at: now) }
            guard try connection.raiseCalendarVersion(of: instructorID),
                try connection.isKnown(instructorID, in: brandID)
            else { throw Refusal.notFound }
            try connection.releaseEndedHolds(of: instructorID, at: now)
            let calendar = MariaDBCalendarTransaction(connection, instructorID, brandID, claim, now)
            let result = try body(calendar)
            try calendar.finish()
            return result
        }
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
}
