import CMariaDB
package import Scheduling

/// The triggers that write `instructor_busy`, as the files of `sql/` have them, and the account that they run as.
///
/// A dump may leave the triggers out, and an account may be dropped; nothing else in the database shows either. The account
/// is nobody's: it is locked, has no password, and may do what the triggers do and no more.
struct CalendarGuard {
    /// One trigger.
    private struct Trigger {
        let name: String

        /// What stands after `TRIGGER`: its name, when it runs, what it does.
        let text: String
    }

    private static let account = "'coachbook_guard'@'localhost'"

    private let triggers: [Trigger]

    /// Takes the triggers out of the files, in order; of one that comes twice the last.
    init(_ files: [Migrations.File]) throws {
        var triggers: [Trigger] = []
        for statement in try files.flatMap({ try $0.statements() }) {
            let beginnings = ["CREATE TRIGGER IF NOT EXISTS ", "CREATE OR REPLACE TRIGGER "]
            guard let beginning = beginnings.first(where: statement.hasPrefix) else { continue }
            let text = String(statement.dropFirst(beginning.count))
            let name = String(text.prefix { $0 != " " })
            triggers.removeAll { $0.name == name }
            triggers.append(Trigger(name: name, text: text))
        }
        self.triggers = triggers
    }

    /// Puts back what is missing or changed, and makes the account or gives it its rights again.
    ///
    /// An administrator who may not make accounts becomes the one as whom the triggers run, as long as they do not run.
    ///
    /// - Returns: the names of the triggers when they were made now, or work again.
    /// - Throws: `Migrations.Mistake.unguarded` when the guard does not work even so; `Fault`.
    func mend(on connection: Connection) throws -> [String] {
        if triggers.isEmpty { return [] }
        let wasBroken = try connection.guardLapse() != nil
        let hasAccount = try makeAccount(on: connection)
        let stands = try areThere(ownedByAccount: hasAccount, on: connection)
        if try stands && connection.guardLapse() == nil { return wasBroken ? triggers.map(\.name) : [] }
        // All of them, in order: one that is made again takes its place behind the others.
        for trigger in triggers {
            let definer = hasAccount ? "DEFINER = \(Self.account) " : ""
            try connection.run(migration: "CREATE OR REPLACE \(definer)TRIGGER \(trigger.text)")
        }
        if let lapse = try connection.guardLapse() { throw Migrations.Mistake.unguarded(lapse) }
        return triggers.map(\.name)
    }

    /// Makes the account and gives it what the triggers need; false where whoever asks may not.
    private func makeAccount(on connection: Connection) throws -> Bool {
        let invalid = "IDENTIFIED VIA mysql_native_password USING 'invalid' ACCOUNT LOCK"
        do {
            try connection.run(migration: "CREATE USER IF NOT EXISTS \(Self.account) \(invalid)")
            for grant in [
                "SELECT, TRIGGER ON bookings", "SELECT, INSERT, DELETE ON instructor_busy", "SELECT ON seq_0_to_143",
            ] {
                try connection.run(migration: "GRANT \(grant) TO \(Self.account)")
            }
            return true
        } catch let fault as Fault where fault.isDenied {
            return false
        }
    }

    private func areThere(ownedByAccount: Bool, on connection: Connection) throws -> Bool {
        let found: [(name: String, definer: String, text: String)] = try connection.query(.triggers) {
            (try $0.text(), try $0.text(), try $0.text())
        }
        let owner = Self.account.filter { $0 != "'" }
        return found.map(\.name) == triggers.map(\.name)
            && zip(found, triggers).allSatisfy { words($0.text) == words(withoutOrder($1.text)) }
            && (!ownedByAccount || found.allSatisfy { $0.definer == owner })
    }

    private func withoutOrder(_ text: String) -> String {
        text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("FOLLOWS ") }.joined(separator: "\n")
    }

    private func words(_ text: String) -> [Substring] { text.split { $0 == " " || $0 == "\n" } }
}

