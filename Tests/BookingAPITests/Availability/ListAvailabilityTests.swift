import HTTP
import Scheduling
import TestSupport
import Testing

struct ListAvailabilityTests {
    private func starts(_ reply: Reply, of list: String = "slots") -> [String?] {
        reply.json[list].elements.map { $0["startAt"].text }
    }

    @Test
    func `slots are listed with the times of both people`() throws {
        let app = try TestApp(rules: .fixture { $0.weeklyWindows = $0.weeklyWindows.filter { $0.dayOfWeek == 2 } })
        let query = "startDate=2026-11-24&days=1&sessionMinutes=470&studentTimezone=America/New_York"
        let reply = try app.send("GET /api/bookings/availability?instructorId=\(app.greta.id)&\(query)")
        #expect(reply.status == 200)
        #expect(reply.response.header("Cache-Control") == "no-store")
        #expect(
            try reply.json
                == json(
                    """
                    {"instructorId": "\(app.greta.id)", "timezone": "Europe/Berlin", "studentTimezone": "America/New_York",
                     "sessionMinutes": 470, "today": "2026-11-22", "lastDate": "2027-02-20",
                     "nextAvailable": "2026-11-24T08:00:00Z",
                     "settings": {"timezone": "Europe/Berlin", "sessionMinutes": 60, "slotIntervalMinutes": 15,
                       "bufferMinutes": 15, "minimumNoticeMinutes": 0, "advanceBookingDays": 90,
                       "cancellationCutoffHours": 24, "maximumSessionsPerDay": null},
                     "slots": [{"startAt": "2026-11-24T08:00:00Z", "endAt": "2026-11-24T15:50:00Z",
                       "studentStartAt": "2026-11-24T03:00:00-05:00", "instructorStartAt": "2026-11-24T09:00:00+01:00"}]}
                    """
                )
        )
    }

    @Test
    func `without dates the next 14 days in the instructor's zone are listed`() throws {
        let app = try TestApp()
        let reply = try app.send("GET /api/bookings/availability?instructorId=\(app.greta.id)")
        let starts = starts(reply).compactMap(\.self)
        #expect(starts.count == 10 * 29)
        #expect(starts == starts.sorted())
        #expect(starts.first == "2026-11-23T08:00:00Z")
        #expect(starts.last == "2026-12-04T15:00:00Z")
        #expect(reply.json["studentTimezone"] == .string("Europe/Berlin"))
        #expect(reply.json["sessionMinutes"] == .integer(60))
        #expect(reply.json["refused"] == .null)
    }

    @Test
    func `the days are dates in the student's zone`() throws {
        let app = try TestApp()
        let address = "GET /api/bookings/availability?instructorId=\(app.greta.id)&days=1&startDate=2026-11-24"
        let inTokyo = starts(try app.send("\(address)&studentTimezone=Asia/Tokyo"))
        #expect(inTokyo.first == "2026-11-23T15:00:00Z")
        #expect(inTokyo.last == "2026-11-24T14:45:00Z")
    }

    @Test
    func `sessions in every brand take their time, with their buffers`() throws {
        let app = try TestApp()
        try app.booked("2026-11-24T10:00:00Z", of: app.cleo, in: app.other)
        try app.booked("2026-11-24T13:00:00Z") { $0.become(.cancelled) }
        try app.booked("2026-11-24T14:00:00Z") { $0.holdExpiresAt = app.now }
        let address =
            "GET /api/bookings/availability?instructorId=\(app.greta.id)&days=1&startDate=2026-11-24&explain=true"
        let reply = try app.send(address)
        let refused = reply.json["refused"].elements.map { "\($0["startAt"].text ?? "") \($0["reason"].text ?? "")" }
        #expect(
            refused == [
                "2026-11-24T09:00:00Z buffer", "2026-11-24T09:15:00Z taken", "2026-11-24T09:30:00Z taken",
                "2026-11-24T09:45:00Z taken", "2026-11-24T10:00:00Z taken", "2026-11-24T10:15:00Z taken",
                "2026-11-24T10:30:00Z taken", "2026-11-24T10:45:00Z taken", "2026-11-24T11:00:00Z buffer",
                "2026-11-24T15:15:00Z outside_availability", "2026-11-24T15:30:00Z outside_availability",
                "2026-11-24T15:45:00Z outside_availability",
            ]
        )
        #expect(starts(reply).count + refused.count == 32)
        #expect(reply.json["refused"].elements.first?.names == ["endAt", "reason", "startAt"])
        #expect(!reply.text.contains(app.cleo.contact.email))
    }

    @Test
    func `the explanation names closed dates, notice, the advance limit, full days and the past`() throws {
        let app = try TestApp(
            rules: .fixture {
                $0.settings.minimumNoticeMinutes = 24 * 60
                $0.settings.advanceBookingDays = 3
                $0.settings.maximumSessionsPerDay = 1
                guard let date = LocalDate("2026-11-24") else { return }
                $0.dateOverrides = [DateOverride(firstDate: date, lastDate: date, hours: nil, note: nil)]
            }
        )
        try app.booked("2026-11-25T09:00:00Z")
        let address =
            "GET /api/bookings/availability?instructorId=\(app.greta.id)&days=8&startDate=2026-11-20&explain=true"
        let reply = try app.send(address)
        var reasons: [String: Set<String>] = [:]
        for refused in reply.json["refused"].elements {
            let day = String(refused["startAt"].text?.prefix(10) ?? "")
            reasons[day, default: []].insert(refused["reason"].text ?? "")
        }
        #expect(reasons["2026-11-20"] == ["in_the_past"])
        #expect(reasons["2026-11-23"]?.contains("too_soon") == true)
        #expect(reasons["2026-11-24"] == ["override_closed"])
        #expect(reasons["2026-11-25"]?.contains("daily_limit") == true)
        #expect(reasons["2026-11-26"] == ["too_far"])
        #expect(reply.json["lastDate"] == .string("2026-11-25"))
    }

    @Test
    func `the first bookable start is told even where the days asked for have none`() throws {
        let app = try TestApp()
        let address = "GET /api/bookings/availability?instructorId=\(app.greta.id)&days=1"
        for date in ["2026-11-22", "2026-11-28", "2026-12-01", "2025-01-01", "2028-01-01"] {
            let reply = try app.send("\(address)&startDate=\(date)")
            #expect(reply.json["nextAvailable"] == .string("2026-11-23T08:00:00Z"), "\(date)")
        }
        let closed = try TestApp(rules: .fixture { $0.weeklyWindows = [] })
        let reply = try closed.send("GET /api/bookings/availability?instructorId=\(closed.greta.id)")
        #expect(reply.json["nextAvailable"] == .null)
        #expect(reply.json.names.contains("nextAvailable"))
        #expect(starts(reply).isEmpty)
    }

    @Test
    func `an alias of a zone stays the name that was given`() throws {
        let app = try TestApp()
        let reply = try app.send(
            "GET /api/bookings/availability?instructorId=\(app.greta.id)&studentTimezone=Asia%2FCalcutta&days=2"
        )
        #expect(reply.json["studentTimezone"] == .string("Asia/Calcutta"))
        #expect(reply.json["slots"].elements.first?["studentStartAt"] == .string("2026-11-23T13:30:00+05:30"))
    }

    @Test(arguments: [
        ("", "instructorId: required"), ("instructorId=", "instructorId: format"),
        ("instructorId=1", "instructorId: format"),
        ("ID&startDate=2026-02-31", "startDate: format"), ("ID&startDate=", "startDate: format"),
        ("ID&startDate=24.11.2026", "startDate: format"), ("ID&startDate=9999-12-31", "startDate: format"),
        ("ID&days=0", "days: format"), ("ID&days=63", "days: format"), ("ID&days=1.5", "days: format"),
        ("ID&sessionMinutes=14", "sessionMinutes: format"), ("ID&sessionMinutes=485", "sessionMinutes: format"),
        ("ID&sessionMinutes=61", "sessionMinutes: format"), ("ID&studentTimezone=PST", "studentTimezone: format"),
        ("ID&studentTimezone=", "studentTimezone: format"), ("ID&studentTimezone=GMT%2B5", "studentTimezone: format"),
        ("ID&studentTimezone=posix/Europe/Berlin", "studentTimezone: format"), ("ID&explain=1", "explain: format"),
        ("ID&studentTimezone=../../etc/passwd", "studentTimezone: format"), ("ID&days=1&days=2", "days: repeated"),
        ("ID&studentTimezone=europe/berlin", "studentTimezone: format"), ("ID&x=%FF", "query: encoding"),
    ])
    func `a query that cannot be used is refused, naming the parameter`(query: String, error: String) throws {
        let app = try TestApp()
        let query = query.hasPrefix("ID") ? "instructorId=\(app.greta.id)" + query.dropFirst(2) : query
        try app.expectRefusal(400, "invalid_field") {
            let reply = try app.send("GET /api/bookings/availability?\(query)")
            #expect(reply.fieldErrors == [error])
            return reply
        }
    }

    @Test
    func `an instructor that the brand does not have is not found`() throws {
        let app = try TestApp()
        for id in [app.iris.id.description, "0190b5a4-7c1e-7d20-8f3a-1b2c3d4e5f60", app.ana.id.description] {
            for query in ["", "&studentTimezone=Europe/Berlin", "&explain=true"] {
                try app.expectRefusal(404, "not_found") {
                    try app.send("GET /api/bookings/availability?instructorId=\(id)\(query)", as: .admin)
                }
            }
        }
    }
}
