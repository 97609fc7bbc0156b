package import Scheduling

/// The files of `sql/`, and which of them a database has.
///
/// `NNNN_what.sql` are applied in the order of their numbers, forward only, and are recorded with a checksum; a landed file
/// that was edited since is refused. MariaDB commits with each DDL statement, so a file may stop half way: files are written
/// so that they can be applied again.
package struct Migrations: Sendable {
    /// One file.
    package struct File: Hashable, Sendable {
        /// The number its name begins with.
        package let version: Int

        /// Its name without the directory.
        package let name: String

        /// Its whole text.
        package let text: String
    }

    /// Why nothing was applied.
    package enum Mistake: Error, Hashable, Sendable {
        /// The directory cannot be read, with the errno.
        case unreadable(path: String, code: Int32)
        /// Two files begin with that number.
        case twice(version: Int)
        /// A file that this database has reads differently now.
        case edited(name: String)
        /// This database has a file that the directory does not: it belongs to a newer release.
        case unknown(name: String)
        /// The last statement of a file does not end in a semicolon at the end of a line.
        case unfinished(name: String)
        /// Another process has been migrating this database for a minute.
        case busy
        /// The triggers that guard the calendar were put back and do not work even so.
        case unguarded(GuardLapse)
    }

    /// What was done to a database.
    package struct Outcome: Hashable, Sendable {
        /// The names of the files that were applied now, in order.
        package let files: [String]

        /// The names of the triggers that were put in place now, or work again because their account does.
        package let triggers: [String]
    }

    /// The files in the order in which they are applied.
    package let files: [File]

    /// Reads the files of a directory; those that are not named `NNNN_what.sql` are passed over.
    ///
    /// - Throws: `Mistake`.
    package init(directory: String) throws {
        files = try SQLDirectory(path: directory).files().sorted { $0.version < $1.version }
        for (file, next) in zip(files, files.dropFirst()) where file.version == next.version {
            throw Mistake.twice(version: file.version)
        }
    }

    /// The names of the files that a database has, in order.
    ///
    /// - Throws: `Fault`.
    package func applied(on connection: Connection) throws -> [String] {
        try landed(on: connection).map(\.name)
    }

    /// The files that a database lacks, in order.
    ///
    /// - Throws: `Mistake` when what it has is not what the directory says; `Fault`.
    package func pending(on connection: Connection) throws -> [File] {
        let landed = try landed(on: connection)
        for row in landed {
            guard let file = files.first(where: { $0.version == row.version }) else {
                throw Mistake.unknown(name: row.name)
            }
            guard try file.name == row.name && checksum(of: file, on: connection) == row.checksum else {
                throw Mistake.edited(name: row.name)
            }
        }
        return files.filter { file in !landed.contains { $0.version == file.version } }
    }

    /// Applies what a database lacks, while no other process does, and mends the guard of the calendar.
    ///
    /// - Throws: as `pending`; `Mistake.busy`, `Mistake.unguarded`.
    /// - Returns: what was done; nothing the second time.
    package func apply(on connection: Connection) throws -> Outcome {
        let lock = try connection.query("SELECT GET_LOCK(CONCAT('coachbook.migrate.', DATABASE()), 60) AS held") {
            try $0.optionalInt()
        }
        guard lock.first == 1 else { throw Mistake.busy }
        defer {
            connection.letGo { try $0.run("DO RELEASE_LOCK(CONCAT('coachbook.migrate.', DATABASE()))") }
        }
        let pending = try pending(on: connection)
        for file in pending { try apply(file, on: connection) }
        return Outcome(files: pending.map(\.name), triggers: try CalendarGuard(files).mend(on: connection))
    }

    private func apply(_ file: File, on connection: Connection) throws {
        for statement in try file.statements() {
            do {
                try connection.run(migration: statement)
            } catch let fault as Fault {
                throw Fault(fault.kind, operation: "migrate \(file.name)", code: fault.code, detail: fault.detail)
            }
        }
        try connection.execute(
            """
            INSERT INTO schema_migrations (version, name, checksum, applied_at)
            VALUES (?, ?, SHA2(?, 256), UTC_TIMESTAMP())
            """,
            [.int(file.version), .text(file.name), .text(file.text)]
        )
    }

    private func landed(on connection: Connection) throws -> [(version: Int, name: String, checksum: String)] {
        do {
            return try connection.query("SELECT version, name, checksum FROM schema_migrations ORDER BY version") {
                row in
                (try row.int(), try row.text(), try row.text())
            }
        } catch let fault as Fault where fault.isMissingTable {
            return []
        }
    }

    /// MariaDB itself makes the digest, so that none has to be built in here.
    private func checksum(of file: File, on connection: Connection) throws -> String? {
        try connection.query("SELECT SHA2(?, 256) AS digest", [.text(file.text)]) { try $0.text() }.first
    }
}

extension Migrations.Mistake: CustomStringConvertible {
    /// A sentence for the operator.
    package var description: String {
        switch self {
        case .unreadable(let path, let code): "\(path) cannot be read (errno \(code))."
        case .twice(let version): "Two files have the number \(version)."
        case .edited(let name): "\(name) was edited after it was applied; put it back and write a new file instead."
        case .unknown(let name): "The database has \(name), which is not here; it belongs to a newer release."
        case .unfinished(let name): "The last statement of \(name) does not end in a semicolon at the end of a line."
        case .busy: "Another process is migrating this database."
        case .unguarded(let lapse): "\(lapse.sentence) It has just been tried."
        }
    }
}

extension Migrations.File {
    /// The statements of the file: each ends with a semicolon at the end of a line, comments take whole lines.
    ///
    /// - Throws: `Migrations.Mistake.unfinished`.
    func statements() throws -> [String] {
        var statements: [String] = []
        var current = ""
        for line in text.split(separator: "\n") {
            let words = line.drop { $0 == " " }
            guard !words.isEmpty, !words.hasPrefix("--") else { continue }
            current += line + "\n"
            guard words.hasSuffix(";") else { continue }
            statements.append(String(current.dropLast(2)))
            current = ""
        }
        guard current.isEmpty else { throw Migrations.Mistake.unfinished(name: name) }
        return statements
    }
}
