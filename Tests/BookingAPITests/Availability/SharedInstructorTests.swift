import HTTP
import Scheduling
import TestSupport
import Testing

struct SharedInstructorTests {
    /// The starts that a brand offers of Greta on Tuesday 2026-11-24, as UTC times of day.
    private func offered(_ app: TestApp, by brand: Brand) throws -> [String] {
        let query = "instructorId=\(app.greta.id)&startDate=2026-11-24&days=1"
        let reply = try app.send("GET /api/bookings/availability?\(query)", headers: [("X-Brand", brand.slug)])
        return reply.json["slots"].elements.compactMap { $0["startAt"].text?.dropFirst(11).prefix(5) }.map(String.init)
    }

    private func change(_ app: TestApp, _ members: String, of brand: Brand) throws {
        let reply = try app.send(
            "PUT /api/bookings/availability",
            "{\"instructorId\": \"\(app.greta.id)\", \(members)}",
            as: .admin,
            from: brand,
            headers: [("X-Brand", brand.slug)]
        )
        #expect(reply.status == 200, "\(reply.text)")
    }

    /// The last start before noon and the first one after.
    private func gap(_ starts: [String]) -> [String?] {
        [starts.last { $0 < "10:00" }, starts.first { $0 > "10:00" }]
    }

    @Test
    func `between sessions of two brands lies the larger of the two buffers, whichever came first`() throws {
        let app = try TestApp()
        try change(app, #""bufferMinutes": 60"#, of: app.other)
        try app.booked("2026-11-24T10:00:00Z", of: app.cleo, in: app.other) { $0.bufferMinutes = 60 }
        #expect(try gap(offered(app, by: app.brand)) == ["08:00", "12:00"])
        let mirrored = try TestApp()
        try change(mirrored, #""bufferMinutes": 60"#, of: mirrored.other)
        try mirrored.booked("2026-11-24T10:00:00Z")
        #expect(try gap(offered(mirrored, by: mirrored.brand)) == ["08:45", "11:15"])
        #expect(try gap(offered(mirrored, by: mirrored.other)) == ["08:00", "12:00"])
    }

    @Test
    func `a booking keeps the buffer that its brand had when it was made`() throws {
        let app = try TestApp()
        try change(app, #""bufferMinutes": 60"#, of: app.brand)
        let body = CreateBookingTests.body(app, start: "2026-11-24T10:00:00Z", #", "sessionMinutes": 60"#)
        #expect(try app.send("POST /api/bookings", body, as: .student(app.ana.id)).status == 201)
        try change(app, #""bufferMinutes": 0"#, of: app.brand)
        #expect(try gap(offered(app, by: app.brand)) == ["08:00", "12:00"])
        #expect(try gap(offered(app, by: app.other)) == ["08:00", "12:00"])
    }

    @Test
    func `a day's sessions are counted across brands`() throws {
        let app = try TestApp()
        try change(app, #""maximumSessionsPerDay": 2"#, of: app.other)
        try app.booked("2026-11-24T08:00:00Z")
        #expect(try !offered(app, by: app.other).isEmpty)
        try app.booked("2026-11-24T14:00:00Z")
        #expect(try offered(app, by: app.other).isEmpty)
        #expect(try !offered(app, by: app.brand).isEmpty)
    }

    @Test
    func `each brand's hours and zone are its own, the taken time is common`() throws {
        let app = try TestApp()
        let window = #"{"dayOfWeek": 2, "startTime": "09:00", "endTime": "12:00"}"#
        try change(app, #""timezone": "America/New_York", "weeklySlots": [\#(window)]"#, of: app.other)
        try app.booked("2026-11-24T14:00:00Z")
        #expect(try offered(app, by: app.other) == ["15:15", "15:30", "15:45", "16:00"])
        #expect(try offered(app, by: app.brand).last == "12:45")
    }

    @Test
    func `one brand never shows what another brand knows of a session`() throws {
        let app = try TestApp()
        let foreign = try app.booked("2026-11-24T10:00:00Z", of: app.cleo, in: app.other) { $0.notes = "secret" }
        let targets = [
            "GET /api/bookings", "GET /api/bookings?upcomingOnly=false", "GET /api/bookings/\(foreign.id)",
            "GET /api/bookings/availability?instructorId=\(app.greta.id)&explain=true",
            "GET /api/bookings/availability/rules?instructorId=\(app.greta.id)", "GET /api/bookings/instructors",
        ]
        for role in [AccessToken.Role.admin, .service, .instructor(app.greta.id)] {
            for target in targets {
                let text = try app.send(target, as: role).text
                for secret in ["secret", "\(foreign.id)", "\(app.cleo.id)", "cleo@"] {
                    #expect(!text.contains(secret), "\(target)")
                }
            }
        }
    }

    @Test
    func `a change of one brand's hours tells of its own conflicts only`() throws {
        let app = try TestApp()
        try app.booked("2026-11-24T10:00:00Z", of: app.cleo, in: app.other)
        let mine = try app.booked("2026-11-24T12:00:00Z")
        let reply = try app.send(
            "PUT /api/bookings/availability",
            "{\"instructorId\": \"\(app.greta.id)\", \"weeklySlots\": []}",
            as: .instructor(app.greta.id)
        )
        #expect(reply.json["conflicts"].elements.map { $0["id"].text } == [mine.id.description])
    }
}
