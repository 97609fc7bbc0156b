import HTTP
import Scheduling
import TestSupport
import Testing

struct CreateBookingRefusalTests {
    @Test(arguments: [
        ("2026-11-24T10:00:00Z", SlotReason.taken), ("2026-11-24T09:15:00Z", .taken), ("2026-11-24T09:00:00Z", .buffer),
        ("2026-11-24T11:00:00Z", .buffer), ("2026-11-24T07:00:00Z", .outsideAvailability),
        ("2026-11-24T15:15:00Z", .outsideAvailability), ("2026-11-28T10:00:00Z", .outsideAvailability),
        ("2026-11-25T09:00:00Z", .overrideClosed), ("2026-11-23T11:00:00Z", .tooSoon),
        ("2026-12-03T09:00:00Z", .tooFar),
        ("9999-12-31T23:55:00Z", .tooFar), ("2026-11-24T08:05:00Z", .offGrid), ("2026-11-24T08:00:01Z", .offGrid),
        ("2026-11-26T14:00:00Z", .dailyLimit), ("2026-11-20T09:00:00Z", .inThePast),
        ("1970-01-01T00:00:00Z", .inThePast),
    ])
    func `a time that is not on offer is refused with the reason and up to three others`(
        start: String,
        reason: SlotReason
    ) throws {
        let app = try TestApp(
            rules: .fixture {
                $0.settings.minimumNoticeMinutes = 24 * 60
                $0.settings.advanceBookingDays = 10
                $0.settings.maximumSessionsPerDay = 2
                guard let date = LocalDate("2026-11-25") else { return }
                $0.dateOverrides = [DateOverride(firstDate: date, lastDate: date, hours: nil, note: nil)]
            }
        )
        try app.booked("2026-11-24T10:00:00Z")
        try app.booked("2026-11-26T09:00:00Z")
        try app.booked("2026-11-26T11:00:00Z", of: app.cleo, in: app.other)
        let body = CreateBookingTests.body(app, start: start, CreateBookingTests.forGuest)
        let state = app.store.state
        try app.expectRefusal(409, "slot_unavailable") {
            let reply = try app.send("POST /api/bookings", body)
            #expect(reply.json["reason"] == .string(reason.rawValue))
            let alternatives = reply.json["alternatives"].elements
            #expect(alternatives.count == 3)
            for slot in alternatives {
                #expect(slot.names == ["endAt", "instructorStartAt", "startAt", "studentStartAt"])
                let start = try #require(slot["startAt"].text)
                let free = CreateBookingTests.body(app, start: start, #", "sessionMinutes": 60"#)
                #expect(app.store.state == state)
                #expect(try app.send("POST /api/bookings", free, as: .student(app.ben.id)).status == 201)
                app.store.restore(state)
            }
            return reply
        }
    }

    @Test
    func `the refusal of a time is written whole, the nearest alternative first`() throws {
        let app = try TestApp(rules: .fixture { $0.settings.slotIntervalMinutes = 60 })
        try app.booked("2026-11-24T10:00:00Z")
        let body = CreateBookingTests.body(app, start: "2026-11-24T10:00:00Z", CreateBookingTests.forGuest)
        let reply = try app.send("POST /api/bookings", body)
        func slot(_ hour: String, _ next: String, student: String, instructor: String) -> String {
            """
            {"startAt": "2026-11-24T\(hour):00:00Z", "endAt": "2026-11-24T\(next):00:00Z",
             "studentStartAt": "2026-11-24T\(student):00:00-05:00", "instructorStartAt": "2026-11-24T\(instructor):00:00+01:00"}
            """
        }
        #expect(
            try reply.json
                == json(
                    """
                    {"type": "about:blank", "title": "Conflict", "status": 409, "code": "slot_unavailable",
                     "detail": "That time has just been taken.", "reason": "taken", "requestId": "r1", "alternatives": [
                       \(slot("08", "09", student: "03", instructor: "09")),
                       \(slot("12", "13", student: "07", instructor: "13")),
                       \(slot("13", "14", student: "08", instructor: "14"))]}
                    """
                )
        )
        #expect(reply.response.header("Content-Type") == "application/problem+json")
    }

    @Test
    func `an instructor with nothing free offers no alternatives`() throws {
        let app = try TestApp(rules: .fixture { $0.weeklyWindows = [] })
        try app.expectRefusal(409, "slot_unavailable") {
            let reply = try app.send("POST /api/bookings", CreateBookingTests.body(app, CreateBookingTests.forGuest))
            #expect(reply.json["alternatives"] == .array([]))
            return reply
        }
    }

    @Test
    func `what is shown can be booked, and what is not shown cannot`() throws {
        let app = try TestApp()
        try app.booked("2026-11-24T10:00:00Z", of: app.cleo, in: app.other) { $0.bufferMinutes = 40 }
        let address =
            "GET /api/bookings/availability?instructorId=\(app.greta.id)&startDate=2026-11-24&days=1&explain=true"
        let reply = try app.send(address)
        let state = app.store.state
        let lists = [("slots", 201), ("refused", 409)]
        for (list, status) in lists {
            for slot in reply.json[list].elements {
                let start = try #require(slot["startAt"].text)
                let body = CreateBookingTests.body(app, start: start, #", "sessionMinutes": 60"#)
                let booked = try app.send("POST /api/bookings", body, as: .student(app.ana.id))
                #expect(booked.status == status, "\(start)")
                #expect(booked.json["reason"] == slot["reason"])
                app.store.restore(state)
            }
        }
        #expect(reply.json["slots"].elements.count > 10)
        #expect(reply.json["refused"].elements.count > 5)
    }

    @Test
    func `of two who want one time, the second is told that it is taken`() throws {
        let app = try TestApp()
        let body = CreateBookingTests.body(app, CreateBookingTests.forGuest)
        #expect(try app.send("POST /api/bookings", body).status == 201)
        try app.expectRefusal(409, "slot_unavailable") {
            let reply = try app.send("POST /api/bookings", body)
            #expect(reply.json["reason"] == .string("taken"))
            return reply
        }
    }

    @Test
    func `the time of an expired hold is free again`() throws {
        let app = try TestApp(brand: .fixture(pendingHoldMinutes: 30))
        let body = CreateBookingTests.body(app, CreateBookingTests.forGuest)
        let first = try app.send("POST /api/bookings", body)
        app.now = app.now.adding(minutes: 30)
        #expect(try app.send("POST /api/bookings", body).status == 201)
        let id = try #require(first.json["booking"]["id"].text)
        let old = try app.send("GET /api/bookings/\(id)", as: .admin)
        #expect(old.json["booking"]["status"] == .string("cancelled"))
        #expect(old.json["booking"]["cancellationReason"] == .string("hold_expired"))
        #expect(old.json["booking"]["cancelledAt"] == .string("2026-11-22T12:30:00Z"))
    }
}
