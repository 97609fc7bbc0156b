@testable import BookingStore
import LocalStack
import Synchronization
import TestSupport
import Testing

/// A private MariaDB for tests, with as many databases as they want.
final class TestDatabase: Sendable {
    /// Why a test that needs the server is skipped.
    static let absence: Comment = "MariaDB's server is not installed (Debian: apt-get install mariadb-server)"

    /// Whether this machine has the server.
    static let isPossible = Installed.mariaDB

    /// Where the migrations are.
    static let migrations = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/sql"

    /// The server that every test may use which leaves it running.
    static func shared() throws -> TestDatabase { try started.get() }

    private static let started = Result { try TestDatabase() }

    let server: PrivateMariaDB
    private let directory: TemporaryDirectory
    private let count = Mutex(0)
    private let isMigrated = Mutex(false)

    /// Starts a server of its own, with further options of mariadbd.
    init(options: [String] = []) throws {
        directory = try TemporaryDirectory()
        server = try PrivateMariaDB(directory: directory.path + "/db", options: options)
        try server.start()
    }

    deinit {
        server.stop()
    }

    /// Adds an empty database.
    func empty() throws -> DatabaseURL {
        let name = count.withLock { number in
            number += 1
            return "test_\(number)"
        }
        let root = try Connection.open(DatabaseURL(server.url(database: "mysql")))
        try root.rawly("CREATE DATABASE \(name)")
        return try DatabaseURL(server.url(database: name))
    }

    /// The database with the tables of Coachbook that tests share, as the server's own user sees it.
    func migrated() throws -> DatabaseURL {
        try isMigrated.withLock { done in
            defer { done = true }
            return done ? try url(user: "coachbook", password: "replace-this-password") : try migrate()
        }
    }

    /// A connection to the shared tables that may do everything.
    func administrator() throws -> Connection { try Connection.open(administratorURL()) }

    /// The shared tables as somebody who may do everything sees them.
    func administratorURL() throws -> DatabaseURL {
        _ = try migrated()
        return try url(user: "root", password: "")
    }

    private func url(user: String, password: String) throws -> DatabaseURL {
        try DatabaseURL(server.url(database: "coachbook", user: user, password: password))
    }

    private func migrate() throws -> DatabaseURL {
        let root = try Connection.open(DatabaseURL(server.url(database: "mysql")))
        try root.rawly("CREATE DATABASE coachbook")
        let owner = try Connection.open(url(user: "root", password: ""), timeouts: .migration)
        _ = try Migrations(directory: Self.migrations).apply(on: owner)
        let grants = try SQLDirectory(path: Self.migrations).file(named: "grants.sql", version: 0)
        for statement in try grants.statements() { try root.rawly(statement) }
        return try url(user: "coachbook", password: "replace-this-password")
    }
}

extension Connection {
    /// Runs SQL that a test has put together.
    func rawly(_ sql: String) throws { try run(migration: sql) }

    /// The first number of the first row.
    func number(_ sql: SQL, _ parameters: [Parameter] = []) throws -> Int {
        try #require(try query(sql, parameters) { try $0.int() }.first)
    }

    /// The id by which the server knows this connection.
    func threadID() throws -> Int { try number("SELECT CONNECTION_ID() AS id") }
}
