@testable import BookingStore
import LocalStack
import Scheduling
import TestSupport
import Testing

/// What a dump, an administrator or time may do to the triggers that guard the calendar, on a server of their own.
@Suite(.serialized, .enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct GuardLapseTests {
    private let database: TestDatabase
    private let root: Connection
    private let server: Connection
    private let migrations: Migrations

    init() throws {
        database = try TestDatabase()
        server = try Connection.open(database.migrated())
        root = try database.administrator()
        migrations = try Migrations(directory: TestDatabase.migrations)
    }

    private static let names = ["bookings_take_time", "bookings_give_time_back", "bookings_move_time"]
    private static let account = "'coachbook_guard'@'localhost'"

    private static let harms: [(words: String, sql: [String], lapse: GuardLapse)] = [
        ("a dump without triggers", names.map { "DROP TRIGGER \($0)" }, .missing),
        ("nobody takes time", ["DROP TRIGGER bookings_take_time"], .missing),
        ("nobody moves it", ["DROP TRIGGER bookings_move_time"], .missing),
        ("nobody gives it back", ["DROP TRIGGER bookings_give_time_back"], .missing),
        (
            "a trigger does something else",
            ["CREATE OR REPLACE TRIGGER bookings_take_time AFTER INSERT ON bookings FOR EACH ROW SET @x = 1"], .missing
        ),
        (
            "a trigger takes another's place",
            ["CREATE OR REPLACE TRIGGER bookings_give_time_back AFTER UPDATE ON bookings FOR EACH ROW SET @x = 1"],
            .missing
        ),
        ("whoever it runs as is gone", ["DROP USER \(account)"], .powerless),
        ("whoever it runs as may not write", ["REVOKE ALL PRIVILEGES, GRANT OPTION FROM \(account)"], .powerless),
    ]

    @Test(arguments: harms.indices)
    func `what was done to the guard is found by the server's own user, and mended by the next migration`(
        index: Int
    ) throws {
        let harm = Self.harms[index]
        #expect(try server.guardLapse() == nil)
        for statement in harm.sql { try root.rawly(statement) }
        #expect(try server.guardLapse() == harm.lapse, "\(harm.words)")
        let outcome = try migrations.apply(on: root)
        #expect(outcome.files == [] && outcome.triggers == Self.names, "\(harm.words)")
        #expect(try server.guardLapse() == nil)
        #expect(try migrations.apply(on: root).triggers == [])
    }

    @Test func `the triggers do not depend on whoever migrated`() throws {
        try root.rawly("CREATE USER 'mover'@'localhost'")
        try root.rawly("GRANT ALL ON *.* TO 'mover'@'localhost' WITH GRANT OPTION")
        try root.rawly("CREATE DATABASE moved")
        let url = try DatabaseURL(database.server.url(database: "moved", user: "mover"))
        _ = try migrations.apply(on: Connection.open(url, timeouts: .migration))
        try root.rawly("DROP USER 'mover'@'localhost'")
        let moved = try Connection.open(DatabaseURL(database.server.url(database: "moved")))
        #expect(try moved.guardLapse() == nil)
        #expect(throws: Fault.self, "nobody gets in as the account that they run as") {
            try Connection.open(DatabaseURL(database.server.url(database: "coachbook", user: "coachbook_guard")))
        }
    }

    @Test func `an administrator who may make no account runs them as itself, until one who may does`() throws {
        try root.rawly("CREATE USER 'clerk'@'localhost'")
        try root.rawly("GRANT ALL ON coachbook.* TO 'clerk'@'localhost'")
        for name in Self.names { try root.rawly("DROP TRIGGER \(name)") }
        let clerk = try Connection.open(
            DatabaseURL(database.server.url(database: "coachbook", user: "clerk")),
            timeouts: .migration
        )
        #expect(try migrations.apply(on: clerk).triggers == Self.names)
        #expect(try server.guardLapse() == nil)
        #expect(try migrations.apply(on: root).triggers == Self.names, "they run as the locked account now")
        try root.rawly("DROP USER 'clerk'@'localhost'")
        #expect(try server.guardLapse() == nil)
    }

    @Test func `to try the guard leaves nothing behind, and waits for nobody`() throws {
        let tables = ["brands", "instructors", "students", "bookings", "instructor_busy"]
        try root.run("START TRANSACTION")
        try root.rawly("INSERT INTO brands (id, slug, name) VALUES (UUID(), 'open', 'Open')")
        #expect(try server.guardLapse() == nil)
        try root.run("ROLLBACK")
        for table in tables {
            try root.rawly("SELECT 1 / (COUNT(*) = 0) INTO @empty FROM \(table)")
            #expect(try root.number("SELECT @empty IS NOT NULL") == 1, "\(table)")
        }
    }
}
