import HTTP
import Scheduling
import TestSupport
import Testing

struct ShowRulesTests {
    @Test
    func `staff see settings and hours as they were written, with their version`() throws {
        let rules = AvailabilityRules.fixture {
            $0.settings.maximumSessionsPerDay = 3
            $0.settings.cancellationCutoffHours = 0
            $0.version = 7
            guard let long = LocalHours("18:30-24:00"), let short = LocalHours("10:00-12:00"),
                let eve = LocalDate("2026-12-24")
            else { return }
            $0.weeklyWindows = [WeeklyWindow(dayOfWeek: 6, hours: long), WeeklyWindow(dayOfWeek: 0, hours: short)]
            $0.dateOverrides = [
                DateOverride(firstDate: eve.adding(days: 4), lastDate: eve.adding(days: 10), hours: nil, note: nil),
                DateOverride(firstDate: eve, lastDate: eve, hours: short, note: "kurz ❄️"),
            ]
        }
        let app = try TestApp(rules: rules)
        let expected = try json(
            """
            {"instructorId": "\(app.greta.id)",
             "settings": {"timezone": "Europe/Berlin", "sessionMinutes": 60, "slotIntervalMinutes": 15,
               "bufferMinutes": 15, "minimumNoticeMinutes": 0, "advanceBookingDays": 90,
               "cancellationCutoffHours": 0, "maximumSessionsPerDay": 3},
             "weeklySlots": [{"dayOfWeek": 6, "startTime": "18:30", "endTime": "24:00"},
               {"dayOfWeek": 0, "startTime": "10:00", "endTime": "12:00"}],
             "dateOverrides": [{"date": "2026-12-28", "endDate": "2027-01-03", "isAvailable": false},
               {"date": "2026-12-24", "isAvailable": true, "startTime": "10:00", "endTime": "12:00", "note": "kurz ❄️"}]}
            """
        )
        for role in [AccessToken.Role.admin, .service, .instructor(app.greta.id)] {
            let reply = try app.send("GET /api/bookings/availability/rules?instructorId=\(app.greta.id)", as: role)
            #expect(reply.status == 200)
            #expect(reply.json == expected)
            #expect(reply.response.header("ETag") == "\"r7\"")
        }
        let own = try app.send("GET /api/bookings/availability/rules", as: .instructor(app.greta.id))
        #expect(own.json == expected)
    }

    @Test
    func `each brand has its own rules of a shared instructor`() throws {
        let app = try TestApp(rules: .fixture(timezone: "America/New_York"))
        let address = "GET /api/bookings/availability/rules?instructorId=\(app.greta.id)"
        let elsewhere = try app.send(address, as: .admin, from: app.other, headers: [("X-Brand", app.other.slug)])
        #expect(elsewhere.json["settings"]["timezone"] == .string("Europe/Berlin"))
        #expect(try app.send(address, as: .admin).json["settings"]["timezone"] == .string("America/New_York"))
    }

    @Test
    func `an instructor sees only its own rules`() throws {
        let app = try TestApp()
        try app.expectRefusal(403, "forbidden") {
            try app.send(
                "GET /api/bookings/availability/rules?instructorId=\(app.greta.id)",
                as: .instructor(app.hugo.id)
            )
        }
    }

    @Test
    func `an instructor that the brand does not have is not found`() throws {
        let app = try TestApp()
        for role in [AccessToken.Role.admin, .service, .instructor(app.greta.id)] {
            try app.expectRefusal(404, "not_found") {
                try app.send("GET /api/bookings/availability/rules?instructorId=\(app.iris.id)", as: role)
            }
        }
    }

    @Test(arguments: ["", "?instructorId=", "?instructorId=x", "?instructorId=1&instructorId=2"])
    func `an admin says whose rules it wants`(query: String) throws {
        let app = try TestApp()
        try app.expectRefusal(400, "invalid_field") {
            try app.send("GET /api/bookings/availability/rules\(query)", as: .admin)
        }
    }
}
