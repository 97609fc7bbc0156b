import HTTP
import Scheduling
import TestSupport
import Testing

struct ShowBookingTests {
    @Test
    func `a booking is shown to everybody whose it is, with its version`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.revision = 5 }
        let staff: [AccessToken.Role] = [.admin, .service, .instructor(app.greta.id)]
        let others: [AccessToken.Role] = [.student(app.ana.id), .manage(booking.id)]
        for role in staff + others {
            let reply = try app.send("GET /api/bookings/\(booking.id)", as: role)
            #expect(reply.status == 200)
            #expect(reply.response.header("ETag") == "\"r5\"")
            #expect(reply.json["booking"]["id"] == .string(booking.id.description))
            #expect(reply.json.names == ["booking"])
        }
        let upper = booking.id.description.uppercased()
        #expect(try app.send("GET /api/bookings/\(upper)", as: .admin).status == 200)
    }

    @Test
    func `what staff note is never shown to students`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.instructorNotes = "secret" }
        for role in [AccessToken.Role.student(app.ana.id), .manage(booking.id)] {
            let reply = try app.send("GET /api/bookings/\(booking.id)", as: role)
            for name in ["instructorNotes", "reminderSentAt", "bufferMinutes", "student"] {
                #expect(!reply.json["booking"].names.contains(name))
            }
            #expect(!reply.text.contains("secret"))
        }
    }

    @Test
    func `the version changes when staff see that it was reminded of, and only theirs`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.become(.confirmed) }
        func tag(_ role: AccessToken.Role) throws -> String? {
            try app.send("GET /api/bookings/\(booking.id)", as: role).response.header("ETag")
        }
        let before = try tag(.admin)
        #expect(try before == tag(.student(app.ana.id)))
        app.now = app.now.adding(hours: 24)
        let due = try app.store.lease(.reminders(brandID: app.brand.id), limit: 1, leaseSeconds: 60, at: app.now)
        try app.store.record(#require(due.first), as: .sent(providerID: "p"), at: app.now)
        let after = try #require(try tag(.admin))
        #expect(after != before)
        #expect(try tag(.student(app.ana.id)) == before)
        let change = #"{"notes": "x"}"#
        let target = "PATCH /api/bookings/\(booking.id)"
        try app.expectRefusal(412, "version_conflict") {
            try app.send(target, change, as: .admin, headers: [("If-Match", before ?? "")])
        }
        let changed = try app.send(target, change, as: .admin, headers: [("If-Match", after)])
        #expect(changed.status == 200)
        #expect(try changed.response.header("ETag") == tag(.admin))
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
            for (method, body) in [("GET", nil), ("PATCH", #"{"status": "cancelled"}"#)] {
                try app.expectRefusal(404, "not_found", "\(role)") {
                    try app.send("\(method) /api/bookings/\(booking.id)", body, as: role)
                }
            }
        }
    }

    @Test
    func `another instructor's booking is forbidden`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        for (method, body) in [("GET", nil), ("PATCH", #"{"status": "cancelled"}"#)] {
            try app.expectRefusal(403, "forbidden") {
                try app.send("\(method) /api/bookings/\(booking.id)", body, as: .instructor(app.hugo.id))
            }
        }
    }

    @Test(arguments: ["1", "", "x", "0190b5a4-7c1e-7d20-8f3a-1b2c3d4e5f60", "%00", "0190b5a47c1e7d208f3a1b2c3d4e5f60"])
    func `an id that names nothing is not found`(id: String) throws {
        let app = try TestApp()
        try app.expectRefusal(404, "not_found") { try app.send("GET /api/bookings/\(id)", as: .admin) }
    }
}
