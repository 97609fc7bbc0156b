import BookingStore
import Glibc
import HTTP
import LocalStack
import Scheduling
import Synchronization
import TestSupport
import Testing

/// The instant at which a hold ends, while somebody pays and everybody else takes the time back.
@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct HoldRaceTests {
    private static let rounds = 60
    private static let holdMinutes = 30

    private let database: TestDatabase
    private let url: DatabaseURL
    private let mine = Brand.fixture(paymentPolicy: .trusted, pendingHoldMinutes: holdMinutes)
    private let rival = Brand.fixture(slug: "hill-school")
    private let instructor = Instructor.fixture()
    private let secrets: [String]

    init() throws {
        // A server of its own, because the whole database is proven afterwards.
        database = try TestDatabase()
        url = try database.migrated()
        let store = MariaDBStore(url)
        try store.add(instructor)
        for brand in [mine, rival] {
            #expect(try store.add(brand))
            #expect(try store.assign(instructor.id, to: brand.id, rules: .everyDay(hours: "00:00-24:00")))
        }
        secrets = try [mine, rival].map { try store.secret(.service, in: $0) }
    }

    @Test
    func `a hold that ends while it is paid is confirmed and paid once, or given back once and refused`() throws {
        let bookings = try (0..<Self.rounds).map(book)
        let outcomes = Mutex<[[Int: Int]]>(Array(repeating: [:], count: Self.rounds))
        let barrier = Barrier(6)
        Threads.run(6) { number in
            let store = MariaDBStore(url)
            var random = SeededRandom(seed: UInt64(number))
            for round in 0..<Self.rounds {
                barrier.wait()
                usleep(.random(in: 0...4_000, using: &random))
                let status = try act(number, bookings[round], round, in: store)
                outcomes.withLock { $0[round][number] = status }
            }
        }
        var won = 0
        for (round, outcome) in outcomes.withLock({ $0 }).enumerated() {
            let confirms = [outcome[0], outcome[1]].compactMap { $0 }.sorted()
            let isConfirmed = confirms == [200, 200]
            #expect(isConfirmed || confirms == [409, 409], "round \(round): \(outcome)")
            #expect(outcome[2] == (isConfirmed ? 409 : 201), "the rival of round \(round): \(outcome)")
            #expect(try state(of: bookings[round]) == (isConfirmed ? Self.confirmed : Self.released), "round \(round)")
            won += isConfirmed ? 1 : 0
        }
        #expect(won > 0 && won < Self.rounds, "one side always wins: \(won)")
        let proof = try Proof(of: url)
        #expect(proof.findings.flatMap(\.violations) == [])
        #expect(proof.counts[.bookings] == 2 * Self.rounds - won)
    }

    /// Status, money, payments, history, cells, and who was told of a cancellation.
    private static let confirmed = ["confirmed", "paid", "1", "created service, confirmed service", "15", "NULL"]
    private static let released = [
        "cancelled", "unpaid", "0", "created service, cancelled system", "0", "instructor, student",
    ]

    private func state(of id: String) throws -> [String] {
        let sql = SQLClient(socketPath: database.server.socketPath, database: "coachbook")
        return try sql.rows(
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

    /// A pending booking whose hold ends a minute after that of the round before.
    private func book(_ round: Int) throws -> String {
        let made = try MariaDBStore(url).answer(
            "POST",
            "/api/bookings",
            body(round),
            in: mine,
            as: secrets[0],
            at: Moment.fixture.adding(minutes: round)
        )
        return try #require(made.json["booking"]["id"].text, "\(made.json)")
    }

    private func body(_ round: Int) -> String {
        let start = Moment.fixture.adding(hours: 24 + 2 * round).rfc3339
        return #"""
            {"instructorId":"\#(instructor.id)","startAt":"\#(start)","sessionMinutes":60,"studentTimezone":"UTC",
             "student":{"firstName":"Gil","lastName":"Guest","email":"guest\#(round)@guests.example"}}
            """#
    }

    /// What each of the six does: two confirm in the last second, of whom one repeats an unknown outcome; the others come
    /// when the hold has ended.
    ///
    /// - Returns: the HTTP status, or 0.
    private func act(_ number: Int, _ id: String, _ round: Int, in store: MariaDBStore) throws -> Int {
        let end = Moment.fixture.adding(minutes: round + Self.holdMinutes)
        switch number {
        case 0, 1:
            let inTime = Moment(seconds: end.seconds - 1)
            let payment = payment("pi_\(id)")
            return try store.answer("PATCH", "/api/bookings/\(id)", payment, in: mine, as: secrets[0], at: inTime)
                .status
        case 2: return try store.answer("POST", "/api/bookings", body(round), in: rival, as: secrets[1], at: end).status
        case 3:
            let list = "/api/bookings?upcomingOnly=false&instructorId=\(instructor.id)"
            return try store.answer("GET", list, in: mine, as: secrets[0], at: end).status
        default:
            _ = try store.releaseEndedHolds(atMost: 100, at: end)
            return 0
        }
    }
}

/// Lets threads go on together.
private final class Barrier: Sendable {
    private let count: Int
    private let state = Mutex((waiting: 0, turn: 0))

    init(_ count: Int) { self.count = count }

    /// Waits for all the others.
    func wait() {
        let turn = state.withLock { state in
            let turn = state.turn
            state.waiting += 1
            if state.waiting == count { state = (0, turn + 1) }
            return turn
        }
        while state.withLock({ $0.turn }) == turn { usleep(100) }
    }
}
