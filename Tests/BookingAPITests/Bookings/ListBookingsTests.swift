import HTTP
import Scheduling
import TestSupport
import Testing

struct ListBookingsTests {
    private func ids(_ reply: Reply) -> [String?] { reply.json["bookings"].elements.map { $0["id"].text } }

    private func text(_ bookings: [Booking]) -> [String?] { bookings.map(\.id.description) }

    @Test
    func `staff see whole bookings, students less of them`() throws {
        let app = try TestApp()
        let booking = try app.booked {
            $0.instructorNotes = "slow"
            $0.location = "Steg 7"
        }
        let common = """
            "id": "\(booking.id)", "instructorId": "\(app.greta.id)", "studentId": "\(app.ana.id)",
            "status": "pending", "paymentStatus": "unpaid", "paymentReference": null,
            "startAt": "2026-11-24T08:00:00Z", "endAt": "2026-11-24T09:00:00Z",
            "studentStartAt": "2026-11-24T03:00:00-05:00", "instructorStartAt": "2026-11-24T09:00:00+01:00",
            "studentTimezone": "America/New_York", "instructorTimezone": "Europe/Berlin", "location": "Steg 7",
            "notes": null, "cancellationReason": null, "holdExpiresAt": null, "confirmedAt": null, "completedAt": null,
            "cancelledAt": null, "noShowAt": null, "createdAt": "2026-11-22T12:00:00Z", "updatedAt": "2026-11-22T12:00:00Z"
            """
        let staff = """
            "instructorNotes": "slow", "reminderSentAt": null, "bufferMinutes": 15,
            "student": {"firstName": "Ana", "lastName": "Souza", "email": "ana@students.example", "phone": "+4915112345678"}
            """
        let forStaff = try json("{\"bookings\": [{\(common), \(staff)}], \"nextCursor\": null}")
        for role in [AccessToken.Role.admin, .service, .instructor(app.greta.id)] {
            #expect(try app.send("GET /api/bookings", as: role).json == forStaff)
        }
        let forStudent = try app.send("GET /api/bookings", as: .student(app.ana.id))
        #expect(try forStudent.json == json("{\"bookings\": [{\(common)}], \"nextCursor\": null}"))
    }

    @Test
    func `everybody sees only what is its own`() throws {
        let app = try TestApp()
        let first = try app.booked("2026-11-24T08:00:00Z")
        let second = try app.booked("2026-11-24T10:00:00Z", with: app.hugo)
        let third = try app.booked("2026-11-24T12:00:00Z", of: app.ben)
        try app.booked("2026-11-24T14:00:00Z", of: app.cleo, in: app.other)
        let cases: [(AccessToken.Role, String, [Booking])] = [
            (.admin, "", [first, second, third]), (.service, "", [first, second, third]),
            (.instructor(app.greta.id), "", [first, third]), (.instructor(app.hugo.id), "", [second]),
            (.student(app.ana.id), "", [first, second]), (.student(app.ben.id), "", [third]),
            (.admin, "?instructorId=\(app.hugo.id)", [second]),
            (.instructor(app.greta.id), "?instructorId=\(app.greta.id)", [first, third]),
            (.student(app.ana.id), "?instructorId=\(app.greta.id)", [first]),
        ]
        for (role, query, expected) in cases {
            #expect(ids(try app.send("GET /api/bookings\(query)", as: role)) == text(expected), "\(role) \(query)")
        }
    }

    @Test
    func `another instructor's list is refused, one that the brand does not have is not found`() throws {
        let app = try TestApp()
        try app.expectRefusal(403, "forbidden") {
            try app.send("GET /api/bookings?instructorId=\(app.hugo.id)", as: .instructor(app.greta.id))
        }
        for role in [AccessToken.Role.admin, .instructor(app.greta.id), .student(app.ana.id)] {
            try app.expectRefusal(404, "not_found") {
                try app.send("GET /api/bookings?instructorId=\(app.iris.id)", as: role)
            }
        }
    }