extension SQL {
    /// The triggers of bookings in the order in which they were made to run, as far as whoever asks may see them.
    fileprivate static let triggers: SQL = """
        SELECT trigger_name, definer, CONCAT(
            trigger_name, ' ', action_timing, ' ', event_manipulation, ' ON bookings FOR EACH ROW ', action_statement
        )
        FROM information_schema.triggers
        WHERE trigger_schema = DATABASE() AND event_object_table = 'bookings'
        ORDER BY event_manipulation, action_order
        """
}

extension Fault {
    /// Whether somebody lacks a right, or is not there at all (1449).
    fileprivate var isDenied: Bool {
        [
            ER_NO_SUCH_USER, ER_SPECIFIC_ACCESS_DENIED_ERROR, ER_DBACCESS_DENIED_ERROR, ER_ACCESS_DENIED_ERROR,
            ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR, ER_CANT_CREATE_USER_WITH_GRANT,
        ].contains { Int($0) == code }
    }
}

extension Connection {
    /// Books, moves and cancels in a transaction that is rolled back, and looks at what the triggers made of it.
    ///
    /// Who may not see triggers, as the server's user, learns of them no other way. Everything is about a brand and people
    /// of its own, so it waits for nobody, and nobody for it.
    ///
    /// - Throws: `Fault` when it cannot be tried out.
    package func guardLapse() throws -> GuardLapse? {
        try run("START TRANSACTION")
        defer { letGo { try $0.run("ROLLBACK") } }
        var random = SystemRandomNumberGenerator()
        let id: Parameter = .id(ID<Booking>(madeAt: Moment(seconds: 0), using: &random))
        try execute("INSERT INTO brands (id, slug, name) VALUES (?, LEFT(SHA2(?, 256), 63), '-')", [id, id])
        try execute("INSERT INTO instructors (id, first_name, last_name, email) VALUES (?, '-', '-', '-')", [id])
        try execute(
            "INSERT INTO students (id, brand_id, first_name, last_name, email) VALUES (?, ?, '-', '-', '-')",
            [id, id]
        )
        do {
            try execute(.tryingBooking, [id, id, id, id])
            let taken = try quanta(of: id)
            try execute(
                "UPDATE bookings SET start_at = '2000-01-01 10:05', end_at = '2000-01-01 10:20' WHERE id = ?",
                [id]
            )
            let moved = try quanta(of: id)
            try execute("UPDATE bookings SET status = 'cancelled' WHERE id = ?", [id])
            let first = 946_720_800 / (Quantum.minutes * 60)
            let isWhole = try taken == Array(first..<first + 4) && moved == taken.map { $0 + 1 } && quanta(of: id) == []
            return isWhole ? nil : .missing
        } catch let fault as Fault where fault.isDenied {
            return .powerless
        } catch let fault as Fault where fault.key != nil {
            return .missing  // Moved before it gave its time back: the triggers run in another order.
        }
    }

    private func quanta(of id: Parameter) throws -> [Int] {
        try query("SELECT quantum FROM instructor_busy WHERE booking_id = ? ORDER BY quantum", [id]) { try $0.int() }
    }
}

extension SQL {
    /// Fifteen minutes and five of buffer, from 10:00 on.
    fileprivate static let tryingBooking: SQL = """
        INSERT INTO bookings (
            id, brand_id, instructor_id, student_id, contact_first_name, contact_last_name, contact_email,
            status, payment_status, start_at, end_at, buffer_minutes, scheduled_at, student_timezone,
            instructor_timezone, promised_date, promised_minute, created_at, updated_at, revision, sequence
        ) VALUES (
            ?, ?, ?, ?, '-', '-', '-', 'confirmed', 'unpaid', '2000-01-01 10:00', '2000-01-01 10:15', 5, '2000-01-01',
            'UTC', 'UTC', '2000-01-01', 600, '2000-01-01', '2000-01-01', 1, 0
        )
        """
}
