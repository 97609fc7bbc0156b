@testable import BookingStore
import LocalStack
import Scheduling
import TestSupport
import Testing

/// What a server does when nobody asks.
@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct HousekeepingTests {
    /// Long before every other test, which share the table.
    private static let past = Moment(seconds: 946_684_800)

    @Test
    func `answers go when they count no longer, the oldest first`() throws {
        let stage = try Stage(TestDatabase.shared().migrated())
        let brandID = stage.sides[0].brand.id
        let connection = try TestDatabase.shared().administrator()
        for hour in 0..<4 {
            try connection.execute(
                """
                INSERT INTO idempotency_keys (brand_id, caller, idempotency_key, fingerprint, created_at)
                VALUES (?, 'visitor', ?, ?, ?)
                """,
                [
                    .id(brandID), .text("key-\(hour)"), .bytes([UInt8](repeating: 1, count: 32)),
                    .moment(Self.past.adding(hours: hour)),
                ]
            )
        }
        func kept() throws -> [String] {
            try connection.query(
                "SELECT idempotency_key FROM idempotency_keys WHERE brand_id = ? ORDER BY created_at",
                [.id(brandID)]
            ) { try $0.text() }
        }
        let store = stage.store()
        #expect(try store.forgetAnswers(atMost: 10, at: Self.past.adding(minutes: 24 * 60 - 1)) == 0)
        #expect(try store.forgetAnswers(atMost: 1, at: Self.past.adding(hours: 26)) == 1)
        #expect(try kept() == ["key-1", "key-2", "key-3"])
        #expect(try store.forgetAnswers(atMost: 10, at: Self.past.adding(hours: 26)) == 2)
        #expect(try kept() == ["key-3"])
        #expect(try store.forgetAnswers(atMost: 10, at: Self.past.adding(hours: 27)) == 1)
    }

    @Test
    func `reports are remembered for thirty days, the oldest go first`() throws {
        let store = MariaDBStore(try TestDatabase.shared().migrated())
        let reports = (0..<3).map { number in
            DeliveryReport(
                provider: "resend",
                eventID: "old-\(ID<Booking>.new())-\(number)",
                providerID: nil,
                messageID: nil,
                status: nil,
                address: DeliveryReport.Address(channel: .sms, text: "+4930\(number)"),
                blocks: true,
                reason: nil
            )
        }
        for (hour, report) in reports.enumerated() {
            #expect(try store.receive(report, at: Self.past.adding(hours: hour)))
        }
        let end = Self.past.adding(hours: 30 * 24)
        #expect(try store.forgetReports(atMost: 10, at: end.adding(minutes: -1)) == 0)
        #expect(try store.forgetReports(atMost: 1, at: end.adding(hours: 1)) == 1)
        #expect(try store.forgetReports(atMost: 10, at: end.adding(hours: 1)) == 1)
        #expect(try !store.receive(reports[2], at: end))
        #expect(try store.forgetReports(atMost: 10, at: end.adding(hours: 2)) == 1)
    }

    @Test
    func `holds that have ended are released in every brand, and a calendar that is taken keeps no other waiting`()
        throws
    {
        let database = try TestDatabase.shared()
        let stages = try (0..<3).map { _ in try Stage(database.migrated()) }
        let bookings = try stages.map { stage in
            let side = stage.sides[1]
            var booking = stage.draft(side)
            booking.holdExpiresAt = Self.past
            // Made in the past, before anybody releases it.
            try stage.calendar(side, at: Self.past.adding(hours: -1)) { try $0.add(booking) }
            return booking
        }
        let store = stages[0].store()
        #expect(try store.releaseEndedHolds(atMost: 10, at: Moment(seconds: Self.past.seconds - 1)) == 0)
        #expect(try states(bookings) == ["pending", "pending", "pending"])
        let holder = try database.administrator()
        try holder.run("START TRANSACTION")
        try holder.execute(
            "UPDATE instructors SET calendar_version = calendar_version + 1 WHERE id = ?",
            [.id(stages[1].instructor.id)]
        )
        #expect(throws: Fault.self) { try store.releaseEndedHolds(atMost: 10, at: Self.past) }
        #expect(try states(bookings) == ["cancelled", "pending", "cancelled"])
        try holder.run("ROLLBACK")
        #expect(try store.releaseEndedHolds(atMost: 10, at: Self.past) == 1)
        #expect(try states(bookings) == ["cancelled", "cancelled", "cancelled"])
        #expect(try store.releaseEndedHolds(atMost: 10, at: Self.past) == 0)
    }

    @Test
    func `holds that have ended are found without a look at those that stand`() throws {
        let plan = try TestDatabase.shared().administrator().query(
            """
            EXPLAIN SELECT DISTINCT instructor_id FROM bookings WHERE status = 'pending' AND hold_expires_at <= ? LIMIT ?
            """,
            [.moment(Self.past), .int(10)]
        ) { row in try row.value("key") as String? }
        #expect(plan == ["bookings_holds"])
    }

    private func states(_ bookings: [Booking]) throws -> [String] {
        let connection = try TestDatabase.shared().administrator()
        return try bookings.flatMap { booking in
            try connection.query("SELECT status FROM bookings WHERE id = ?", [.id(booking.id)]) { try $0.text() }
        }
    }

    @Test
    func `the granted user has the password it was given, and no DDL`() throws {
        let database = try TestDatabase()
        _ = try database.migrated()
        let root = try database.administrator()
        let grants = try Grants(directory: TestDatabase.migrations)
        for password in ["first1", "Second2"] {
            try grants.apply(password: password, on: root)
            let url = try DatabaseURL(
                database.server.url(database: "coachbook", user: "coachbook", password: password)
            )
            let user = try Connection.open(url)
            #expect(throws: Fault.self) { try user.run("CREATE TABLE coachbook.intruder (id INT)") }
            #expect(throws: Fault.self) { try user.run("DROP TABLE coachbook.bookings") }
        }
        let old = try DatabaseURL(database.server.url(database: "coachbook", user: "coachbook", password: "first1"))
        #expect(throws: Fault.self) { try Connection.open(old) }
    }
}
