import HTTP
import Scheduling
import TestSupport

/// Compares what a crowd was told with what is in a database: nothing is lost, nothing is doubled, nothing is too close.
struct Audit {
    /// What is wrong, one sentence each; the crowd's own complaints included.
    private(set) var findings: [String]

    /// Acknowledged changes that are not there.
    private(set) var lost = 0

    /// Bookings, payments, history or messages that are there more often than they should be.
    private(set) var doubled = 0

    private let ledger: Ledger
    private let places: [World<Stack>]
    private let sql: SQLClient
    private var promises: [String: Promise]

    /// Looks; the crowd must have come to its end.
    ///
    /// - Throws: what `sql` throws.
    init(of ledger: Ledger, on places: [World<Stack>], in sql: SQLClient) throws {
        self.ledger = ledger
        self.places = places
        self.sql = sql
        findings = ledger.complaints
        promises = ledger.promises
        try checkBookings()
        try checkPayments()
        try checkHistory()
        try checkMessages()
        try checkCalendar()
    }

    private mutating func lose(_ words: String) {
        lost += 1
        findings.append("lost: \(words)")
    }

    private mutating func double(_ words: String) {
        doubled += 1
        findings.append("doubled: \(words)")
    }

    /// Every promised booking is there as promised; every other was asked for and not refused; each key made one.
    private mutating func checkBookings() throws {
        let rows = try sql.rows(
            """
            SELECT id, notes, status, DATE_FORMAT(start_at, '%Y-%m-%dT%H:%i:%sZ'), payment_reference, payment_status
            FROM bookings WHERE brand_id IN (\(places.brandList))
            """
        )
        var bookingOfKey: [String: String] = [:]
        for row in rows {
            let (id, key) = (row[0], row[1])
            let seen = Promise.State(
                status: row[2],
                startAt: row[3],
                paymentReference: row[4] == "NULL" ? nil : row[4]
            )
            if let other = bookingOfKey.updateValue(id, forKey: key) { double("\(key) made \(other) and \(id)") }
            if (row[5] == "paid") != (seen.paymentReference != nil) { findings.append("\(id) is \(row[5]): \(seen)") }
            check(id, key, seen)
        }
        let present = Set(rows.map { $0[0] })
        for promise in ledger.promises.values where !present.contains(promise.id) {
            lose("\(promise.id) of \(promise.key), promised as \(promise.state)")
        }
    }

    private mutating func check(_ id: String, _ key: String, _ seen: Promise.State) {
        switch ledger.attempts[key] {
        case nil: findings.append("nobody asked for \(id) of \(key)")
        case .refused: double("\(key) was refused, and made \(id)")
        case .open, .made: break
        }
        guard let promise = promises[id] else {
            if case .made(let other) = ledger.attempts[key] { double("\(key) was promised as \(other), not \(id)") }
            return
        }
        // What was in doubt at the very end may have come true.
        if promises[id]?.reconcile(with: seen) != true { lose("\(id) was promised as \(promise.state) and is \(seen)") }
    }

    /// Every confirmed booking is paid once, with what its client paid with, and nothing else is paid.
    private mutating func checkPayments() throws {
        let rows = try sql.rows(
            "SELECT booking_id, provider_payment_id FROM payments WHERE brand_id IN (\(places.brandList))"
        )
        var paid: [String: String] = [:]
        for row in rows {
            if paid.updateValue(row[1], forKey: row[0]) != nil { double("payment of \(row[0])") }
            if let promise = promises[row[0]], promise.state.paymentReference != row[1] {
                findings.append("\(row[0]) has a payment \(row[1]) but is \(promise.state)")
            }
        }
        for promise in promises.values where promise.state.paymentReference != paid[promise.id] {
            lose("payment of \(promise.id)")
        }
    }

    /// The history tells of each change once: one creation, and as many moves, payments and cancellations as counted.
    private mutating func checkHistory() throws {
        let counts = try counted(
            "SELECT booking_id, kind, COUNT(*) FROM booking_events WHERE brand_id IN (\(places.brandList)) GROUP BY 1, 2"
        )
        for promise in promises.values {
            for (kind, times) in promise.history {
                compare(counts["\(promise.id) \(kind)"] ?? 0, with: times, "event \(kind) of \(promise.id)")
            }
        }
    }

    /// Each change has its messages once: to the student, to the instructor, and by SMS what concerns a phone.
    private mutating func checkMessages() throws {
        let counts = try counted(
            """
            SELECT booking_id, CONCAT(event, ' ', recipient, ' ', channel), COUNT(*) FROM notifications
            WHERE brand_id IN (\(places.brandList)) GROUP BY 1, 2
            """
        )
        for promise in promises.values {
            for (kind, times) in promise.history {
                let bySMS = promise.hasPhone && (kind == "created" || (promise.isByStaff && kind != "confirmed"))
                for (message, count) in [
                    ("student email", times), ("instructor email", times), ("student sms", bySMS ? times : 0),
                ] {
                    let found = counts["\(promise.id) \(kind) \(message)"] ?? 0
                    compare(found, with: count, "message \(kind) \(message) of \(promise.id)")
                }
            }
        }
    }

    private mutating func checkCalendar() throws {
        for pair in try sql.sessionsTooClose(of: places.instructorList) { double("too close: \(pair)") }
        for cell in try sql.busyCellsAstray(of: places.instructorList) { findings.append("guard astray: \(cell)") }
        let open = "brand_id IN (\(places.brandList)) AND status IS NULL"
        let keys = try sql.rows("SELECT idempotency_key FROM idempotency_keys WHERE \(open)")
        for key in keys { findings.append("a key without an answer: \(key)") }
    }

    private mutating func compare(_ found: Int, with wanted: Int, _ what: String) {
        if found < wanted { lose("\(what): \(found) of \(wanted)") }
        if found > wanted { double("\(what): \(found) instead of \(wanted)") }
    }

    /// Rows of two names and a number, as a number for both names.
    private func counted(_ query: String) throws -> [String: Int] {
        Dictionary(try sql.rows(query).map { ("\($0[0]) \($0[1])", Int($0[2]) ?? -1) }, uniquingKeysWith: +)
    }
}

extension Promise {
    /// How often each kind of event should have happened.
    fileprivate var history: [(kind: String, times: Int)] {
        [
            ("created", 1), ("confirmed", counts["pay"] ?? 0), ("moved", counts["move"] ?? 0),
            ("cancelled", counts["cancel"] ?? 0),
        ]
    }
}
