import BookingAPI
import HTTP
import Scheduling
import TestSupport
import Testing

struct AccessTests {
    @Test
    func `the brand is the one that X-Brand names, else the owner of the host`() throws {
        let app = try TestApp()
        #expect(try app.store.add(host: "hill.example", to: app.other.id))
        func instructors(_ host: String, _ headers: [(String, String)]) throws -> [String?] {
            let request = Request(
                id: "r1",
                method: "GET",
                path: "/api/bookings/instructors",
                headers: Headers(headers),
                host: host
            )
            return Reply(app.send(request)).json["instructors"].elements.map { $0["firstName"].text }
        }
        #expect(try instructors("hill.example", []) == ["Greta", "Iris"])
        #expect(try instructors("hill.example", [("X-Brand", "river-school")]) == ["Hugo", "Greta"])
        #expect(try instructors("unknown.example", [("X-Brand", "hill-school")]) == ["Greta", "Iris"])
    }

    @Test(arguments: ["unknown", "river-school ", "river_school", "river-school\u{0}", "%", "'; --"])
    func `a brand that is not known is not found`(slug: String) throws {
        let app = try TestApp()
        try app.expectRefusal(404, "brand_not_found") {
            try app.send("GET /api/bookings/instructors", headers: [("X-Brand", slug)])
        }
    }

    @Test
    func `a host that no brand owns is not found`() throws {
        let app = try TestApp()
        let request = Request(id: "r1", method: "GET", path: "/api/bookings/instructors", host: "x.example")
        try app.expectRefusal(404, "brand_not_found") { Reply(app.send(request)) }
    }

    @Test(arguments: [
        "Bearer", "Bearer ", "Bearer cb_admin_0000000000000000000000000000", "Basic YTpi", "cb_admin_x", "Bearer a b",
        "",
        "Token x", "Bearer \u{0}", "Bearer eyJhbGciOiJub25lIn0.e30.",
    ])
    func `credentials that nobody has are refused everywhere`(authorization: String) throws {
        let app = try TestApp()
        for target in ["GET /api/bookings/instructors", "GET /api/bookings", "POST /api/bookings/reminders"] {
            try app.expectRefusal(401, "unauthorized", target) {
                try app.send(target, headers: [("Authorization", authorization)], remoteAddress: "127.0.0.1")
            }
        }
    }

