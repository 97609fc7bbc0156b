import Scheduling

/// What one look at a whole database says: every promise that must hold between its rows, checked in one snapshot.
package struct Proof: Sendable {
    /// What one of the promises came to.
    package struct Finding: Sendable {
        /// The promise.
        package let invariant: Invariant

        /// What is off, ascending by id; empty when the promise holds.
        package let violations: [Violation]
    }

    /// One row that breaks a promise.
    package struct Violation: Hashable, Sendable {
        /// The row's id; see `Invariant.promise` for what it is the id of.
        package let id: String

        /// What is off, in a few words without anybody's name or address.
        package let detail: String
    }

    /// The newest migration of the database.
    package let schemaVersion: Int

    /// How many rows there are, by kind.
    package let counts: [Subject: Int]

    /// One for each of `Invariant.all`, in that order; before them, that of `Invariant.guarded` where it was tried out.
    package private(set) var findings: [Finding]

    /// Whether every promise holds.
    package var isClean: Bool { findings.allSatisfy(\.violations.isEmpty) }

    /// Looks at a database that may be in use: it waits for nobody and nobody waits for it.
    ///
    /// - Parameter url: where it is; the server's own user will do.
    /// - Throws: `Fault`.
    package init(of url: DatabaseURL) throws {
        let connection = try Connection.open(url, timeouts: .survey)
        let lapse = try connection.guardLapse()
        // Each statement sees one moment anyway; the snapshot makes it the same one for all of them and for the counts.
        try connection.run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        try self.init(on: connection)
        try connection.run("COMMIT")
        let violations = lapse.map { [Violation(id: "bookings", detail: $0.sentence)] } ?? []
        findings.insert(Finding(invariant: .guarded, violations: violations), at: 0)
    }

    /// Looks through a connection, in the transaction that is open there.
    init(on connection: Connection) throws {
        schemaVersion =
            try connection.query("SELECT MAX(version) AS version FROM schema_migrations") { try $0.optionalInt() ?? 0 }
            .first ?? 0
        counts = try connection.subjectCounts()
        findings = try Invariant.all.map { invariant in
            let violations = try connection.query(invariant.sql) {
                Violation(id: try $0.text(), detail: try $0.text())
            }
            return Finding(
                invariant: invariant,
                violations: violations.sorted { ($0.id, $0.detail) < ($1.id, $1.detail) }
            )
        }
    }
}

extension Connection {
    fileprivate func subjectCounts() throws -> [Subject: Int] {
        let counts: [(Subject, Int)] = try query(
            """
            SELECT 'bookings', COUNT(*) FROM bookings UNION ALL
            SELECT 'cells', COUNT(*) FROM instructor_busy UNION ALL
            SELECT 'payments', COUNT(*) FROM payments UNION ALL
            SELECT 'events', COUNT(*) FROM booking_events UNION ALL
            SELECT 'messages', COUNT(*) FROM notifications UNION ALL
            SELECT 'tokens', COUNT(*) FROM api_tokens UNION ALL
            SELECT 'answers', COUNT(*) FROM idempotency_keys UNION ALL
            SELECT 'assignments', COUNT(*) FROM instructors_brands
            """
        ) { (try $0.word(), try $0.int()) }
        return Dictionary(uniqueKeysWithValues: counts)
    }
}
