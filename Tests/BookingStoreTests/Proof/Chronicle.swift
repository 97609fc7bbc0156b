@testable import BookingStore
import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// A database of its own in which two brands have lived through everything that can happen to a booking, each step by
/// the API or the outbox itself.
final class Chronicle {
    /// The one that tests share, which change nothing for good.
    static func shared() throws -> Chronicle { try made.get() }

    private nonisolated(unsafe) static let made = Result {
        let chronicle = try Chronicle()
        try chronicle.settle()
        try chronicle.live()
        chronicle.proof = try Proof(of: chronicle.url)
        try chronicle.loosen()
        return chronicle
    }

    /// What the server's own user saw before anything was loosened.
    private(set) var proof: Proof?

    /// Reads what is committed.
    let sql: SQLClient

    /// The bookings by what happened to them.
    var ids: [String: String] = [:]

    private let database: TestDatabase
    private let url: DatabaseURL
    let store: MariaDBStore
    var now = Moment.fixture

    let river = Brand.fixture(paymentPolicy: .trusted)
    private let hill = Brand.fixture(slug: "hill-school", paymentPolicy: .free, pendingHoldMinutes: 30)
    let greta = Instructor.fixture()
    private let hugo = Instructor.fixture(firstName: "Hugo", email: "hugo@instructors.example")
    private let iris = Instructor.fixture(firstName: "Iris", email: "iris@instructors.example")
    let ana = Student.fixture()
    var secrets: [ID<Brand>: String] = [:]
    var studentToken = ""

    private init() throws {
        database = try TestDatabase()
        url = try database.migrated()
        store = MariaDBStore(url)
        sql = SQLClient(socketPath: database.server.socketPath, database: "coachbook")
    }

    /// An administrator's session in which nothing is refused; what it writes is gone with it.
    func plant(_ statements: [String]) throws -> Connection {
        let connection = try Connection.open(database.administratorURL(), timeouts: .survey)
        try connection.rawly("SET SESSION foreign_key_checks = 0, check_constraint_checks = 0")
        try connection.run("START TRANSACTION")
        for statement in statements { try connection.rawly(named(statement)) }
        return connection
    }

    /// Puts ids in the place of `{names}`.
    func named(_ text: String) -> String {
        let people = [
            "river": "\(river.id)", "hill": "\(hill.id)", "greta": "\(greta.id)", "hugo": "\(hugo.id)",
            "iris": "\(iris.id)", "ana": "\(ana.id)", "nobody": "0190f000-0000-7000-8000-000000000000",
        ]
        return ids.merging(people) { booking, _ in booking }.reduce(text) {
            $0.replacing("{\($1.key)}", with: $1.value)
        }
    }

    /// Two brands with two instructors each, one of whom works for both, with buffers of 15 and 30 minutes.
    private func settle() throws {
        for brand in [river, hill] {
            #expect(try store.add(brand))
            secrets[brand.id] = try store.secret(.service, in: brand)
        }
        for (instructor, brands) in [(greta, [river, hill]), (hugo, [river, hill]), (iris, [hill])] {
            try store.add(instructor)
            for brand in brands {
                let rules = AvailabilityRules.everyDay(hours: "00:00-24:00") {
                    $0.settings.bufferMinutes = brand.id == river.id ? 15 : 30
                }
                #expect(try store.assign(instructor.id, to: brand.id, rules: rules))
            }
        }
        #expect(try store.add(ana, to: river.id))
        studentToken = try store.secret(.student(ana.id), in: river)
        _ = try store.secret(.instructor(greta.id), in: hill)
        #expect(try store.add(host: "river.example", to: river.id))
    }

