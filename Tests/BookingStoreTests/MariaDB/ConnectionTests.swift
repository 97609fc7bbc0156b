@testable import BookingStore
import Scheduling
import Testing

@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct ConnectionTests {
    private let connection: Connection

    init() throws {
        connection = try Connection.open(TestDatabase.shared().empty())
    }

    @Test
    func `every type comes back as it went`() throws {
        try connection.rawly(
            """
            CREATE TABLE kinds (i BIGINT, u BIGINT UNSIGNED, small TINYINT, flag BOOLEAN, words TEXT, raw BLOB,
                at DATETIME, day DATE, id UUID) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin
            """
        )
        let id = ID<Booking>(high: 0x0190_0000_0000_7001, low: 0x8000_0000_0000_0001)
        let moment = Moment(seconds: 1_795_348_799)
        let day = LocalDate(dayNumber: -1)
        try connection.execute(
            "INSERT INTO kinds (i, u, small, flag, words, raw, at, day, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .int(.min), .unsigned(.max), .int(-128), .flag(true), .text("水 🌊 'x' \\"), .bytes([0, 255, 39, 0]),
                .moment(moment), .date(day), .id(id),
            ]
        )
        let found = try connection.query("SELECT i, u, small, flag, words, raw, at, day, id FROM kinds") { row in
            Kinds(
                signed: try row.int(),
                unsigned: try row.unsigned(),
                small: try row.int(),
                flag: try row.flag(),
                words: try row.text(),
                raw: try row.bytes(),
                moment: try row.moment(),
                day: try row.date(),
                id: try row.id()
            )
        }
        let expected = Kinds(
            signed: .min,
            unsigned: .max,
            small: -128,
            flag: true,
            words: "水 🌊 'x' \\",
            raw: [0, 255, 39, 0],
            moment: moment,
            day: day,
            id: id
        )
        #expect(found == [expected])
    }

    private struct Kinds: Equatable {
        let signed: Int
        let unsigned: UInt64
        let small: Int
        let flag: Bool
        let words: String
        let raw: [UInt8]
        let moment: Moment
        let day: LocalDate
        let id: ID<Booking>
    }

    @Test
    func `NULL is nil where it may be, and a fault where it may not`() throws {
        let nothing = try connection.query("SELECT CAST(? AS SIGNED) AS a, CAST(? AS CHAR) AS b", [.null, .null]) {
            row in
            (try row.optionalInt(), try row.optionalText())
        }
        #expect(nothing.first?.0 == nil)
        #expect(nothing.first?.1 == nil)
        #expect(
            fault { try connection.query("SELECT CAST(NULL AS SIGNED) AS a") { try $0.int() } }
                == "column 0 (a) is NULL"
        )
    }

    @Test(arguments: [0, 1, 1023, 1024, 1025, 70_000])
    func `a text of any length comes back whole`(length: Int) throws {
        let text = String(repeating: "x", count: length)
        let found = try connection.query("SELECT CAST(? AS CHAR(100000)) AS a, 7 AS b", [.text(text)]) { row in
            (try row.text(), try row.int())
        }
        #expect(found.first?.0 == text)
        #expect(found.first?.1 == 7)
    }

    @Test
    func `a statement may be run again with other values and other lengths`() throws {
        let values: [Parameter] = [.text("a"), .null, .text(String(repeating: "b", count: 5000)), .text("c")]
        for value in values {
            let found = try connection.query("SELECT CAST(? AS CHAR(10000)) AS a", [value]) { try $0.optionalText() }
            #expect(found.first??.utf8.count == value.length)
        }
    }

    @Test
    func `moments that a DATETIME cannot hold become the nearest that it can`() throws {
        for (moment, text) in [
            (Moment(seconds: .min), "1000-01-01 00:00:00"), (Moment(seconds: .max), "9999-12-31 23:59:59"),
        ] {
            let found = try connection.query("SELECT CAST(? AS CHAR) AS a", [.moment(moment)]) { try $0.text() }
            #expect(found == [text])
        }
    }

    @Test
    func `wrong counts and wrong types are faults that name the place`() {
        #expect(fault { try connection.execute("DO ?", []) } == "wants 1 parameters, got 0: DO ?")
        #expect(
            fault { try connection.query("SELECT 1 AS a, 2 AS b") { try $0.int() } }
                == "has columns that were not read: SELECT 1 AS a, 2 AS b"
        )
        #expect(
            fault { try connection.query("SELECT 'x' AS a") { try $0.int() } } == "column 0 (a) is not of kind integer"
        )
        #expect(
            fault { try connection.query("SELECT 1 AS a") { (try $0.int(), try $0.int()) } }
                == "there are only 1 columns"
        )
        #expect(
            fault { try connection.query("SELECT 18446744073709551615 AS a") { try $0.int() } }
                == "column 0 (a) is above the largest Int"
        )
        #expect(fault { try connection.query("SELECT -1 AS a") { try $0.unsigned() } } == "column 0 (a) is negative")
        #expect(fault { try connection.query("DO 1") { try $0.int() } } == "has no result: DO 1")
        #expect(connection.isUsable)
    }

    @Test
    func `a session is set as the store needs it`() throws {
        let settings = try connection.query(
            """
            SELECT @@time_zone, @@tx_isolation, @@collation_connection, @@innodb_lock_wait_timeout,
                @@sql_mode LIKE '%STRICT_TRANS_TABLES%' AS strict
            """
        ) { row in
            [try row.text(), try row.text(), try row.text(), String(try row.int()), String(try row.int())]
        }
        #expect(settings == [["+00:00", "READ-COMMITTED", "utf8mb4_nopad_bin", "5", "1"]])
    }

    @Test
    func `an update counts the rows it found, changed or not`() throws {
        try connection.rawly("CREATE TABLE numbers (a INT)")
        try connection.execute("INSERT INTO numbers (a) VALUES (1), (1), (2)")
        #expect(try connection.execute("UPDATE numbers SET a = 1 WHERE a = 1") == 2)
    }

    @Test
    func `an error of a statement leaves the connection usable`() throws {
        #expect(throws: Fault.self) { try connection.query("SELECT missing FROM nowhere") { try $0.int() } }
        #expect(connection.isUsable)
        #expect(try connection.number("SELECT 1 AS a") == 1)
    }

    @Test
    func `a killed connection is of no more use`() throws {
        let other = try TestDatabase.shared().administrator()
        try other.rawly("KILL \(connection.threadID())")
        let fault = try #require(throws: Fault.self) { try connection.number("SELECT 1 AS a") }
        #expect(fault.kind == .unavailable)
        #expect(fault.isConnectionLost)
        #expect(!connection.isUsable)
        #expect(throws: Fault.self) { try connection.execute("DO 1") }
    }

    @Test
    func `a table that changed under a statement gives no foreign answers`() throws {
        try connection.rawly("CREATE TABLE changing (a INT)")
        try connection.rawly("INSERT INTO changing VALUES (1)")
        let read = { try connection.query("SELECT a FROM changing WHERE a > 0") { try $0.int() } }
        #expect(try read() == [1])
        try connection.rawly("ALTER TABLE changing ADD COLUMN b INT, MODIFY a BIGINT")
        #expect(try read() == [1])
    }

    private func fault<Result>(_ body: () throws -> Result) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? Fault)?.detail
        }
    }
}

extension Parameter {
    fileprivate var length: Int? {
        if case .text(let text) = self { text.utf8.count } else { nil }
    }
}
