package import LocalStack

/// MariaDB's own command-line client: a second opinion on what the server has written.
package struct SQLClient: Sendable {
    /// The server's socket.
    package let socketPath: String

    /// The database.
    package let database: String

    /// Takes where the database is.
    package init(socketPath: String, database: String) {
        self.socketPath = socketPath
        self.database = database
    }

    /// Runs statements and gives back every row of every result, as text; NULL is `NULL`.
    ///
    /// - Throws: `LocalStackError` with the server's words when a statement fails.
    @discardableResult
    package func rows(_ sql: String) throws -> [[String]] {
        let program = try Program.run("mariadb", arguments(sql))
        guard program.exitCode == 0 else {
            let words = program.output.split(separator: "\n").filter { $0.hasPrefix("ERROR") }.joined(separator: "; ")
            throw LocalStackError(words.isEmpty ? "mariadb ended with \(program.exitCode)" : words)
        }
        return program.output.split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// The first number of the first row.
    package func number(_ sql: String) throws -> Int {
        guard let number = try rows(sql).first?.first.flatMap({ Int($0) }) else {
            throw LocalStackError("There is no number in the answer to \(sql)")
        }
        return number
    }

    /// Starts statements in a session of its own, such as one that holds a row for a while.
    package func start(_ sql: String) throws -> ChildProcess {
        try ChildProcess("/usr/bin/env", ["mariadb"] + arguments(sql), logPath: "/dev/null")
    }

    /// The statements that read every row of every table, but for when a credential was last seen.
    package func dumpStatements() throws -> String {
        let columns = try rows(
            """
            SELECT table_name, GROUP_CONCAT(
                CONCAT(IF(data_type = 'binary', 'HEX(', 'QUOTE('), column_name, ')') ORDER BY ordinal_position
            )
            FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND column_name <> 'last_used_at'
            GROUP BY table_name
            """
        )
        return columns.map { "SELECT '\($0[0])', \($0[1]) FROM \($0[0]);" }.joined()
    }

    /// What `dumpStatements` read, a line for each row.
    package func dump(_ statements: String) throws -> Set<String> {
        Set(try rows("START TRANSACTION WITH CONSISTENT SNAPSHOT; \(statements)").map { $0.joined(separator: "\t") })
    }

    private func arguments(_ sql: String) -> [String] {
        [
            "--no-defaults", "--user=root", "--socket=\(socketPath)", "--batch", "--skip-column-names",
            "--default-character-set=utf8mb4",
            "--init-command=SET SESSION time_zone = '+00:00', group_concat_max_len = 100000",
            "--execute=\(sql)", database,
        ]
    }
}
