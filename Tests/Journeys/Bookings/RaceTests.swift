import Glibc
import HTTP
import LocalStack
import Scheduling
import Synchronization
import TestSupport
import Testing

/// Sixty-four clients, two brands with different buffers, one instructor.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct RaceTests {
    private let narrow: World<Stack>
    private let wide: World<Stack>

    /// A database that no other suite bends, because the whole of it is proven.
    private static let stack = Result { try Stack() }

    init() throws {
        let stack = try Self.stack.get()
        narrow = try World(in: stack, rules: .everyDay { $0.settings.bufferMinutes = 15 })
        wide = try narrow.rival(rules: .everyDay { $0.settings.bufferMinutes = 30 })
    }

    @Test func `of everybody who wants the same time exactly one gets it`() throws {
        for hour in ["07", "10", "13", "16", "19"] {
            let answers = Mutex<[HTTPAnswer?]>([])
            let start = day(10, at: "\(hour):00")
            runThreads(64) { index in
                let world = index.isMultiple(of: 2) ? narrow : wide
                let answer = try? world.book(start, as: world.service, guest: "g\(index)@guests.example")
                answers.withLock { $0.append(answer) }
            }
            let all = answers.withLock { $0 }
            #expect(all.count { $0?.status == 201 } == 1, "\(start)")
            #expect(all.count { $0?.status == 409 && $0?.code == "slot_unavailable" } == 63, "\(start)")
            #expect(all.allSatisfy { $0?.status == 201 || $0?.json["reason"].text == "taken" }, "\(start)")
        }
        try narrow.stack.expectProven()
    }

    @Test func `whatever is booked, moved, cancelled and repeated at once, nothing overlaps`() throws {
        let diary = Diary()
        // Each of them sends every booking twice at once.
        runThreads(32) { index in
            let world = index.isMultiple(of: 2) ? narrow : wide
            Racer(world, diary, seed: UInt64(index)).run(turns: 8)
        }
        #expect(diary.surprises == [])
        #expect(diary.bookings.count > 20)
        try checkCalendar()
        try checkHistory(of: diary)
        try narrow.stack.expectProven()
    }

    @Test func `the larger of two brands' buffers counts, whichever comes first`() throws {
        for (place, first, second) in [(30, narrow, wide), (40, wide, narrow)] {
            #expect(try first.book(day(place, at: "10:00"), as: first.service).status == 201)
            for near in ["11:15", "08:45"] {
                let answer = try second.book(day(place, at: near), as: second.service)
                #expect(answer.json["reason"].text == "buffer", "\(near): \(answer.text)")
            }
            for far in ["11:30", "08:30"] {
                #expect(try second.book(day(place, at: far), as: second.service).status == 201, "\(far)")
            }
        }
        try narrow.stack.expectProven()
    }

    /// No two sessions closer than the larger buffer; the guard's rows are those of the bookings and no others.
    ///
    /// It asks in its own words, pair by pair, so that the product's checker is not the only witness.
    private func checkCalendar() throws {
        let sql = narrow.stack.sql
        let mine = "'\(narrow.instructor.id)'"
        #expect(try sql.number("SELECT COUNT(*) FROM instructor_busy WHERE instructor_id = \(mine)") > 0)
        #expect(try sql.sessionsTooClose(of: mine) == [])
        #expect(try sql.busyCellsAstray(of: mine) == [])
    }

    /// Every booking that a client was promised is there in the state in which it was left, and there is no other.
    private func checkHistory(of diary: Diary) throws {
        let rows = try narrow.stack.sql.rows(
            """
            SELECT b.id, b.status, b.start_at, SUM(e.kind = 'created'), SUM(e.kind = 'moved'), b.sequence
            FROM bookings b JOIN booking_events e ON e.booking_id = b.id
            WHERE b.instructor_id = '\(narrow.instructor.id)' GROUP BY b.id ORDER BY b.id
            """
        )
        #expect(Set(rows.map { $0[0] }) == Set(diary.bookings.keys))
        for row in rows {
            let known = try #require(diary.bookings[row[0]])
            #expect(row[1] == known.status, "\(row)")
            #expect(row[2].replacing(" ", with: "T") + "Z" == known.startAt, "\(row)")
            #expect(row[3] == "1", "\(row)")
            let moves = try #require(Int(row[4])) + (known.status == "cancelled" ? 1 : 0)
            #expect(Int(row[5]) == moves, "\(row)")
        }
    }
}

