import HTTP
import System
import LocalStack
import Scheduling
import Synchronization
import TestSupport
import Testing

/// A request that is repeated while the first one still waits for the instructor's calendar, or for providers.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct RepeatedRequestTests {
    @Test func `a repeated key is told to wait, and afterwards gets the first answer`() throws {
        let world = try World(in: Stack())
        let key = [("Idempotency-Key", "first-or-second")]
        let hold = try world.stack.sql.hold(world.instructor)
        let first = Mutex<HTTPAnswer?>(nil)
        startThread {
            let answer = try? world.book(day(5, at: "10:00"), as: world.studentToken, headers: key)
            first.withLock { $0 = answer }
        }
        let isWaiting = waitUntil(milliseconds: 2_000) {
            (try? world.stack.sql.sessions(running: "UPDATE instructors%")) == 1
        }
        #expect(isWaiting)
        let early = try world.book(day(5, at: "10:00"), as: world.studentToken, headers: key)
        #expect(early.status == 409 && early.code == "idempotency_in_progress", "\(early.text)")
        #expect(early.headers["retry-after"] == "1")
        let other = try world.book(day(6, at: "10:00"), as: world.studentToken, headers: key)
        #expect([409, 422].contains(other.status), "\(other.text)")
        #expect(first.withLock { $0 } == nil)
        hold.wait(milliseconds: 10_000)
        try expectReplay(key, world) { first.withLock { $0 } }
        let count = "SELECT COUNT(*) FROM bookings WHERE brand_id = '\(world.brand.id)'"
        #expect(try world.stack.sql.number(count) == 1)
    }

    @Test func `a repeated key waits for what the first answer says of its messages`() throws {
        let nobody = try Nobody(.silent)
        let world = try World(in: Stack(.sending(to: nobody)))
        let key = [("Idempotency-Key", "while-sending")]
        let first = Mutex<HTTPAnswer?>(nil)
        startThread {
            let answer = try? world.book(day(5, at: "10:00"), as: world.studentToken, headers: key)
            first.withLock { $0 = answer }
        }
        let isBooked = waitUntil(milliseconds: 10_000) {
            (try? world.stack.sql.number("SELECT COUNT(*) FROM bookings")) == 1
        }
        #expect(isBooked)
        let early = try world.book(day(5, at: "10:00"), as: world.studentToken, headers: key)
        #expect(early.status == 409 && early.code == "idempotency_in_progress", "\(early.text)")
        try expectReplay(key, world) { first.withLock { $0 } }
    }

    /// Waits for the first answer, and sees that a repeat gets the same one.
    private func expectReplay(_ key: [(String, String)], _ world: World<Stack>, of first: () -> HTTPAnswer?) throws {
        let isAnswered = waitUntil(milliseconds: 10_000) { first() != nil }
        #expect(isAnswered)
        let made = try #require(first())
        #expect(made.status == 201)
        let late = try world.book(day(5, at: "10:00"), as: world.studentToken, headers: key)
        #expect(late.status == 201 && late.headers["idempotency-replayed"] == "true")
        #expect(late.body == made.body)
    }
}

extension SQLClient {
    /// Holds an instructor's row for three seconds from a session of its own, as a slow request would.
    fileprivate func hold(_ person: Instructor) throws -> ChildProcess {
        let holder = try start(
            "START TRANSACTION; SELECT id FROM instructors WHERE id = '\(person.id)' FOR UPDATE; DO SLEEP(3); ROLLBACK"
        )
        let isHeld = waitUntil(milliseconds: 2_000) { (try? sessions(running: "DO SLEEP%")) == 1 }
        #expect(isHeld)
        return holder
    }

    /// How many sessions of this database are busy with such a statement.
    fileprivate func sessions(running pattern: String) throws -> Int {
        try number(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE '\(pattern)'"
        )
    }
}
