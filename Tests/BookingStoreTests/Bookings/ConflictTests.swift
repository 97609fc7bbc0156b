@testable import BookingStore
import System
import Dispatch
import LocalStack
import Scheduling
import TestSupport
import Testing

/// Transactions that meet others.
@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct ConflictTests {
    private let stage: Stage
    private let side: Stage.Side

    init() throws {
        stage = try Stage(TestDatabase.shared().migrated())
        side = stage.sides[0]
    }

    @Test
    func `a deadlock runs the whole body again, and it counts once`() throws {
        let rival = try Rival(stage)
        let booking = stage.draft(side)
        var runs = 0
        try stage.calendar(side) { calendar in
            runs += 1
            if runs == 1 { rival.wantCalendar() }
            try calendar.add(BookingEvent.fixture(of: booking), afterAdding: booking)
        }
        rival.join()
        #expect(runs == 2)
        let connection = try TestDatabase.shared().administrator()
        #expect(
            try connection.number("SELECT COUNT(*) AS n FROM booking_events WHERE booking_id = ?", [.id(booking.id)])
                == 1
        )
    }

    @Test
    func `a key that another transaction holds is in progress at once, and free when that one fails`() throws {
        let claim = IdempotencyClaim.fixture(brandID: side.brand.id)
        let (held, finish, over) = (
            DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
        )
        let (stage, side) = (stage, side)
        #expect(
            startThread {
                try? stage.calendar(side, claiming: claim) { _ in
                    held.signal()
                    finish.wait()
                    throw Refusal.forbidden
                }
                over.signal()
            }
        )
        held.wait()
        let begun = ContinuousClock.now
        #expect(throws: Refusal.idempotencyInProgress) {
            try stage.calendar(side, claiming: claim) { _ in Issue.record("the body ran") }
        }
        #expect(try stage.store().answer(to: claim, at: .fixture) == nil)
        #expect(ContinuousClock.now - begun < .seconds(2))
        finish.signal()
        over.wait()
        try stage.calendar(side, claiming: claim) { try $0.keep(.fixture) }
        #expect(try stage.store().answer(to: claim, at: .stable) == .fixture)
    }

    @Test
    func `those who repeat a key do not keep its answer from being revised`() throws {
        let (stage, side) = (stage, side)
        let better = StoredAnswer(status: 201, location: nil, body: Array("{\"ok\":1}".utf8))
        for _ in 0..<40 {
            let claim = IdempotencyClaim.fixture(brandID: side.brand.id)
            try stage.calendar(side, claiming: claim) { try $0.keep(.fixture) }
            Threads.run(8) { number in
                guard number > 0 else { return try stage.store().revise(better, to: claim) }
                #expect(throws: Refusal.idempotencyInProgress) {
                    try stage.calendar(side, claiming: claim) { _ in Issue.record("the body ran") }
                }
            }
            #expect(try stage.store().answer(to: claim, at: .stable) == better)
        }
    }

    @Test
    func `a key for which the body keeps no answer is free again`() throws {
        let claim = IdempotencyClaim.fixture(brandID: side.brand.id)
        try stage.calendar(side, claiming: claim) { _ in }
        var runs = 0
        try stage.calendar(side, claiming: claim) { _ in runs += 1 }
        #expect(runs == 1)
    }

    @Test
    func `a lock that does not come free in time is unavailable, and nothing has changed`() throws {
        let holder = try TestDatabase.shared().administrator()
        try holder.run("SET SESSION idle_transaction_timeout = 60")
        try holder.run("START TRANSACTION")
        #expect(try holder.raiseCalendarVersion(of: stage.instructor.id))
        let fault = try #require(throws: Fault.self) { try stage.calendar(side) { _ in Issue.record("the body ran") } }
        #expect(fault.kind == .unavailable)
        #expect(fault.isLockTimeout)
        try holder.run("ROLLBACK")
        try stage.calendar(side) { try $0.add(stage.draft(side)) }
    }
}

extension CalendarTransaction {
    fileprivate func add(_ event: BookingEvent, afterAdding booking: Booking) throws {
        try add(booking)
        try add(event)
    }
}

/// Another program that has the student's row and then wants the instructor's: a deadlock with whoever books.
///
/// It has written much, so that MariaDB ends the other transaction of the two.
private final class Rival: Sendable {
    private let ready = DispatchSemaphore(value: 0)
    private let go = DispatchSemaphore(value: 0)
    private let over = DispatchSemaphore(value: 0)

    init(_ stage: Stage) throws {
        let connectionURL = try TestDatabase.shared().administratorURL()
        let (brand, student, instructor) = (stage.sides[0].brand.id, stage.sides[0].student.id, stage.instructor.id)
        let (ready, go, over) = (ready, go, over)
        startThread {
            defer { over.signal() }
            do {
                let connection = try Connection.open(connectionURL)
                try connection.run("START TRANSACTION")
                for number in 0..<200 {
                    try connection.rawly(
                        "INSERT INTO brand_domains (host, brand_id) VALUES ('h\(number).\(brand)', '\(brand)')"
                    )
                }
                try connection.rawly(
                    """
                    SELECT id FROM students FORCE INDEX (students_in_brand)
                    WHERE brand_id = '\(brand)' AND id = '\(student)' FOR UPDATE
                    """
                )
                ready.signal()
                go.wait()
                _ = try connection.raiseCalendarVersion(of: instructor)
                try connection.run("COMMIT")
            } catch {
                Issue.record(error)
                ready.signal()
            }
        }
        ready.wait()
    }

    /// Asks for the instructor's row; whoever waits first, the two wait for each other in the end.
    func wantCalendar() { go.signal() }

    func join() { over.wait() }
}