/// What the clients of a race were told.
private final class Diary: Sendable {
    private let state = Mutex<(bookings: [String: (status: String, startAt: String)], surprises: [String])>(([:], []))

    var bookings: [String: (status: String, startAt: String)] { state.withLock { $0.bookings } }
    var surprises: [String] { state.withLock { $0.surprises } }

    /// Writes down the booking of an answer.
    func note(_ booking: JSONValue) {
        guard let id = booking["id"].text, let status = booking["status"].text, let start = booking["startAt"].text
        else { return surprise("no booking in \(booking)") }
        state.withLock { $0.bookings[id] = (status, start) }
    }

    func surprise(_ words: String) { state.withLock { $0.surprises.append(words) } }
}

/// One client: it books, repeats, moves and cancels what it has.
private struct Racer {
    private let world: World<Stack>
    private let diary: Diary
    private var random: SeededRandom
    private let name: String

    init(_ world: World<Stack>, _ diary: Diary, seed: UInt64) {
        self.world = world
        self.diary = diary
        random = SeededRandom(seed: seed)
        name = "racer\(seed)"
    }

    func run(turns: Int) {
        var copy = self
        var mine: [String] = []
        for turn in 0..<turns {
            do {
                switch Int.random(in: 0..<4, using: &copy.random) {
                case 0 where !mine.isEmpty: try copy.move(mine[0])
                case 1 where !mine.isEmpty: try copy.cancel(mine.removeLast())
                default: if let id = try copy.book(turn) { mine.append(id) }
                }
            } catch {
                diary.surprise("\(error)")
            }
        }
    }

    /// Two days of starts, so that most wishes collide.
    private mutating func someStart() -> String {
        let minutes = Int.random(in: 0..<64, using: &random) * 15
        let hour = 6 + minutes / 60
        let time = "\(hour < 10 ? "0" : "")\(hour):\(minutes % 60 == 0 ? "00" : "\(minutes % 60)")"
        return day(Int.random(in: 20...21, using: &random), at: time)
    }

    /// Sends the same request twice at once, as a client does whose first answer was lost.
    private mutating func book(_ turn: Int) throws -> String? {
        let start = someStart()
        let key = [("Idempotency-Key", "\(name)-\(turn)")]
        let answers = Mutex<[HTTPAnswer]>([])
        let (world, diary, name) = (world, diary, name)
        runThreads(2) { _ in
            do {
                let answer = try world.book(start, as: world.service, guest: "\(name)@guests.example", headers: key)
                answers.withLock { $0.append(answer) }
            } catch {
                diary.surprise("\(error)")
            }
        }
        let all = answers.withLock { $0 }
        for answer in all where answer.status != 201 {
            let isExpected = answer.code == "slot_unavailable" || answer.code == "idempotency_in_progress"
            if answer.status != 409 || !isExpected { diary.surprise("booking: \(answer.status) \(answer.text)") }
        }
        let made = all.filter { $0.status == 201 }
        // A repeat that comes while the messages of the first are being sent learns that they are queued.
        let promised = Set(made.map { [$0.json["booking"]["id"].text, $0.json["manageUrl"].text] })
        if promised.count > 1 { diary.surprise("one key, two bookings: \(made.map(\.text))") }
        if made.count(where: { $0.headers["idempotency-replayed"] == nil }) > 1 { diary.surprise("made twice: \(key)") }
        guard let first = made.first else { return nil }
        diary.note(first.json["booking"])
        return first.json["booking"]["id"].text
    }

    private mutating func move(_ id: String) throws {
        let answer = try world.change(id, #"{"startAt":"\#(someStart())"}"#, as: world.service)
        if answer.status == 200 { return diary.note(answer.json["booking"]) }
        guard answer.code == "slot_unavailable" else { return diary.surprise("move: \(answer.text)") }
    }

    private func cancel(_ id: String) throws {
        let answer = try world.change(id, #"{"status":"cancelled"}"#, as: world.service)
        guard answer.status == 200 else { return diary.surprise("cancel: \(answer.text)") }
        diary.note(answer.json["booking"])
    }
}
