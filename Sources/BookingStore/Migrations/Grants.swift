/// `grants.sql`: the database user of the server, who may change rows and nothing else.
package struct Grants {
    private let file: Migrations.File

    /// Reads the file from the directory with the migrations.
    ///
    /// - Throws: `Migrations.Mistake`.
    package init(directory: String) throws {
        file = try SQLDirectory(path: directory).file(named: "grants.sql", version: 0)
    }

    /// Makes the user, gives it that password, and grants what the file says in the database named `coachbook`.
    ///
    /// - Parameters:
    ///   - password: letters and digits only.
    ///   - connection: of an administrator.
    /// - Throws: `Fault`; `Migrations.Mistake.unfinished`.
    package func apply(password: String, on connection: Connection) throws {
        precondition(
            password.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "z") ~= $0 && $0 != UInt8(ascii: "\\") }
        )
        for statement in try file.statements() { try connection.run(migration: statement) }
        try connection.run(migration: "ALTER USER 'coachbook'@'localhost' IDENTIFIED BY '\(password)'")
    }
}
