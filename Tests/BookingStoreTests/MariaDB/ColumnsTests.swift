@testable import BookingStore
import Scheduling
import TestSupport
import Testing

/// Records, their columns, and statements made of them.
@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct ColumnsTests {
    private struct Part: Record, Equatable {
        let size: Int?

        init(size: Int?) { self.size = size }
        init(_ column: inout Columns<Part>) throws { size = try column("size", \.size) }
    }

    private struct Thing: Record, Equatable {
        let id: Int
        let word: String
        let part: Part

        init(id: Int, word: String, part: Part) { (self.id, self.word, self.part) = (id, word, part) }

        init(_ column: inout Columns<Thing>) throws {
            id = try column.once("id", \.id)
            word = try column("word", \.word)
            part = try column.part(\.part)
        }
    }

    private let connection: Connection

    init() throws {
        connection = try Connection.open(TestDatabase.shared().empty())
        try connection.rawly("CREATE TABLE things (id INT PRIMARY KEY, word VARCHAR(20), size INT)")
    }

    @Test
    func `one list makes what is selected, inserted and changed`() {
        let sql: [SQL] = [
            "\(columns: Thing.self)", "\(columns: Thing.self, of: "t")", "\(signed: Thing.self, of: "t")",
            "\(nulls: Thing.self)",
            "\(placeholders: Thing.self)", "\(changes: Thing.self)",
        ]
        #expect(
            sql.map(\.description) == [
                "id, word, size", "t.id, t.word, t.size",
                "CAST(t.id AS SIGNED) AS id, t.word, CAST(t.size AS SIGNED) AS size", "NULL, NULL, NULL", "?, ?, ?",
                "word = ?, size = ?",
            ]
        )
    }

    @Test(arguments: [0, 1, 3, 4, 5, 16, 63, 64, 65, 100, 930])
    func `any number of records is written in order, by few statements`(count: Int) throws {
        let things = (0..<count).map { Thing(id: $0, word: "w\($0)", part: Part(size: $0 % 2 == 0 ? $0 : nil)) }
        let before = try connection.executions()
        try connection.insert(things, by: Insert<Thing>(into: "things"))
        let sent = try connection.executions() - before
        #expect(sent <= count / 64 + 10)
        #expect(try connection.query("SELECT \(columns: Thing.self) FROM things ORDER BY id", [], Thing.init) == things)
    }

    @Test
    func `a change writes what may change`() throws {
        try connection.insert([Thing(id: 1, word: "a", part: Part(size: 1))], by: Insert<Thing>(into: "things"))
        let next = Thing(id: 1, word: "b", part: Part(size: nil))
        try connection.execute("UPDATE things SET \(changes: Thing.self) WHERE id = ?", next.changes() + [.int(1)])
        #expect(try connection.query("SELECT \(columns: Thing.self) FROM things", [], Thing.init) == [next])
    }

    @Test
    func `columns in another order than the record's are a fault`() {
        let fault = #expect(throws: Fault.self) {
            try connection.query("SELECT 1 AS id, 2 AS size, 'a' AS word", [], Thing.init)
        }
        #expect(fault?.detail == "column 1 (size) is not word")
    }

    @Test
    func `columns are read by name in any order, and one that is not there is a fault`() throws {
        let read = try connection.query("SELECT 1 AS a, 'x' AS b, NULL AS c") { row in
            (try row.value("b") as String, try row.value("a") as Int, try row.value("c") as Int?)
        }
        #expect(read.first.map { $0 == ("x", 1, nil) } == true)
        let fault = #expect(throws: Fault.self) { try connection.query("SELECT 1 AS a") { try $0.value("b") as Int } }
        #expect(fault?.detail == "there is no column b")
    }

    @Test
    func `the rules of a full calendar are written by few statements, and prepared once`() throws {
        let stage = try Stage(TestDatabase.shared().migrated())
        let store = stage.store()
        let rules = AvailabilityRules.fixture { rules in
            rules.weeklyWindows = (0..<200).compactMap { number in
                let start = LocalTime(minutes: number * 5)
                let end = LocalTime(minutes: number * 5 + 5)
                return LocalHours(start: start ?? .blank, end: end ?? .blank)
                    .map { WeeklyWindow(dayOfWeek: number % 7, hours: $0) }
            }
            rules.dateOverrides = (0..<730).map { day in
                let date = LocalDate(dayNumber: 20_000 + day)
                return DateOverride(firstDate: date, lastDate: date, hours: nil, note: nil)
            }
        }
        var counts: [(executed: Int, prepared: Int)] = []
        for _ in 0..<2 {
            let before = try store.read { (try $0.executions(), try $0.preparations()) }
            let written = try stage.calendar(stage.sides[0], in: store) { try $0.replaceRules(rules) }
            let after = try store.read { (try $0.executions(), try $0.preparations()) }
            #expect(written.weeklyWindows == rules.weeklyWindows)
            #expect(written.dateOverrides == rules.dateOverrides)
            counts.append((after.0 - before.0, after.1 - before.1))
        }
        // One statement for each row would be 938.
        #expect(counts[1].executed <= 35, "\(counts)")
        #expect(counts[1].prepared == 0, "\(counts)")
    }
}

extension Connection {
    /// How many prepared statements it has run, this one included.
    fileprivate func executions() throws -> Int { try status("SHOW SESSION STATUS LIKE 'Com_stmt_execute'") }

    /// How many statements it has prepared.
    fileprivate func preparations() throws -> Int { try status("SHOW SESSION STATUS LIKE 'Com_stmt_prepare'") }

    private func status(_ sql: SQL) throws -> Int {
        try #require(try query(sql) { row in (try row.text(), Int(try row.text()) ?? 0) }.first?.1)
    }
}
