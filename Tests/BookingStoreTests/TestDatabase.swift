@testable import BookingStore
import LocalStack
import Synchronization
import Testing

/// A private MariaDB for tests, with as many databases as they want.
final class TestDatabase: Sendable {
    /// Why a test that needs the server is skipped.
    static let absence: Comment = "MariaDB's server is not installed (Debian: apt-get install mariadb-server)"

    /// Whether this machine has the server.
    static let isPossible = PrivateMariaDB.isInstalled

    /// Where the migrations are.
    static let migrations = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/sql"

    /// The server that every test may use which leaves it running.
    static func shared() throws -> TestDatabase { try started.get() }

    private static let started = Result { try TestDatabase() }

    let server: PrivateMariaDB
    private let directory: TemporaryDirectory
    private let count = Mutex(0)
    private let migratedURL = Mutex<DatabaseURL?>(nil)

    /// Starts a server of its own.
    init() throws {
        directory = try TemporaryDirectory()
        server = try PrivateMariaDB(directory: directory.path + "/db")
        try server.start()
    }

    /// Adds an empty database.
    func empty() throws -> DatabaseURL {
        let name = count.withLock { number in
            number += 1
            return "test_\(number)"
        }
        let root = try Connection.open(DatabaseURL(server.url(database: "mysql")))
        try root.run(migration: "CREATE DATABASE \(name)")
        return try DatabaseURL(server.url(database: name))
    }

    /// The database with the tables of Coachbook that tests share.
    func migrated() throws -> DatabaseURL {
        try migratedURL.withLock { known in
            if let known { return known }
            let url = try empty()
            let connection = try Connection.open(url, patience: .migration)
            _ = try Migrations(directory: Self.migrations).apply(on: connection)
            known = url
            return url
        }
    }

    /// A connection to the shared tables.
    func connect() throws -> Connection { try Connection.open(migrated()) }
}

extension Connection {
    /// Runs SQL that a test has put together.
    func rawly(_ sql: String) throws { try run(migration: sql) }

    /// The first number of the first row.
    func number(_ sql: StaticString, _ parameters: [Parameter] = []) throws -> Int {
        try #require(try query(sql, parameters) { try $0.int() }.first)
    }

    /// The id by which the server knows this connection.
    func threadID() throws -> Int { try number("SELECT CONNECTION_ID() AS id") }
}