    private func live() throws {
        try book("pending", 5, "10:00")
        try book("paid", 5, "14:00", as: studentToken)
        try pay("paid")
        try book("waived", 6, "10:00", in: hill)
        try change("waived", #"{"status":"confirmed"}"#, in: hill)
        try book("moved", 7, "10:00")
        for hour in ["12:00", "13:00"] { try change("moved", #"{"startAt":"\#(day(7, hour))"}"#) }
        try book("movedAndPaid", 8, "10:00")
        try pay("movedAndPaid", and: #""startAt":"\#(day(8, "11:00"))","#)
        for (name, hour) in [("completed", "10:00"), ("noShow", "14:00")] {
            try book(name, 1, hour)
            try pay(name)
        }
        for (name, hour) in [("cancelled", "10:00"), ("refunded", "14:00"), ("cancelledUnpaid", "18:00")] {
            try book(name, 9, hour)
            if name != "cancelledUnpaid" { try pay(name) }
            try change(name, #"{"status":"cancelled","cancellationReason":"ill"}"#)
        }
        // As an operator does it who has given the money back.
        try sql.rows(named("UPDATE bookings SET payment_status = 'refunded' WHERE id = '{refunded}'"))
        for (name, hour) in [("reminded", "10:00"), ("remindedThenMoved", "14:00"), ("remindedThenCancelled", "18:00")]
        {
            try book(name, 2, hour)
            try pay(name)
        }
        now = now.adding(minutes: 5)
        try sendEverything()
        try liveOn()
    }

    /// The same a day later, when reminders are due, sessions over and holds at their end.
    private func liveOn() throws {
        try book("guest", 12, "10:00", of: hugo, in: hill, as: nil)
        try change("guest", #"{"status":"confirmed"}"#, in: hill)
        try book("released", 13, "10:00", of: hugo, in: hill)
        now = Moment.fixture.adding(hours: 31)
        #expect(
            try send("GET", "/api/bookings/\(id("released"))", nil, in: hill)["booking"]["status"].text == "cancelled"
        )
        try change("completed", #"{"status":"completed","instructorNotes":"well rowed"}"#)
        try change("noShow", #"{"status":"no_show"}"#)
        for message in try store.lease(.reminders(brandID: nil), limit: 100, leaseSeconds: 60, at: now) {
            try attempt(message, .sent(providerID: "re_\(message.message.id)"))
        }
        try change("remindedThenMoved", #"{"startAt":"\#(day(14, "14:00"))"}"#)
        try change("remindedThenCancelled", #"{"status":"cancelled"}"#)
        try book("ended", 15, "10:00", of: iris, in: hill)
        try change("ended", #"{"status":"confirmed"}"#, in: hill)
        try sql.rows(named("DELETE FROM instructors_brands WHERE instructor_id = '{iris}'"))
        try replaceRules()
        now = now.adding(minutes: 5)
        try sendEverything()
        // Nobody touches this calendar any more, so its hold ends and stays.
        try book("lapsed", 16, "10:00", of: hugo, in: hill)
        try sql.rows(
            named("UPDATE bookings SET hold_expires_at = created_at + INTERVAL 1 MINUTE WHERE id = '{lapsed}'")
        )
    }

    private func replaceRules() throws {
        let body = #"""
            {"instructorId":"\#(greta.id)","bufferMinutes":20,
             "weeklySlots":[{"dayOfWeek":1,"startTime":"00:00","endTime":"24:00"}],
             "dateOverrides":[{"date":"2026-12-24","isAvailable":false},
                              {"date":"2026-12-23","isAvailable":true,"startTime":"10:00","endTime":"12:00"}]}
            """#
        _ = try send("PUT", "/api/bookings/availability", body, in: river)
    }

    /// Messages in every state, some of them after a detour.
    private func sendEverything() throws {
        let messages = try store.lease(.due, limit: 1000, leaseSeconds: 60, at: now)
        #expect(messages.count > 5)
        for (number, message) in messages.enumerated() {
            switch number % 8 {
            case 0: try attempt(message, .refused(reason: "no such mailbox", blocksAddress: false))
            case 1: try attempt(message, .givenUp(reason: "too late"))
            case 2:
                try attempt(message, .later(at: now.adding(hours: 1), reason: "busy", isOutcomeUnknown: true))
            case 3: continue
            case 4:
                try attempt(message, .givenUp(reason: "too late"))
                #expect(try store.requeue(message.message.id, at: now))
            default: try attempt(message, .sent(providerID: "p_\(message.message.id)"))
            }
        }
    }

    private func attempt(_ message: LeasedMessage, _ result: AttemptResult) throws {
        #expect(try store.beginAttempt(of: message, payload: "payload", at: now) != nil)
        try store.record(message, as: result, at: now)
    }

    /// What keeps violations out of a database, taken away.
    private func loosen() throws {
        try sql.rows(
            """
            DROP TRIGGER bookings_take_time; DROP TRIGGER bookings_give_time_back; DROP TRIGGER bookings_move_time;
            ALTER TABLE instructor_busy DROP PRIMARY KEY, ADD KEY busy_time (instructor_id, quantum);
            ALTER TABLE payments ADD KEY payments_of_booking (booking_id), DROP KEY payments_booking_unique,
                DROP KEY payments_provider_unique;
            """
        )
    }
}
