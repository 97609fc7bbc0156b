import HTTP
import Scheduling
import TestSupport
import Testing

struct RoutesTests {
    @Test(arguments: [
        "/", "", "/api", "/api/booking", "/api/bookings/a/b", "//api/bookings", "/API/bookings",
        "/api/bookings/availability/", "/api/bookings/availability/rules/x", "/healthz/", "/api/bookings/",
        "/api%2Fbookings/instructors", "/api/bookings%2Finstructors", "/api/bookings/instructors%",
        "/api/bookings/instructors%6", "/api/bookings/%zz", "/api/b%C3%B6okings",
        "/api/bookings/\u{301}", "/api/bookings/instructors ",
    ])
    func `an address that is not in the table is not found`(path: String) throws {
        let app = try TestApp()
        let request = Request(id: "r1", method: "GET", path: path, headers: Headers([("X-Brand", "river-school")]))
        let reply = Reply(app.send(request))
        #expect(reply.json["code"] == .string("not_found"))
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"])
    func `a path that ends in a slash is another one, whatever the method`(method: String) throws {
        let app = try TestApp()
        try app.expectRefusal(404, "not_found") { try app.send("\(method) /api/bookings/", "{}", as: .admin) }
    }

    @Test(arguments: ["/api/b%6Fokings/%69nstructors", "/%61pi/bookings/instructor%73"])
    func `letters that are percent-encoded are the letters`(path: String) throws {
        #expect(try TestApp().send("GET \(path)").status == 200)
    }

    @Test
    func `an id may be percent-encoded too, and so may a hook`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        let encoded = booking.id.description.replacing("-", with: "%2d")
        let reply = try app.send("GET /api/bookings/\(encoded)", as: .admin)
        #expect(reply.json["booking"]["id"] == .string(booking.id.description))
        #expect(try app.send("GET /api/bookings/\(encoded)%2Eics", as: .admin).status == 200)
        try app.expectRefusal(401, "unauthorized") {
            try app.send("POST /api/hooks/tw%69lio", headers: [("X-Twilio-Signature", "s")])
        }
        #expect(app.messageSender.record.callbacks.map(\.provider) == ["twilio"])
    }

    @Test(arguments: [
        ("POST /api/bookings/instructors", "GET, OPTIONS, HEAD"), ("DELETE /api/bookings", "POST, GET, HEAD"),
        ("PUT /api/bookings/1", "GET, PATCH, HEAD"), ("GET /api/bookings/reminders", "POST"),
        ("PATCH /api/bookings/availability", "GET, OPTIONS, PUT, HEAD"), ("POST /healthz", "GET, HEAD"),
        ("GET /api/hooks/twilio", "POST"), ("PATCH /api/bookings/1.ics", "GET, HEAD"),
        ("OPTIONS /api/bookings", "POST, GET, HEAD"), ("get /api/bookings", "POST, GET, HEAD"),
    ])
    func `a method that an address does not take is refused with those it takes`(target: String, allow: String) throws {
        let app = try TestApp()
        try app.expectRefusal(405, "method_not_allowed") {
            let reply = try app.send(target)
            #expect(reply.response.header("Allow") == allow)
            return reply
        }
    }

    @Test
    func `HEAD is answered as GET is`() throws {
        let app = try TestApp()
        let get = try app.send("GET /api/bookings/instructors")
        let head = try app.send("HEAD /api/bookings/instructors")
        #expect(head.status == 200)
        #expect(head.response.headers.map(\.value) == get.response.headers.map(\.value))
    }

    @Test
    func `a store that is away is 503 without its own words, and reported once`() throws {
        let app = try TestApp()
        let fault = Fault(.unavailable, operation: "store.connect", code: 2002, detail: "secret socket")
        app.store.fail(with: fault)
        app.messageSender.script { $0.reminders = .failure(fault) }
        for target in ["GET /api/bookings/instructors", "GET /readyz", "POST /api/bookings/reminders"] {
            let reply = try app.send(target, as: nil, remoteAddress: "127.0.0.1")
            #expect(reply.status == 503, "\(target)")
            #expect(reply.json["code"] == .string("unavailable"))
            #expect(reply.response.header("Retry-After") != nil)
            #expect(!reply.text.contains("secret"))
        }
        #expect(app.faults.count == 3)
    }

    @Test
    func `a defect is 500 without its own words`() throws {
        let app = try TestApp()
        app.store.fail(with: Fault(.broken, operation: "store.read", code: 1064, detail: "SELECT secret"))
        let reply = try app.send("GET /api/bookings/instructors")
        #expect(reply.status == 500)
        #expect(reply.json["code"] == .string("internal_error"))
        #expect(!reply.text.contains("SELECT"))
        #expect(app.faults.count == 1)
    }
}
