@testable import BookingStore
import Glibc
import LocalStack
import Scheduling
import Testing

@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct MigrationsTests {
    private let directory: TemporaryDirectory
    private let connection: Connection

    init() throws {
        directory = try TemporaryDirectory()
        connection = try Connection.open(TestDatabase.shared().empty(), timeouts: .migration)
    }

    private func write(_ name: String, _ text: String) throws {
        let file = try #require(fopen(directory.path + "/" + name, "we"))
        #expect(fputs(text, file) >= 0)
        #expect(fclose(file) == 0)
    }

    private func migrations() throws -> Migrations { try Migrations(directory: directory.path) }

    private static let record = """
        -- What has been applied; kept here.
        CREATE TABLE schema_migrations (
            version INT UNSIGNED PRIMARY KEY,
            -- A comment with a semicolon;
            name VARCHAR(100), checksum CHAR(64), applied_at DATETIME
        );
        CREATE TABLE notes (words VARCHAR(10) DEFAULT 'a;b');

        """

    @Test
    func `an empty database gets every file once`() throws {
        let migrations = try Migrations(directory: TestDatabase.migrations)
        let names = migrations.files.map(\.name)
        #expect(names.count >= 5)
        #expect(names == names.sorted())
        #expect(!names.contains("grants.sql"))
        #expect(try migrations.applied(on: connection).isEmpty)
        #expect(try migrations.pending(on: connection).map(\.name) == names)
        #expect(try migrations.apply(on: connection).files == names)
        #expect(try migrations.applied(on: connection) == names)
        #expect(try migrations.pending(on: connection).isEmpty)
        #expect(try migrations.apply(on: connection).files.isEmpty)
    }

    @Test
    func `every landed file can be applied again after it stopped half way`() throws {
        let migrations = try Migrations(directory: TestDatabase.migrations)
        _ = try migrations.apply(on: connection)
        try connection.rawly("DELETE FROM schema_migrations")
        #expect(try migrations.apply(on: connection).files.count == migrations.files.count)
    }

    @Test
    func `students keep their addresses, their unique key and what refers to them when the key is stored`() throws {
        let all = try Migrations(directory: TestDatabase.migrations)
        for file in all.files where file.version < 9 { try write(file.name, file.text) }
        _ = try migrations().apply(on: connection)
        let id = "'01a20320-a4d4-760f-9924-4963ea016c24'"
        try connection.rawly("INSERT INTO brands (id, slug, name) VALUES (\(id), 'a', 'A')")
        let columns = "INSERT INTO students (id, brand_id, first_name, last_name, email)"
        try connection.rawly("\(columns) VALUES (\(id), \(id), 'Ada', 'Berg', 'Ada@Example.com')")
        let token = "INSERT INTO api_tokens (id, brand_id, role, student_id, digest, prefix, created_at)"
        try connection.rawly("\(token) VALUES (UUID(), \(id), 'student', \(id), REPEAT('x', 32), 'x', '2026-11-26')")
        _ = try all.apply(on: connection)
        #expect(try connection.query("SELECT email_key FROM students") { try $0.text() } == ["ada@example.com"])
        let twice = try #require(throws: Fault.self) {
            try connection.rawly("\(columns) VALUES (UUID(), \(id), 'Ada', 'Berg', 'aDA@example.com')")
        }
        #expect(twice.isDuplicate(of: .studentEmail))
        #expect(throws: Fault.self) { try connection.rawly("DELETE FROM students") }
    }

    @Test
    func `no column is virtual, because a key over one keeps a node of a cluster from starting`() throws {
        _ = try Migrations(directory: TestDatabase.migrations).apply(on: connection)
        let count = try connection.number(
            """
            SELECT COUNT(*) AS columns_there FROM information_schema.columns
            WHERE table_schema = DATABASE() AND extra LIKE '%VIRTUAL%'
            """
        )
        #expect(count == 0)
    }

    @Test
    func `files are applied by number, and only those that are named like one`() throws {
        try write("0002_second.sql", "INSERT INTO notes VALUES ('second');\n")
        try write("0001_first.sql", Self.record)
        try write("grants.sql", "NONSENSE;")
        try write("0003_third.txt", "NONSENSE;")
        #expect(try migrations().apply(on: connection).files == ["0001_first.sql", "0002_second.sql"])
        #expect(try connection.query("SELECT words FROM notes") { try $0.text() } == ["second"])
    }

    @Test
    func `an edited file is refused before anything is applied`() throws {
        try write("0001_first.sql", Self.record)
        _ = try migrations().apply(on: connection)
        try write("0001_first.sql", Self.record + "-- An afterthought\n")
        try write("0002_second.sql", "DROP TABLE notes;")
        #expect(throws: Migrations.Mistake.edited(name: "0001_first.sql")) {
            try migrations().apply(on: connection)
        }
        #expect(try connection.number("SELECT COUNT(*) AS rows_there FROM notes") == 0)
    }

    @Test
    func `a database of a newer release is refused`() throws {
        try write("0001_first.sql", Self.record)
        try write("0002_second.sql", "CREATE TABLE more (a INT);")
        _ = try migrations().apply(on: connection)
        #expect(unlink(directory.path + "/0002_second.sql") == 0)
        #expect(throws: Migrations.Mistake.unknown(name: "0002_second.sql")) {
            try migrations().pending(on: connection)
        }
    }

    @Test
    func `two files of one number are refused`() throws {
        try write("0001_first.sql", Self.record)
        try write("0001_other.sql", Self.record)
        #expect(throws: Migrations.Mistake.twice(version: 1)) { try migrations() }
    }

    @Test
    func `a directory that is not there is refused`() {
        #expect(throws: Migrations.Mistake.unreadable(path: "/nonexistent", code: ENOENT)) {
            try Migrations(directory: "/nonexistent")
        }
    }

    @Test
    func `a statement without its semicolon is refused`() throws {
        try write("0001_first.sql", Self.record + "CREATE TABLE more (a INT)\n")
        #expect(throws: Migrations.Mistake.unfinished(name: "0001_first.sql")) {
            try migrations().apply(on: connection)
        }
    }

    @Test
    func `a file that fails is named, not recorded, and applied when it is mended`() throws {
        try write("0001_first.sql", Self.record)
        try write("0002_second.sql", "CREATE TABLE IF NOT EXISTS more (a INT);\nNONSENSE;\n")
        let fault = try #require(throws: Fault.self) { try migrations().apply(on: connection) }
        #expect(fault.operation == "migrate 0002_second.sql")
        #expect(fault.code == 1064)
        #expect(try migrations().applied(on: connection) == ["0001_first.sql"])
        try write("0002_second.sql", "CREATE TABLE IF NOT EXISTS more (a INT);\n")
        #expect(try migrations().apply(on: connection).files == ["0002_second.sql"])
    }

    @Test
    func `statements end at the end of a line, and comments take whole lines`() throws {
        let file = Migrations.File(
            version: 1,
            name: "0001_x.sql",
            text: "-- a;\n\nSELECT ';' AS a;\n  -- b\nSELECT 1,\n  -- c;\n  2;\n"
        )
        #expect(try file.statements() == ["SELECT ';' AS a", "SELECT 1,\n  2"])
    }
}
