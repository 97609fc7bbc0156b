extension Connection {
    /// How long things may take.
    package struct Timeouts: Sendable {
        /// Seconds that a connect may take, for each host.
        package let connectSeconds: UInt32

        /// Seconds that the client waits for an answer; above what the server itself allows, because a client that stops
        /// waiting does not know what the server did.
        package let answerSeconds: UInt32

        /// The server's own limits: a lock, a statement, a transaction that does nothing.
        let session: SQL

        /// For requests.
        ///
        /// A database that falls silent has all threads soon: they must be free again before nginx gives their requests
        /// up (fastcgi_read_timeout), or they would work on for nobody.
        package static let request = Timeouts(
            connectSeconds: 2,
            answerSeconds: 10,
            session: "SET SESSION innodb_lock_wait_timeout = 5, max_statement_time = 8, idle_transaction_timeout = 10"
        )

        /// For asking one of several hosts whether it is there.
        static let question = Timeouts(
            connectSeconds: 1,
            answerSeconds: 1,
            session: "SET SESSION max_statement_time = 1"
        )

        /// For migrations, which may copy whole tables.
        package static let migration = Timeouts(
            connectSeconds: 2,
            answerSeconds: 86_400,
            session: "SET SESSION lock_wait_timeout = 60, innodb_lock_wait_timeout = 60, max_statement_time = 0"
        )

        /// For reads of whole tables, in transactions whose statements all see one snapshot.
        package static let survey = Timeouts(
            connectSeconds: 2,
            answerSeconds: 86_400,
            session:
                "SET SESSION tx_isolation = 'REPEATABLE-READ', max_statement_time = 0, idle_transaction_timeout = 0"
        )
    }
}
