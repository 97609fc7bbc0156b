import HTTP
import Scheduling
import TestSupport
import Testing

struct DownloadCalendarTests {
    @Test
    func `everybody whose booking it is may have it as a file`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        let callers: [AccessToken.Role] = [
            .admin, .service, .instructor(app.greta.id), .student(app.ana.id), .manage(booking.id),
        ]
        for role in callers {
            let reply = try app.send("GET /api/bookings/\(booking.id).ics", as: role)
            #expect(reply.status == 200, "\(role): \(reply.text)")
            #expect(reply.text == "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
        }
        #expect(app.messageSender.record.subjects.count == callers.count)
    }

    @Test
    func `it comes as a calendar to be kept by nobody in between`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        let reply = try app.send("GET /api/bookings/\(booking.id).ics", as: .student(app.ana.id))
        #expect(reply.response.header("Content-Type") == "text/calendar; charset=utf-8; method=PUBLISH")
        #expect(reply.response.header("Content-Disposition") == "attachment; filename=\"session.ics\"")
        #expect(reply.response.header("Cache-Control") == "no-store")
        let upper = "\(booking.id)".uppercased()
        #expect(try app.send("GET /api/bookings/\(upper).ics", as: .admin).status == 200)
        #expect(try app.send("HEAD /api/bookings/\(booking.id).ics", as: .admin).status == 200)
    }

    @Test
    func `it is about the booking as it is now, with its brand and instructor`() throws {
        let app = try TestApp(rules: .fixture { $0.settings.cancellationCutoffHours = 48 })
        let booking = try app.booked()
        let cancelled = try app.send("PATCH /api/bookings/\(booking.id)", #"{"status": "cancelled"}"#, as: .admin)
        #expect(cancelled.status == 200)
        #expect(try app.send("GET /api/bookings/\(booking.id).ics", as: .manage(booking.id)).status == 200)
        let subject = try #require(app.messageSender.record.subjects.last)
        #expect(subject.booking == (try app.stored(booking)))
        #expect(subject.booking.status == .cancelled)
        #expect(subject.brand == app.brand)
        #expect(subject.instructor == app.greta)
        #expect(subject.cutoffHours == 48)
    }

    @Test
    func `a booking that is not the caller's is not found`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        let foreign = try app.booked("2026-11-24T12:00:00Z", of: app.cleo, in: app.other)
        let mine = try app.booked("2026-11-24T14:00:00Z", of: app.ben)
        let cases: [(Booking, AccessToken.Role)] = [
            (booking, .student(app.ben.id)), (booking, .manage(mine.id)), (foreign, .admin), (foreign, .service),
            (foreign, .instructor(app.greta.id)), (foreign, .student(app.ana.id)), (foreign, .manage(booking.id)),
        ]
        for (booking, role) in cases {
            try app.expectRefusal(404, "not_found", "\(role)") {
                try app.send("GET /api/bookings/\(booking.id).ics", as: role)
            }
        }
        #expect(app.messageSender.record.subjects.isEmpty)
    }

    @Test
    func `a visitor needs a link, and an instructor its own calendar`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        try app.expectRefusal(401, "unauthorized") { try app.send("GET /api/bookings/\(booking.id).ics") }
        try app.expectRefusal(403, "forbidden") {
            try app.send("GET /api/bookings/\(booking.id).ics", as: .instructor(app.hugo.id))
        }
    }

    @Test(arguments: [
        "1.ics", ".ics", "ics", "x.ics", "0190b5a4-7c1e-7d20-8f3a-1b2c3d4e5f60.ics", "%00.ics", ".ics.ics",
    ])
    func `a name that is no booking's is not found`(name: String) throws {
        let app = try TestApp()
        try app.expectRefusal(404, "not_found") { try app.send("GET /api/bookings/\(name)", as: .admin) }
    }

    @Test(arguments: [".ICS", ".ical", ".ics ", ".json"])
    func `another ending is no file`(ending: String) throws {
        let app = try TestApp()
        let booking = try app.booked()
        try app.expectRefusal(404, "not_found") { try app.send("GET /api/bookings/\(booking.id)\(ending)", as: .admin) }
    }

    @Test
    func `a hold that has ended is a cancelled session in the file, before anybody has written so`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.holdExpiresAt = app.now.adding(minutes: 30) }
        app.now = app.now.adding(minutes: 30)
        #expect(try app.send("GET /api/bookings/\(booking.id).ics", as: .admin).status == 200)
        #expect(app.messageSender.record.subjects.map(\.booking.status) == [.cancelled])
        #expect(try app.stored(booking).status == .pending)
    }
}
