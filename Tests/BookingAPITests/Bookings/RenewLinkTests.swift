import BookingAPI
import HTTP
import Scheduling
import TestSupport
import Testing

struct RenewLinkTests {
    private func made(_ app: TestApp, headers: [(String, String)] = []) throws -> Reply {
        let body = CreateBookingTests.body(app, start: "2026-11-24T09:00:00Z", CreateBookingTests.forGuest)
        return try app.send("POST /api/bookings", body, headers: headers)
    }

    private func secret(in reply: Reply) throws -> String {
        String(try #require(reply.json["manageUrl"].text?.split(separator: "/").last))
    }

    private func show(_ id: String, with secret: String, _ app: TestApp) throws -> Int {
        try app.send("GET /api/bookings/\(id)", headers: [("Authorization", "Bearer \(secret)")]).status
    }

    @Test(arguments: ["admin", "service", "instructor"])
    func `staff end a link at once and get another`(word: String) throws {
        let app = try TestApp()
        let role: AccessToken.Role = word == "admin" ? .admin : word == "service" ? .service : .instructor(app.greta.id)
        let first = try made(app)
        let id = try #require(first.json["booking"]["id"].text)
        let old = try secret(in: first)
        #expect(try show(id, with: old, app) == 200)
        let before = try app.send("GET /api/bookings/\(id)", as: .admin)
        let renewed = try app.send("POST /api/bookings/\(id)/link", as: role)
        #expect(renewed.status == 200, "\(renewed.text)")
        let new = try secret(in: renewed)
        let url = "https://book.example/\(app.brand.slug)/m/\(new)"
        #expect(renewed.json == (try json(#"{"manageUrl": "\#(url)"}"#)))
        #expect(new != old)
        #expect(try show(id, with: old, app) == 401)
        #expect(try show(id, with: new, app) == 200)
        let after = try app.send("GET /api/bookings/\(id)", as: .admin)
        #expect(after.json == before.json && after.response.header("ETag") == before.response.header("ETag"))
    }

    @Test
    func `nobody else renews a link`() throws {
        let app = try TestApp()
        let first = try made(app)
        let path = "POST /api/bookings/\(try #require(first.json["booking"]["id"].text))/link"
        try app.expectRefusal(401, "unauthorized") { try app.send(path) }
        for role in [AccessToken.Role.student(app.ana.id), .student(app.ben.id), .instructor(app.hugo.id)] {
            try app.expectRefusal(403, "forbidden") { try app.send(path, as: role) }
        }
        try app.expectRefusal(403, "forbidden") {
            try app.send(path, headers: [("Authorization", "Bearer \(try secret(in: first))")])
        }
        try app.expectRefusal(404, "not_found") {
            try app.send(path, as: .admin, from: app.other, headers: [("X-Brand", app.other.slug)])
        }
        try app.expectRefusal(404, "not_found") {
            try app.send("POST /api/bookings/\(ID<Booking>.new())/link", as: .admin)
        }
    }

    @Test
    func `a session that is over for thirty days gets no link, and its own no longer opens it`() throws {
        let app = try TestApp()
        let first = try made(app)
        let (id, old) = (try #require(first.json["booking"]["id"].text), try secret(in: first))
        let end = try #require(Moment(rfc3339: "2026-11-24T10:00:00Z")).adding(hours: 30 * 24)
        app.now = Moment(seconds: end.seconds - 1)
        #expect(try show(id, with: old, app) == 200)
        app.now = end
        #expect(try show(id, with: old, app) == 401)
        try app.expectRefusal(409, "status_conflict") { try app.send("POST /api/bookings/\(id)/link", as: .admin) }
    }

    @Test
    func `a change makes no other link, and a moved session's link ends with it`() throws {
        let app = try TestApp()
        let first = try made(app)
        let (id, secret) = (try #require(first.json["booking"]["id"].text), try secret(in: first))
        let tokens = app.store.state.tokens.count
        for body in [#"{"startAt": "2026-12-08T09:00:00Z"}"#, #"{"notes": "x"}"#, #"{"status": "cancelled"}"#] {
            #expect(try app.send("PATCH /api/bookings/\(id)", body, as: .admin).status == 200)
            #expect(app.store.state.tokens.count == tokens)
            #expect(try show(id, with: secret, app) == 200)
        }
        app.now = try #require(Moment(rfc3339: "2027-01-07T09:59:59Z"))
        #expect(try show(id, with: secret, app) == 200)
        app.now = try #require(Moment(rfc3339: "2027-01-07T10:00:00Z"))
        #expect(try show(id, with: secret, app) == 401)
    }

    @Test
    func `a kept answer opens nothing, and a repeated one shows the link that works now`() throws {
        let app = try TestApp()
        let key = [("Idempotency-Key", "k1")]
        let first = try made(app, headers: key)
        let id = try #require(first.json["booking"]["id"].text)
        for answer in app.store.state.answers.values {
            let text = String(decoding: answer.answer.body, as: UTF8.self)
            #expect(!text.contains("cb_manage_") && text.contains(#""manageUrl":null"#))
        }
        #expect(try made(app, headers: key).response.body == first.response.body)
        let renewed = try app.send("POST /api/bookings/\(id)/link", as: .admin)
        let again = try made(app, headers: key)
        #expect(again.json["manageUrl"] == renewed.json["manageUrl"])
        #expect(again.json["booking"] == first.json["booking"])
        #expect(try show(id, with: try secret(in: again), app) == 200)
        #expect(!"\(app.store.state)".contains(try secret(in: again)))
    }

    @Test
    func `with another key a repeated answer's link opens its booking, and so does the one before`() throws {
        let app = try TestApp()
        let key = [("Idempotency-Key", "k1")]
        let first = try made(app, headers: key)
        let id = try #require(first.json["booking"]["id"].text)
        app.settings = App.Settings(links: .fixture(key: 2, previous: 1), cronSecret: nil)
        let again = try made(app, headers: key)
        #expect(try secret(in: again) != secret(in: first))
        for reply in [first, again] { #expect(try show(id, with: try secret(in: reply), app) == 200) }
        _ = try app.send("POST /api/bookings/\(id)/link", as: .admin)
        for reply in [first, again] { #expect(try show(id, with: try secret(in: reply), app) == 401) }
    }
}