    @Test
    func `the scheme of a bearer token may be written in any case`() throws {
        let app = try TestApp()
        let secret = try app.secret(of: .admin, in: app.brand)
        for scheme in ["Bearer", "bearer", "BEARER"] {
            #expect(
                try app.send("GET /api/bookings", headers: [("Authorization", "\(scheme) \(secret)")]).status == 200
            )
        }
    }

    @Test
    func `a revoked or expired credential no longer counts`() throws {
        let app = try TestApp()
        let (secret, token) = TokenSecret.make(
            .admin,
            in: app.brand.id,
            at: app.now,
            expiresAt: app.now.adding(hours: 1)
        )
        try app.store.add(token)
        let headers = [("Authorization", "Bearer \(secret)")]
        #expect(try app.send("GET /api/bookings", headers: headers).status == 200)
        app.now = app.now.adding(hours: 1)
        try app.expectRefusal(401, "unauthorized") { try app.send("GET /api/bookings", headers: headers) }
        let other = try app.secret(of: .service, in: app.brand)
        let id = try #require(try app.store.token(digest: TokenSecret.digest(of: other))?.id)
        #expect(try app.store.revoke(id, of: app.brand.id, at: app.now))
        try app.expectRefusal(401, "unauthorized") { try app.send("GET /api/bookings", as: .service) }
    }

    @Test
    func `a credential counts only in its own brand`() throws {
        let app = try TestApp()
        for role in [AccessToken.Role.admin, .instructor(app.greta.id), .student(app.cleo.id)] {
            for target in ["GET /api/bookings", "GET /api/bookings/instructors", "GET /api/bookings/\(app.ana.id)"] {
                try app.expectRefusal(403, "forbidden", target) { try app.send(target, as: role, from: app.other) }
            }
        }
    }

    @Test
    func `a credential remembers when it was seen, at most once a minute`() throws {
        let app = try TestApp()
        let digest = TokenSecret.digest(of: try app.secret(of: .admin, in: app.brand))
        func lastUsed() throws -> Moment? { try app.store.token(digest: digest)?.lastUsedAt }
        let start = app.now
        _ = try app.send("GET /api/bookings", as: .admin)
        #expect(try lastUsed() == start)
        app.now = Moment(seconds: start.seconds + 59)
        _ = try app.send("GET /api/bookings", as: .admin)
        #expect(try lastUsed() == start)
        app.now = start.adding(minutes: 1)
        _ = try app.send("GET /api/bookings", as: .admin)
        #expect(try lastUsed() == app.now)
    }

    @Test(arguments: [
        ("GET /api/bookings/instructors", "vmsiac"), ("GET /api/bookings/availability", "vmsiac"),
        ("GET /api/bookings/availability/rules", "iac"), ("PUT /api/bookings/availability", "iac"),
        ("POST /api/bookings", "vsiac"), ("GET /api/bookings", "siac"), ("GET /api/bookings/1", "msiac"),
        ("PATCH /api/bookings/1", "msiac"),
    ])
    func `each route admits its callers and nobody else`(target: String, admitted: String) throws {
        let app = try TestApp()
        let booking = try app.booked()
        let callers: [(Character, AccessToken.Role?)] = [
            ("v", nil), ("m", .manage(booking.id)), ("s", .student(app.ana.id)), ("i", .instructor(app.greta.id)),
            ("a", .admin), ("c", .service),
        ]
        for (letter, role) in callers {
            let send = { try app.send(target, target.hasPrefix("GET") ? nil : "{}", as: role) }
            if admitted.contains(letter) {
                let status = try send().status
                #expect(![401, 403].contains(status), "\(letter)")
            } else if role == nil {
                try app.expectRefusal(401, "unauthorized", "\(letter)", of: send)
            } else {
                try app.expectRefusal(403, "forbidden", "\(letter)", of: send)
            }
        }
    }

    @Test
    func `a visitor is told how to show credentials`() throws {
        let reply = try TestApp().send("GET /api/bookings")
        #expect(reply.response.header("WWW-Authenticate") == "Bearer")
        #expect(
            try reply.json
                == json(
                    """
                    {"type": "about:blank", "title": "Unauthorized", "status": 401, "code": "unauthorized",
                     "detail": "This needs valid credentials: Authorization: Bearer <token>.", "requestId": "r1"}
                    """
                )
        )
    }

    @Test(arguments: [
        "Authorization", "X-Brand", "X-Booking-Cron-Secret", "Idempotency-Key", "If-Match", "If-None-Match",
        "Content-Type", "Content-Encoding",
    ])
    func `a header that two readers could understand differently is refused`(name: String) throws {
        let app = try TestApp()
        let values = name == "X-Brand" ? ["river-school", "hill-school"] : ["a", "b"]
        try app.expectRefusal(400, "invalid_field") {
            let reply = try app.send("GET /api/bookings/instructors", headers: values.map { (name.lowercased(), $0) })
            #expect(reply.fieldErrors == ["\(name): repeated"])
            return reply
        }
    }

    @Test(arguments: ["X-Brand", "Idempotency-Key", "If-Match", "If-None-Match"])
    func `a header without a value is missing`(name: String) throws {
        let app = try TestApp()
        try app.expectRefusal(400, "missing_header") {
            try app.send("GET /api/bookings/instructors", headers: [(name, "")])
        }
    }

    @Test(arguments: [
        "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "", "application/json2; a",
    ])
    func `a body of another type is not read`(type: String) throws {
        let app = try TestApp()
        try app.expectRefusal(415, "unsupported_media_type") {
            try app.send("POST /api/bookings", "{}", headers: [("Content-Type", type)])
        }
    }

    @Test(arguments: ["application/json", "Application/JSON; charset=utf-8", " application/json ;a=b"])
    func `JSON may be declared with parameters and in any case`(type: String) throws {
        let reply = try TestApp().send("POST /api/bookings", "{}", headers: [("Content-Type", type)])
        #expect(reply.json["code"] == .string("invalid_field"))
    }
}
