import HTTP
import LocalStack
import Scheduling
import Synchronization
import TestSupport
import Testing

/// `POST /api/bookings/reminders`, as cron calls it.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct ReminderCronTests {
    private static let secret = "a-secret-of-this-test-0123"
    private static let providers = Result { try FakeProviders() }
    private static let guarded = Result {
        try Stack(.init(environment: try ["BOOKING_REMINDER_CRON_SECRET=\(secret)"] + providers.get().settings))
    }

    private let path = "/api/bookings/reminders"
    private let shown = [("x-booking-cron-secret", secret)]

    @Test func `the secret opens, and nothing else does`() throws {
        let stack = try Self.guarded.get()
        let world = try World(in: stack)
        let answer = try stack.client.send("POST", path, headers: shown + [("X-Brand", world.brand.slug)])
        #expect(answer.status == 200)
        #expect(answer.json.names == ["attempted", "sent", "warnings"])
        for headers in [
            [], [("x-booking-cron-secret", "")], [("x-booking-cron-secret", Self.secret + "x")],
            [("x-booking-cron-secret", Self.secret.uppercased())],
        ] {
            let refused = try stack.client.send("POST", path, headers: headers)
            #expect(refused.status == 401 && refused.code == "unauthorized", "\(headers): \(refused.text)")
        }
        let twice = try stack.client.send("POST", path, headers: shown + shown)
        #expect([400, 401].contains(twice.status), "\(twice.text)")
    }

    @Test func `without a configured secret this machine and the brand's own are served`() throws {
        let world = try World(in: Stack.shared())
        #expect(try world.send("POST", path).status == 200)
        for token in [world.admin, world.service] { #expect(try world.send("POST", path, as: token).status == 200) }
        #expect(try world.send("POST", path, as: "nonsense").status == 401)
        let other = try World(in: Stack.shared())
        #expect(try other.send("POST", path, as: world.admin).status == 403)
        #expect(try world.send("POST", path, headers: [("X-Brand", "nobody")]).code == "brand_not_found")
    }

    @Test func `of many crons at once each reminder is tried by one`() throws {
        let stack = try Self.guarded.get()
        let world = try World(in: stack, rules: .everyDay(hours: "00:00-24:00"))
        let due = try (1...12).map { try confirmed(world, inHours: $0 * 2 - 1) }
        let later = try confirmed(world, inHours: 26)
        let headers = shown + [("X-Brand", world.brand.slug)]
        let attempted = Mutex(0)
        runThreads(6) { _ in
            let count = try? stack.client.send("POST", path, headers: headers).json["attempted"].number
            attempted.withLock { $0 += count ?? 0 }
        }
        let written = try stack.sql.rows(
            """
            SELECT booking_id, COUNT(*) FROM notifications
            WHERE event = 'reminder' AND brand_id = '\(world.brand.id)' GROUP BY booking_id
            """
        )
        #expect(Set(written.map { $0[0] }) == Set(due))
        #expect(written.allSatisfy { $0[1] == "1" })
        #expect(!written.contains { $0[0] == later })
        #expect(attempted.withLock { $0 } == due.count)
    }

    @Test func `the command reminds as the endpoint does, by the same rule and only once`() throws {
        let world = try World(in: Self.guarded.get(), rules: .everyDay(hours: "00:00-24:00"))
        let due = try [1, 3, 5].map { try confirmed(world, inHours: $0) }
        _ = try confirmed(world, inHours: 27)
        func remind() throws -> JSONValue {
            let answer = try world.stack.coachbook("remind", "--brand", world.brand.slug, "--json")
            #expect(answer.exitCode == 0, "\(answer.output)")
            return try JSONValue.parse(Array(answer.output.utf8))
        }
        let first = try remind()
        #expect(first["attempted"].number == 3)
        #expect(first["sent"].number == 3)
        #expect(first["warnings"] == .array([]))
        let second = try remind()
        #expect(second["attempted"].number == 0)
        let path = "\(path)?x=1"
        let endpoint = try world.stack.client.send("POST", path, headers: shown + [("X-Brand", world.brand.slug)])
        #expect(endpoint.json["attempted"].number == 0)
        for id in due {
            let shown = try world.send("GET", "/api/bookings/\(id)", as: world.admin)
            #expect(shown.json["booking"]["reminderSentAt"].text != nil)
            let told = try world.send("GET", "/api/bookings/\(id)/messages", as: world.admin)
            let reminders = told.json["messages"].elements.filter { $0["event"].text == "reminder" }
            #expect(reminders.map { $0["state"].text } == ["sent"])
        }
        let unknown = try world.stack.coachbook("remind", "--brand", "nobody")
        #expect(unknown.exitCode != 0 && unknown.output.contains("There is no brand nobody"))
    }

    @Test func `a new place is told at once, and neither repeats a reminder nor stops one`() throws {
        let world = try World(in: Self.guarded.get(), rules: .everyDay(hours: "00:00-24:00"))
        func remind() throws -> Int? {
            let headers = shown + [("X-Brand", world.brand.slug)]
            return try world.stack.client.send("POST", path, headers: headers).json["attempted"].number
        }
        let reminded = try confirmed(world, inHours: 5)
        #expect(try remind() == 1)
        let waiting = try confirmed(world, inHours: 7)
        for id in [reminded, waiting] {
            #expect(try world.change(id, #"{"location":"Pier 5"}"#, as: world.admin).status == 200)
            let told = try world.stack.sql.rows(
                """
                SELECT recipient, channel, state FROM notifications
                WHERE booking_id = '\(id)' AND event = 'relocated' ORDER BY recipient
                """
            )
            #expect(told == [["instructor", "email", "sent"], ["student", "email", "sent"]])
        }
        let letters = try Self.providers.get().deliveries(to: world.student.contact.email)
        let relocated = letters.filter { $0.content.hasPrefix("Place changed: ") }
        #expect(relocated.count == 2)
        #expect(relocated.allSatisfy { String(decoding: $0.request, as: UTF8.self).contains("Where:  Pier 5") })
        #expect(try remind() == 1)
        #expect(try remind() == 0)
    }

    @Test func `what is not due is not reminded of`() throws {
        let world = try World(in: Stack.shared(), rules: .everyDay(hours: "00:00-24:00"))
        let cancelled = try confirmed(world, inHours: 5)
        #expect(try world.change(cancelled, #"{"status":"cancelled"}"#, as: world.admin).status == 200)
        _ = try confirmed(world, inHours: 30)
        _ = try confirmed(world, inHours: -3)
        let pending = try world.book(onGrid(.now.adding(hours: 60)).rfc3339, as: world.studentToken)
        try world.shift(try #require(pending.json["booking"]["id"].text), hours: -50)
        // Booked within the last day before it: its confirmation was the reminder.
        let fresh = try world.book(onGrid(.now.adding(hours: 20)).rfc3339, as: world.studentToken)
        let id = try #require(fresh.json["booking"]["id"].text, "\(fresh.text)")
        #expect(try world.change(id, payment("pi_\(id)"), as: world.studentToken).status == 200)
        let answer = try world.send("POST", path)
        #expect(answer.json["attempted"].number == 0, "\(answer.text)")
        #expect(answer.json["sent"].number == 0)
        let other = try World(in: Stack.shared(), rules: .everyDay(hours: "00:00-24:00"))
        _ = try confirmed(other, inHours: 5)
        #expect(try world.send("POST", path).json["attempted"].number == 0)
        #expect(try other.send("POST", path).json["attempted"].number == 1)
    }

    /// A confirmed booking, made three days before a start that lies so many hours from now.
    private func confirmed(_ world: World<Stack>, inHours hours: Int) throws -> String {
        let start = onGrid(Moment.now.adding(hours: hours + 72))
        let made = try world.book(start.rfc3339, minutes: 30, as: world.studentToken)
        let id = try #require(made.json["booking"]["id"].text, "\(made.text)")
        #expect(try world.change(id, payment("pi_\(id)"), as: world.studentToken).status == 200)
        try world.shift(id, hours: -72)
        return id
    }

    /// The next start on an instructor's grid.
    private func onGrid(_ moment: Moment) -> Moment { Moment(seconds: (moment.seconds / 900 + 1) * 900) }
}

extension World where Place == Stack {
    /// Moves a booking in time as a whole, its history included, which only the database can do.
    fileprivate func shift(_ bookingID: String, hours: Int) throws {
        try stack.sql.rows(
            """
            UPDATE bookings SET start_at = start_at + INTERVAL \(hours) HOUR, end_at = end_at + INTERVAL \(hours) HOUR,
                scheduled_at = scheduled_at + INTERVAL \(hours) HOUR WHERE id = '\(bookingID)'
            """
        )
    }
}
