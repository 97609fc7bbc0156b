import HTTP
import Threads
import LocalStack
import Scheduling
import Synchronization
import TestSupport
import Testing

/// A request that is repeated while the first one still waits for the instructor's calendar.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct RepeatedRequestTests {
    @Test func `a repeated key is told to wait, and afterwards gets the first answer`() throws {
        let studio = try Studio(in: Stack())
        let key = [("Idempotency-Key", "first-or-second")]
        let hold = try studio.stack.sql.hold(studio.instructor)
        let first = Mutex<HTTPAnswer?>(nil)
        startThread {
            let answer = try? studio.book(day(5, at: "10:00"), as: studio.pupil, headers: key)
            first.withLock { $0 = answer }
        }
        let isWaiting = waitUntil(milliseconds: 2_000) {
            (try? studio.stack.sql.sessions(running: "UPDATE instructors%")) == 1
        }
        #expect(isWaiting)
        let early = try studio.book(day(5, at: "10:00"), as: studio.pupil, headers: key)
        #expect(early.status == 409 && early.code == "idempotency_in_progress", "\(early.text)")
        #expect(early.headers["retry-after"] == "1")
        let other = try studio.book(day(6, at: "10:00"), as: studio.pupil, headers: key)
        #expect([409, 422].contains(other.status), "\(other.text)")
        #expect(first.withLock { $0 } == nil)
        hold.wait(milliseconds: 10_000)
        let isAnswered = waitUntil(milliseconds: 10_000) { first.withLock { $0 != nil } }
        #expect(isAnswered)
        let made = try #require(first.withLock { $0 })
        #expect(made.status == 201)
        let late = try studio.book(day(5, at: "10:00"), as: studio.pupil, headers: key)
        #expect(late.status == 201 && late.headers["idempotency-replayed"] == "true")
        #expect(late.body == made.body)
        let count = "SELECT COUNT(*) FROM bookings WHERE brand_id = '\(studio.brand.id)'"
        #expect(try studio.stack.sql.number(count) == 1)
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
