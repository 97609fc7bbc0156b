import HTTP
import Scheduling
import TestSupport
import Testing

struct ClockChangeTests {
    /// Greta, open day and night in Berlin, for a year.
    private func app() throws -> TestApp {
        try TestApp(
            rules: .fixture { rules in
                rules.settings.advanceBookingDays = 365
                rules.settings.slotIntervalMinutes = 60
                rules.settings.bufferMinutes = 0
                rules.weeklyWindows = (0...6).compactMap { day in
                    LocalHours("00:00-24:00").map { WeeklyWindow(dayOfWeek: day, hours: $0) }
                }
            }
        )
    }

    private func day(_ app: TestApp, _ date: String, zone: String = "Europe/Berlin") throws -> [JSONValue] {
        let query = "instructorId=\(app.greta.id)&startDate=\(date)&days=1&studentTimezone=\(zone)"
        return try app.send("GET /api/bookings/availability?\(query)").json["slots"].elements
    }

    @Test
    func `Berlin 2027-03-28 has 23 hours, and none of them begins at two`() throws {
        let slots = try day(app(), "2027-03-28").map { $0["instructorStartAt"].text ?? "" }
        #expect(slots.count == 23)
        #expect(
            slots.prefix(3) == ["2027-03-28T00:00:00+01:00", "2027-03-28T01:00:00+01:00", "2027-03-28T03:00:00+02:00"]
        )
        #expect(slots.last == "2027-03-28T23:00:00+02:00")
    }

    @Test
    func `Berlin 2027-10-31 has 25 hours, and two of them begin at two`() throws {
        let slots = try day(app(), "2027-10-31").map { $0["instructorStartAt"].text ?? "" }
        #expect(slots.count == 25)
        #expect(
            slots.filter { $0.contains("T02:") } == ["2027-10-31T02:00:00+02:00", "2027-10-31T02:00:00+01:00"]
        )
    }

    @Test
    func `both hours that begin at two can be booked, each once`() throws {
        let app = try app()
        for start in ["2027-10-31T02:00:00+02:00", "2027-10-31T02:00:00+01:00"] {
            let body = CreateBookingTests.body(app, start: start, #", "sessionMinutes": 60"#)
            let reply = try app.send("POST /api/bookings", body, as: .student(app.ana.id))
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply.json["booking"]["instructorStartAt"] == .string(start))
            try app.expectRefusal(409, "slot_unavailable") {
                try app.send("POST /api/bookings", body, as: .student(app.ben.id))
            }
        }
    }

    @Test
    func `between two countries' clock changes the student's offset is the one of that day`() throws {
        let app = try app()
        let cases = [
            ("2027-03-13", "T09:00:00-05:00", "T15:00:00+01:00"), ("2027-03-15", "T10:00:00-04:00", "T15:00:00+01:00"),
            ("2027-03-29", "T09:00:00-04:00", "T15:00:00+02:00"),
        ]
        for (date, student, instructor) in cases {
            let slots = try day(app, date, zone: "America/New_York")
            let slot = slots.first { $0["instructorStartAt"] == .string(date + instructor) }
            #expect(slot?["studentStartAt"] == .string(date + student), "\(date)")
        }
    }

    @Test
    func `a student's day of 23 hours is listed as one`() throws {
        let slots = try day(app(), "2027-03-14", zone: "America/New_York")
        #expect(slots.count == 23)
        #expect(slots.first?["studentStartAt"] == .string("2027-03-14T00:00:00-05:00"))
        #expect(slots.last?["studentStartAt"] == .string("2027-03-14T23:00:00-04:00"))
    }

    @Test
    func `today is the instructor's date, wherever the student is`() throws {
        let app = try app()
        app.now = try #require(Moment(rfc3339: "2026-11-22T23:30:00Z"))
        let query = "instructorId=\(app.greta.id)&studentTimezone=America/New_York&days=1"
        let reply = try app.send("GET /api/bookings/availability?\(query)")
        #expect(reply.json["today"] == .string("2026-11-23"))
        #expect(reply.json["lastDate"] == .string("2027-11-23"))
        #expect(reply.json["slots"].elements.first?["studentStartAt"] == .string("2026-11-22T19:00:00-05:00"))
        #expect(reply.json["slots"].elements.count == 5)
    }
}
