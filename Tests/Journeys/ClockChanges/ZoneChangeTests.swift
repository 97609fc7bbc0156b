import Glibc
import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing
import System

/// The operating system gets a newer tzdata, in which Vancouver no longer sets its clocks back, while sessions are booked.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct ZoneChangeTests {
    private let zones: ZoneDirectory
    private let place: TemporaryDirectory
    private let stack: Stack
    private let world: World<Stack>
    private let rival: World<Stack>

    /// A day of the next winter: by the rules of 2025b 09:00 in Vancouver is 17:00 UTC then, by those of 2026f 16:00.
    private let winterDay: LocalDate

    init() throws {
        let still = ["Etc/UTC", "America/New_York", "Europe/Berlin", "UTC"]
        var files = Dictionary(uniqueKeysWithValues: still.map { ($0, "2026f/\($0)") })
        files["America/Vancouver"] = "2025b/America/Vancouver"
        zones = try ZoneDirectory(version: "2025b", zones: files)
        place = try TemporaryDirectory()
        stack = try Stack(.init(environment: ["BOOKING_ZONEINFO=\(zones.path)", "BOOKING_INBOX=\(place.path)/inbox"]))
        func open(_ zone: String) -> AvailabilityRules {
            .everyDay(timezone: zone, hours: "00:00-24:00") {
                $0.settings.advanceBookingDays = 365
                $0.settings.bufferMinutes = 0
            }
        }
        world = try World(in: stack, rules: open("America/Vancouver"))
        rival = try world.rival(rules: open("UTC"))
        let soon = date(7)
        let dates = [soon.year, soon.year + 1].compactMap { LocalDate("\($0)-01-15") }
        winterDay = try #require(dates.first { $0 >= soon })
    }

    /// Books and confirms; answers the booking's id.
    private func book(_ world: World<Stack>, at time: String, _ day: LocalDate) throws -> String {
        let made = try world.book("\(day)T\(time):00Z", as: world.studentToken)
        let id = try #require(made.json["booking"]["id"].text, "\(made.text)")
        #expect(try world.change(id, payment("pi_\(id)"), as: world.studentToken).status == 200)
        return id
    }

    /// Replaces the files one by one, as a package manager does.
    private func upgrade() throws {
        try zones.copy("2026f/America/Vancouver", as: "America/Vancouver")
        let still = ["Etc/UTC", "America/New_York", "Europe/Berlin", "UTC", "America/Vancouver"]
        try zones.writeList(version: "2026f", lines: still.map { "Z \($0) 0 - -00" })
    }

    private func dispatch() throws -> JSONValue {
        let run = try stack.coachbook("dispatch", "--json")
        #expect(run.exitCode == 0, "\(run.output)")
        return try JSONValue.parse(Array(run.output.utf8))
    }

    private func conflicts() throws -> [JSONValue] {
        try JSONValue.parse(Array(stack.coachbook("conflicts", "--json").output.utf8)).elements
    }

    private func start(of id: String) throws -> String {
        try stack.sql.rows("SELECT DATE_FORMAT(start_at, '%Y-%m-%dT%H:%i:%sZ') FROM bookings WHERE id = '\(id)'")[0][0]
    }

    /// The letters about that event to the two people, as they lie in the inbox of files.
    private func letters(_ event: String, _ id: String, _ revision: Int) -> [String] {
        ["student", "instructor"].map { contents(of: "\(place.path)/inbox/\(event)_\(id)_\(revision)_\($0).txt") }
            .filter { !$0.isEmpty }
    }

    /// The SMS about that event.
    private func texts(_ event: String) throws -> [String] {
        try stack.sql.rows("SELECT id FROM notifications WHERE event = '\(event)' AND channel = 'sms'").map {
            contents(of: "\(place.path)/inbox/\($0[0]).txt")
        }
    }

    /// How many messages about that event were ever written.
    private func told(_ event: String, _ id: String) throws -> Int {
        try stack.sql.number("SELECT COUNT(*) FROM notifications WHERE event = '\(event)' AND booking_id = '\(id)'")
    }

    @Test func `on a host where cron is all there is the sessions move at its next run, and both people are told`()
        throws
    {
        let ids = [try book(world, at: "17:00", winterDay), try book(world, at: "18:00", winterDay)]
        stack.service.stop()
        #expect(try dispatch()["moved"].number == 0)
        try upgrade()
        let done = try dispatch()
        #expect([done["moved"].number, done["conflicts"].number, done["sent"].number] == [2, 0, 0], "\(done)")
        #expect(try ids.map(start) == ["\(winterDay)T16:00:00Z", "\(winterDay)T17:00:00Z"])
        for id in ids {
            let cells = "SELECT COUNT(*), MIN(quantum) * 300 FROM instructor_busy WHERE booking_id = '\(id)'"
            let begin = try #require(Moment(rfc3339: start(of: id)))
            #expect(try stack.sql.rows(cells) == [["12", "\(begin.seconds)"]])
        }
        #expect(
            try stack.sql.rows(
                "SELECT actor, kind, from_status, to_status, reason FROM booking_events WHERE kind = 'moved'"
            ) == Array(repeating: ["system", "moved", "confirmed", "confirmed", "zone_rules_changed"], count: 2)
        )
        let letters = letters("zone_moved", ids[0], 3)
        #expect(letters.count == 2)
        for letter in letters {
            for words in [
                "rules for the clocks in Vancouver have changed", "9:00 am on the clock there", "UID:\(ids[0])@",
                "SEQUENCE:2", "DTSTART:\(winterDay)T160000Z".filter { $0 != "-" }, "5:00 pm UTC to", "4:00 pm UTC.",
            ] {
                #expect(letter.contains(words), "\(words)\n\(letter)")
            }
        }
        let texts = try texts("zone_moved")
        #expect(texts.count == 2 && texts.allSatisfy { $0.contains("clock rules changed, now") }, "\(texts)")
        let again = try dispatch()
        #expect([again["moved"].number, again["conflicts"].number, again["attempted"].number] == [0, 0, 0])
        #expect(try conflicts().isEmpty)
    }

    @Test func `what cannot move is listed for a person and told once, and moves when the time comes free`() throws {
        let wall = try book(rival, at: "16:00", winterDay)
        let doubtful = try book(world, at: "17:00", winterDay)
        let soon = try book(world, at: "17:00", date(5))
        // Agreed long ago for tomorrow, by rules that are an hour off today's.
        try stack.sql.rows(
            """
            UPDATE bookings SET start_at = DATE(UTC_TIMESTAMP()) + INTERVAL 32 HOUR, end_at = start_at + INTERVAL 1 HOUR,
                promised_date = start_at, promised_minute = (TIME_TO_SEC(TIME(start_at - INTERVAL 6 HOUR)) DIV 60),
                scheduled_at = scheduled_at - INTERVAL 90 DAY WHERE id = '\(soon)'
            """
        )
        stack.service.stop()
        try upgrade()
        for turn in 1...3 {
            #expect(try dispatch()["conflicts"].number == (turn == 1 ? 2 : 0))
            for id in [doubtful, soon] { #expect(try told("zone_conflict", id) == 3) }
        }
        #expect(try start(of: doubtful) == "\(winterDay)T17:00:00Z")
        let listed = try conflicts()
        #expect(Set(listed.map { $0["reason"].text }) == ["taken", "soon"])
        let taken = try #require(listed.first { $0["reason"].text == "taken" })
        #expect(taken["bookingId"].text == doubtful && taken["brand"].text == world.brand.slug)
        #expect(taken["promised"].text == "\(winterDay)T09:00" && taken["timezone"].text == "America/Vancouver")
        #expect(taken["startAt"].text == "\(winterDay)T17:00:00Z")
        #expect(taken["rightStartAt"].text == "\(winterDay)T16:00:00Z")
        let words = try stack.coachbook("conflicts").output
        #expect(words.contains("\(doubtful)  \(world.brand.slug)  Greta Lindqvist  stands at \(winterDay)T17:00:00Z"))
        #expect(words.contains("another session is in the way") && words.contains("it begins within 48 hours"))
        let letters = letters("zone_conflict", doubtful, 0)
        #expect(letters.count == 2)
        #expect(letters.allSatisfy { $0.contains("Please check the time") && !$0.contains("BEGIN:VCALENDAR") })

        // The service comes back with the new rules; a person makes room, another moves the session of tomorrow.
        let service = try stack.start("serve")
        defer { service.stop() }
        #expect(waitUntil(milliseconds: 60_000) { (try? stack.client.send("GET", "/readyz").status) == 200 })
        #expect(try rival.change(wall, #"{"status":"cancelled"}"#, as: rival.admin).status == 200)
        #expect(try world.change(soon, #"{"startAt":"\#(day(9, at: "12:00"))"}"#, as: world.admin).status == 200)
        // Its own minute may come first.
        _ = try dispatch()
        #expect(waitUntil(milliseconds: 90_000) { (try? start(of: doubtful)) == "\(winterDay)T16:00:00Z" })
        #expect(try conflicts().isEmpty)
        let shown = try world.send("GET", "/api/bookings/\(doubtful)", as: world.admin).json["booking"]
        #expect(shown["instructorStartAt"].text == "\(winterDay)T09:00:00-07:00")
    }

    @Test func `a service that starts with newer rules moves what was booked, and a process with older ones leaves it`()
        throws
    {
        let id = try book(world, at: "17:00", winterDay)
        stack.service.stop()
        try upgrade()
        let newer = try stack.start("serve")
        defer { newer.stop() }
        #expect(waitUntil(milliseconds: 60_000) { (try? start(of: id)) == "\(winterDay)T16:00:00Z" })
        #expect(waitUntil(milliseconds: 60_000) { letters("zone_moved", id, 3).count == 2 })
        try zones.writeList(version: "2025b", lines: ["Z America/Vancouver 0 - -00", "Z UTC 0 - -00"])
        try zones.copy("2025b/America/Vancouver", as: "America/Vancouver")
        let old = try dispatch()
        #expect(old["moved"].number == 0)
        #expect(old["warnings"].elements.contains { $0.text?.contains("older than another's (2026f)") == true })
        #expect(try start(of: id) == "\(winterDay)T16:00:00Z")
    }

    /// Copies a booking: so many instructors with a hundred sessions each, all as promised.
    private func seed(instructors: Int, like id: String) throws {
        let changed = [
            "id": "UUID()", "instructor_id": "i.id", "promised_date": "DATE(s.at)", "start_at": "s.at",
            "promised_minute": "TIME_TO_SEC(TIME(s.at)) DIV 60", "end_at": "s.at + INTERVAL 1 HOUR",
        ]
        let columns = try stack.sql.rows(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'bookings' AND table_schema = DATABASE()"
        ).map { $0[0] }
        try stack.sql.rows(
            """
            INSERT INTO instructors (id, first_name, last_name, email)
                SELECT UUID(), 'Ida', 'Copy', 'ida@copies.example' FROM seq_1_to_\(instructors);
            INSERT INTO bookings (\(columns.joined(separator: ",")))
                SELECT \(columns.map { changed[$0] ?? "b.\($0)" }.joined(separator: ","))
                FROM bookings b JOIN instructors i ON i.email = 'ida@copies.example'
                    JOIN (SELECT CAST('\(date(10))' AS DATETIME) + INTERVAL 2 * seq HOUR AS at FROM seq_0_to_99) s
                WHERE b.id = '\(id)'
            """
        )
    }

    @Test(.enabled(if: currentEnvironment().contains("COACHBOOK_LONG=1")))
    func `a hundred thousand future bookings that are as they should be are looked through in seconds`() throws {
        let id = try book(rival, at: "10:00", date(9))
        stack.service.stop()
        try seed(instructors: 1000, like: id)
        for _ in 1...3 {
            try stack.sql.rows("DELETE FROM zone_releases")
            let start = ContinuousClock.now
            #expect(try dispatch()["moved"].number == 0)
            print("looked through 100,001 bookings in", ContinuousClock.now - start)
            #expect(try stack.sql.number("SELECT COUNT(*) FROM zone_releases") == 1)
        }
    }
}