    @Test
    func `the list is narrowed by state and time`() throws {
        let app = try TestApp()
        let past = try app.booked("2026-11-20T08:00:00Z") { $0.become(.completed) }
        let missed = try app.booked("2026-11-20T10:00:00Z") { $0.become(.noShow) }
        let running = try app.booked("2026-11-22T11:30:00Z") { $0.become(.confirmed) }
        let next = try app.booked("2026-11-24T08:00:00Z")
        let off = try app.booked("2026-11-24T10:00:00Z") { $0.become(.cancelled) }
        let last = try app.booked("2026-11-25T23:00:00Z") { $0.become(.confirmed) }
        let all = [past, missed, running, next, off, last]
        let cases: [(String, [Booking])] = [
            ("", [running, next, last]), ("upcomingOnly=true", [running, next, last]), ("upcomingOnly=false", all),
            ("status=pending", [next]), ("status=confirmed", [running, last]),
            ("status=cancelled&upcomingOnly=false", [off]),
            ("status=completed&upcomingOnly=false", [past]), ("status=no_show&upcomingOnly=false", [missed]),
            ("upcomingOnly=false&from=2026-11-24T08:00:00Z", [next, off, last]),
            ("upcomingOnly=false&to=2026-11-24T08:00:00Z", [past, missed, running]),
            ("from=2026-11-24&to=2026-11-25", [next]), ("from=2026-11-26&timezone=Europe/Berlin", [last]),
            ("from=2026-11-26", []), ("from=2026-11-24T09:00:00%2B01:00&to=2026-11-24T09:05:00%2B01:00", [next]),
            ("upcomingOnly=false&limit=1", [past]),
        ]
        for (query, expected) in cases {
            #expect(ids(try app.send("GET /api/bookings?\(query)", as: .admin)) == text(expected), "\(query)")
        }
    }

    @Test
    func `a long list is read page by page`() throws {
        let app = try TestApp()
        var all: [Booking] = []
        for hour in ["08", "10", "12", "14"] {
            for instructor in [app.greta, app.hugo] {
                all.append(try app.booked("2026-11-24T\(hour):00:00Z", with: instructor))
            }
        }
        var pages: [[String?]] = []
        var cursor: String?
        repeat {
            let query = "limit=3" + (cursor.map { "&cursor=\($0)" } ?? "")
            let reply = try app.send("GET /api/bookings?\(query)", as: .admin)
            pages.append(ids(reply))
            cursor = reply.json["nextCursor"].text
        } while cursor != nil
        #expect(pages.map(\.count) == [3, 3, 2])
        let byStart = all.sorted { ($0.span.start.seconds, "\($0.id)") < ($1.span.start.seconds, "\($1.id)") }
        #expect(pages.flatMap(\.self) == text(byStart))
        #expect(try app.send("GET /api/bookings?limit=8", as: .admin).json["nextCursor"] == .null)
    }

    @Test(arguments: [
        ("limit=0", "limit: format"), ("limit=201", "limit: format"), ("limit=x", "limit: format"),
        ("status=done", "status: format"), ("status=", "status: format"), ("upcomingOnly=yes", "upcomingOnly: format"),
        ("from=yesterday", "from: format"), ("from=2026-02-31", "from: format"),
        ("to=2026-11-24T08:00:00", "to: format"),
        ("timezone=PST", "timezone: format"), ("cursor=x", "cursor: format"), ("cursor=1_2", "cursor: format"),
        ("cursor=", "cursor: format"), ("instructorId=1", "instructorId: format"),
        ("limit=1&limit=2", "limit: repeated"),
        ("cursor=-99999999999999999999_0190b5a4-7c1e-7d20-8f3a-1b2c3d4e5f60", "cursor: format"),
    ])
    func `a query that cannot be used is refused, naming the parameter`(query: String, error: String) throws {
        let app = try TestApp()
        try app.expectRefusal(400, "invalid_field") {
            let reply = try app.send("GET /api/bookings?\(query)", as: .admin)
            #expect(reply.fieldErrors == [error])
            return reply
        }
    }
}
