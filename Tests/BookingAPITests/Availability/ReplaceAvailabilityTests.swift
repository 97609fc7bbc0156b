import HTTP
import Scheduling
import TestSupport
import Testing

struct ReplaceAvailabilityTests {
    private func put(
        _ app: TestApp,
        _ members: String,
        as role: AccessToken.Role = .admin,
        ifMatch: String? = nil
    ) throws -> Reply {
        try app.send(
            "PUT /api/bookings/availability",
            "{\"instructorId\": \"\(app.greta.id)\"\(members.isEmpty ? "" : ", ")\(members)}",
            as: role,
            headers: ifMatch.map { [("If-Match", $0)] } ?? []
        )
    }

    @Test
    func `the contract's example is written and answered as it stands`() throws {
        let app = try TestApp()
        let lists = """
            "weeklySlots": [{"dayOfWeek": 1, "startTime": "09:00", "endTime": "12:30"}],
            "dateOverrides": [{"date": "2026-12-24", "isAvailable": false},
              {"date": "2026-12-28", "endDate": "2027-01-03", "isAvailable": false},
              {"date": "2026-12-23", "isAvailable": true, "startTime": "10:00", "endTime": "12:00", "note": "short day"}]
            """
        let reply = try put(
            app,
            #""timezone": "America/New_York", "bufferMinutes": 20, "advanceBookingDays": 30, "cancellationCutoffHours": 12,"#
                + lists
        )
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.response.header("ETag") == "\"r2\"")
        #expect(
            try reply.json
                == json(
                    """
                    {"instructorId": "\(app.greta.id)",
                     "settings": {"timezone": "America/New_York", "sessionMinutes": 60, "slotIntervalMinutes": 15,
                       "bufferMinutes": 20, "minimumNoticeMinutes": 0, "advanceBookingDays": 30,
                       "cancellationCutoffHours": 12, "maximumSessionsPerDay": null},
                     \(lists), "conflicts": []}
                    """
                )
        )
        let shown = try app.send("GET /api/bookings/availability/rules?instructorId=\(app.greta.id)", as: .admin)
        #expect(shown.json["weeklySlots"] == reply.json["weeklySlots"])
        #expect(shown.json["dateOverrides"] == reply.json["dateOverrides"])
        #expect(shown.json["settings"] == reply.json["settings"])
    }

    @Test
    func `an absent key leaves its part as it was`() throws {
        let app = try TestApp()
        let before = try app.rules()
        #expect(try put(app, #""bufferMinutes": 30"#).status == 200)
        var expected = before
        expected.settings.bufferMinutes = 30
        expected.version = 2
        #expect(try app.rules() == expected)
        #expect(try put(app, #""dateOverrides": [{"date": "2026-12-24", "isAvailable": false}]"#).status == 200)
        #expect(try app.rules().weeklyWindows == before.weeklyWindows)
        #expect(try put(app, #""weeklySlots": []"#).status == 200)
        #expect(try app.rules().weeklyWindows.isEmpty)
        #expect(try app.rules().dateOverrides.count == 1)
        #expect(try put(app, #""dateOverrides": []"#).status == 200)
        #expect(try app.rules().dateOverrides.isEmpty)
        #expect(try app.rules().settings.bufferMinutes == 30)
    }

    @Test
    func `every setting can be set to its limits, and the daily limit taken away`() throws {
        let app = try TestApp()
        let limits = """
            "sessionMinutes": 480, "slotIntervalMinutes": 240, "bufferMinutes": 240, "minimumNoticeMinutes": 43200,
            "advanceBookingDays": 365, "cancellationCutoffHours": 720, "maximumSessionsPerDay": 48
            """
        #expect(try put(app, limits).status == 200)
        let settings = try app.rules().settings
        #expect(
            settings
                == SchedulingSettings(
                    timezone: "Europe/Berlin",
                    sessionMinutes: 480,
                    slotIntervalMinutes: 240,
                    bufferMinutes: 240,
                    minimumNoticeMinutes: 43_200,
                    advanceBookingDays: 365,
                    cancellationCutoffHours: 720,
                    maximumSessionsPerDay: 48
                )
        )
        #expect(try put(app, #""timezone": "Asia/Calcutta", "maximumSessionsPerDay": null"#).status == 200)
        #expect(try app.rules().settings.maximumSessionsPerDay == nil)
        #expect(try app.rules().settings.timezone == "Asia/Calcutta")
    }

    @Test
    func `a change of one brand's rules leaves the other brand's alone`() throws {
        let app = try TestApp()
        #expect(try put(app, #""weeklySlots": []"#).status == 200)
        let elsewhere = try app.send(
            "GET /api/bookings/availability?instructorId=\(app.greta.id)",
            headers: [("X-Brand", app.other.slug)]
        )
        #expect(elsewhere.json["slots"].elements.count == 290)
    }

    @Test
    func `that instructor, admins and the brand's back end may write, and nobody else`() throws {
        let app = try TestApp()
        for role in [AccessToken.Role.admin, .service, .instructor(app.greta.id)] {
            #expect(try put(app, #""bufferMinutes": 30"#, as: role).status == 200)
        }
        try app.expectRefusal(403, "forbidden") { try put(app, #""bufferMinutes": 0"#, as: .instructor(app.hugo.id)) }
        try app.expectRefusal(403, "forbidden") { try put(app, #""bufferMinutes": 0"#, as: .student(app.ana.id)) }
        for role in [AccessToken.Role.admin, .instructor(app.greta.id)] {
            try app.expectRefusal(404, "not_found") {
                try app.send("PUT /api/bookings/availability", "{\"instructorId\": \"\(app.iris.id)\"}", as: role)
            }
        }
    }

    @Test
    func `a stale version is refused, the present one and any are obeyed`() throws {
        let app = try TestApp()
        for stale in ["\"r0\"", "\"r2\"", "r1", "\"1\"", "W/\"r2\", \"r3\"", "\"*\""] {
            try app.expectRefusal(412, "version_conflict", stale) {
                try put(app, #""bufferMinutes": 30"#, ifMatch: stale)
            }
        }
        #expect(try put(app, #""bufferMinutes": 30"#, ifMatch: "\"r1\"").response.header("ETag") == "\"r2\"")
        #expect(try put(app, #""bufferMinutes": 35"#, ifMatch: "\"r9\", W/\"r2\"").response.header("ETag") == "\"r3\"")
        #expect(try put(app, #""bufferMinutes": 40"#, ifMatch: "*").status == 200)
    }

    @Test
    func `writing what is there already keeps the version`() throws {
        let app = try TestApp()
        #expect(try put(app, #""bufferMinutes": 15"#).response.header("ETag") == "\"r1\"")
    }

    @Test
    func `upcoming bookings that no longer fit stay, and are told`() throws {
        let app = try TestApp()
        let early = try app.booked("2026-11-24T08:00:00Z")
        let late = try app.booked("2026-11-24T14:00:00Z", of: app.ben) { $0.become(.confirmed) }
        try app.booked("2026-11-24T10:00:00Z")
        try app.booked("2026-11-25T08:00:00Z") { $0.become(.cancelled) }
        try app.booked("2026-11-20T08:00:00Z") { $0.become(.confirmed) }
        let elsewhere = try app.booked("2026-11-26T08:00:00Z", of: app.cleo, in: app.other)
        let windows = (1...5).map { #"{"dayOfWeek": \#($0), "startTime": "10:00", "endTime": "15:00"}"# }
        let reply = try put(app, "\"weeklySlots\": [\(windows.joined(separator: ","))]")
        #expect(reply.json["conflicts"].elements.map { $0["id"].text } == [early.id, late.id].map(\.description))
        #expect(reply.json["conflicts"].elements.last?["student"]["firstName"] == .string("Ben"))
        for booking in [early, late, elsewhere] { #expect(try app.stored(booking) == booking) }
    }
}

extension TestApp {
    /// Greta's rules in this brand.
    func rules() throws -> AvailabilityRules {
        let span = TimeSpan(start: now, end: now)
        return try #require(try store.schedule(of: greta.id, in: brand.id, busyWithin: span, at: now)).rules
    }
}
