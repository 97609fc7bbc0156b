import HTTP
import Scheduling
import TestSupport
import Testing

struct ETagTests {
    private static let same = ["\"r5\"", "W/\"r5\"", "\"r1\", \"r5\"", "\"r1\",\tW/\"r5\" ,", "*"]
    private static let others = ["\"r4\"", "r5", "\"R5\"", "\"r5", "w/\"r5\"", "\u{E9}", "\"r55\""]

    @Test(arguments: same)
    func `what a caller has already is not sent again`(tags: String) throws {
        let app = try TestApp(rules: .fixture { $0.version = 5 })
        let booking = try app.booked { $0.revision = 5 }
        for target in ["/api/bookings/\(booking.id)", "/api/bookings/availability/rules?instructorId=\(app.greta.id)"] {
            for method in ["GET", "HEAD"] {
                let reply = try app.send("\(method) \(target)", as: .admin, headers: [("If-None-Match", tags)])
                #expect(reply.status == 304, "\(method) \(target)")
                #expect(reply.response.body.isEmpty)
                #expect(reply.response.header("ETag") == "\"r5\"")
                #expect(reply.response.header("Content-Type") == nil)
                #expect(reply.response.header("Cache-Control") == "no-store")
            }
        }
    }

    @Test(arguments: others)
    func `another version is sent`(tags: String) throws {
        let app = try TestApp(rules: .fixture { $0.version = 5 })
        let booking = try app.booked { $0.revision = 5 }
        for target in ["/api/bookings/\(booking.id)", "/api/bookings/availability/rules?instructorId=\(app.greta.id)"] {
            let reply = try app.send("GET \(target)", as: .admin, headers: [("If-None-Match", tags)])
            #expect(reply.status == 200 && reply.json != .null, "\(target)")
        }
    }

    @Test
    func `who may not see it is not told that it is the same`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        for (role, status, code) in [
            (nil, 401, "unauthorized"), (AccessToken.Role.student(app.ben.id), 404, "not_found"),
        ] {
            try app.expectRefusal(status, code) {
                try app.send("GET /api/bookings/\(booking.id)", as: role, headers: [("If-None-Match", "*")])
            }
        }
    }

    @Test(arguments: [
        "POST /api/bookings", "PATCH /api/bookings/ID", "PUT /api/bookings/availability",
        "POST /api/bookings/reminders",
        "POST /api/hooks/twilio", "POST /api/hooks/resend",
    ])
    func `a change only where there is nothing yet is refused`(target: String) throws {
        let app = try TestApp()
        let booking = try app.booked()
        let target = target.replacing("ID", with: "\(booking.id)")
        for tags in ["*", " * ", "\"r9\", *"] {
            try app.expectRefusal(412, "version_conflict", target) {
                try app.send(target, "{}", as: .admin, headers: [("If-None-Match", tags), ("X-Twilio-Signature", "s")])
            }
        }
        try app.expectRefusal(404, "not_found") { try app.send("POST /api/nothing", headers: [("If-None-Match", "*")]) }
    }

    @Test
    func `a change of a version that must not be there is refused`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.revision = 5 }
        for tags in Self.same {
            try app.expectRefusal(412, "version_conflict", tags) {
                try app.patch(booking, #""notes": "x""#, headers: [("If-None-Match", tags)])
            }
        }
        #expect(try app.patch(booking, #""notes": "x""#, headers: [("If-None-Match", "\"r4\"")]).status == 200)
    }
}
