import Glibc
import HTTP
import LocalStack
import Scheduling
import Synchronization
import TestSupport
import Testing

/// Holds that end while nobody looks, and while somebody pays.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct HoldTests {
    @Test func `a hold that ends is released and told of although nobody asks`() throws {
        let world = try World(in: Stack.shared(), brand: .fresh(holdMinutes: 30))
        let id = try book(world, day(5, at: "10:00"))
        try endHolds(of: world, inSeconds: 1)
        let isReleased = waitUntil(milliseconds: 30_000) { (try? state(of: id, world)) == Self.released }
        let found = try state(of: id, world)
        #expect(isReleased, "\(found)")
    }

    @Test func `where no server runs, cron releases it`() throws {
        let stack = try Stack()
        let world = try World(in: stack, brand: .fresh(holdMinutes: 30))
        let id = try book(world, day(5, at: "10:00"))
        stack.service.stop()
        try endHolds(of: world, inSeconds: 0)
        #expect(try state(of: id, world).first == "pending")
        #expect(try stack.coachbook("dispatch").exitCode == 0)
        #expect(try state(of: id, world) == Self.released)
        try stack.expectProven()
    }

    @Test func `what is paid in the second in which its hold ends is kept or refused, and never both`() throws {
        let stack = try Stack()
        let world = try World(in: stack, brand: .fresh(holdMinutes: 30), rules: .everyDay(hours: "00:00-24:00"))
        let rival = try world.rival(rules: .everyDay(hours: "00:00-24:00"))
        let hours = (0..<24).map { day(5 + $0 / 12, at: ($0 % 12 < 5 ? "0" : "") + "\(2 * ($0 % 12)):00") }
        let ids = try hours.map { try book(world, $0) }
        let end = try endHolds(of: world, inSeconds: 3)
        let answers = Mutex<[String: Int]>([:])
        runThreads(ids.count + 3) { index in
            guard index < ids.count else {
                wait(until: end, plusMilliseconds: -200)
                for _ in 0..<4 { _ = try? stack.coachbook("dispatch", "--seconds", "1") }
                return
            }
            // From a quarter of a second before the end to a second after it, which a moment's whole seconds still hide.
            wait(until: end, plusMilliseconds: 50 * index - 250)
            let answer = try? world.change(ids[index], payment("pi_\(ids[index])"), as: world.service)
            answers.withLock { $0[ids[index]] = answer?.status }
        }
        let areSettled = waitUntil(milliseconds: 30_000) {
            (try? stack.sql.number("SELECT COUNT(*) FROM bookings WHERE status = 'pending'")) == 0
        }
        #expect(areSettled)
        for (id, start) in zip(ids, hours) {
            let status = answers.withLock { $0[id] }
            #expect(status == 200 || status == 409, "\(status ?? 0)")
            #expect(try state(of: id, world) == (status == 200 ? Self.confirmed : Self.released))
            let again = try rival.book(start, as: rival.service)
            #expect(again.status == (status == 200 ? 409 : 201), "\(again.text)")
        }
        try stack.expectProven()
    }

    private static let confirmed = ["confirmed", "paid", "1", "created service, confirmed service", "15", "NULL"]
    private static let released = [
        "cancelled", "unpaid", "0", "created service, cancelled system", "0", "instructor, student",
    ]

    /// Status, money, payments, history, cells, and who is told of a cancellation; read past the server.
    private func state(of id: String, _ world: World<Stack>) throws -> [String] {
        try world.stack.sql.rows(
            """
            SELECT status, payment_status, (SELECT COUNT(*) FROM payments WHERE booking_id = b.id),
                (SELECT GROUP_CONCAT(kind, ' ', SUBSTRING_INDEX(actor, ':', 1) ORDER BY id SEPARATOR ', ')
                    FROM booking_events WHERE booking_id = b.id),
                (SELECT COUNT(*) FROM instructor_busy WHERE booking_id = b.id),
                (SELECT GROUP_CONCAT(recipient ORDER BY recipient SEPARATOR ', ')
                    FROM notifications WHERE booking_id = b.id AND event = 'cancelled')
            FROM bookings b WHERE id = '\(id)'
            """
        ).first ?? []
    }

    private func book(_ world: World<Stack>, _ start: String) throws -> String {
        let made = try world.book(start, as: world.service)
        return try #require(made.json["booking"]["id"].text, "\(made.text)")
    }

    /// Lets all holds of a brand end soon; answers when, in seconds since 1970.
    @discardableResult
    private func endHolds(of world: World<Stack>, inSeconds seconds: Int) throws -> Int {
        try world.stack.sql.number(
            """
            SET @end = UTC_TIMESTAMP() + INTERVAL \(seconds) SECOND;
            UPDATE bookings SET hold_expires_at = @end WHERE brand_id = '\(world.brand.id)';
            SELECT TIMESTAMPDIFF(SECOND, '1970-01-01', @end)
            """
        )
    }

    private func wait(until moment: Int, plusMilliseconds milliseconds: Int) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let left = (moment - now.tv_sec) * 1000 + milliseconds - now.tv_nsec / 1_000_000
        if left > 0 { usleep(UInt32(left) * 1000) }
    }
}
