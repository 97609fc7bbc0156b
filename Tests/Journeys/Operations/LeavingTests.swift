import HTTP
import Scheduling
import TestSupport
import Testing

/// What an operator takes away: hosts, origins, and an instructor's work for a brand.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct LeavingTests {
    private let world: World<Stack>
    private var stack: Stack { world.stack }

    init() throws { world = try .north() }

    @Test func `hosts are kept as browsers send them, and can be taken away`() throws {
        for (given, kept) in [("Bücher.example.", "xn--bcher-kva.example"), ("BOOK.example.com.", "book.example.com")] {
            #expect(try stack.json("brand", "host", given, "--brand", "north")["host"].text == kept)
            let seen = try stack.client.send("GET", "/api/bookings/instructors", headers: [("Host", kept)])
            #expect(seen.status == 200, "\(kept)")
            #expect(try stack.json("brand", "host", given, "--brand", "north", "--remove")["host"].text == kept)
            let gone = try stack.client.send("GET", "/api/bookings/instructors", headers: [("Host", kept)])
            #expect(gone.status == 404, "\(kept)")
        }
    }

    @Test func `an instructor who leaves has no rights, and the bookings can be called off`() throws {
        let starts = try world.starts()
        let bookings = try [starts[0], starts[starts.count - 1]].map { start in
            try #require(world.book(start, as: world.studentToken).json["booking"]["id"].text)
        }
        let instructor = "\(world.instructor.id)"
        let token = try stack.json("token", "add", "--brand", "north", "--role", "instructor", "--subject", instructor)
        let secret = try #require(token["token"].text)
        #expect(try world.send("GET", "/api/bookings", as: secret).status == 200)
        let removed = try stack.coachbook("instructor", "remove", instructor, "--brand", "north")
        #expect(removed.output.contains("no longer works for north. Upcoming bookings that stay: 2."))
        #expect(try world.send("GET", "/api/bookings", as: secret).status == 401)
        #expect(try world.book(starts[starts.count / 2], as: world.studentToken).status == 404)
        let cancel = #"{"status": "cancelled"}"#
        #expect(
            try world.send("PATCH", "/api/bookings/\(bookings[0])", as: world.studentToken, json: cancel).status == 200
        )
        let admin = try #require(stack.json("token", "add", "--brand", "north", "--role", "admin")["token"].text)
        #expect(try world.send("PATCH", "/api/bookings/\(bookings[1])", as: admin, json: cancel).status == 200)
        try stack.expectProven()
    }

    @Test func `an instructor who was sent away by hand shows nothing either`() throws {
        let instructor = "\(world.instructor.id)"
        let token = try stack.json("token", "add", "--brand", "north", "--role", "instructor", "--subject", instructor)
        let booking = try #require(world.book(world.starts()[0], as: world.studentToken).json["booking"]["id"].text)
        try stack.sql.rows("DELETE FROM instructors_brands WHERE instructor_id = '\(instructor)'")
        #expect(try world.send("GET", "/api/bookings", as: token["token"].text).status == 401)
        let cancel = #"{"status": "cancelled"}"#
        #expect(try world.send("PATCH", "/api/bookings/\(booking)", as: world.studentToken, json: cancel).status == 200)
    }

    @Test func `pages of a brand's origins may read, and no others`() throws {
        let set = try stack.coachbook(
            "brand",
            "origins",
            "north",
            "HTTPS://Www.Example.com:443",
            "https://bücher.example"
        )
        #expect(set.output == "https://www.example.com\nhttps://xn--bcher-kva.example\n")
        let path = "/api/bookings/availability?instructorId=\(world.instructor.id)"
        for (origin, isAllowed) in [("https://www.example.com", true), ("https://evil.example", false)] {
            let headers = [("Origin", origin), ("Access-Control-Request-Method", "GET")]
            let asked = try stack.client.send("OPTIONS", path, headers: headers)
            #expect(asked.status == 204)
            let seen = try world.send("GET", path, headers: [("Origin", origin)])
            #expect(seen.status == 200)
            for answer in [asked, seen] {
                #expect(answer.headers["access-control-allow-origin"] == (isAllowed ? origin : nil))
                #expect(answer.headers["access-control-allow-credentials"] == nil)
            }
        }
        #expect(try stack.coachbook("brand", "origins", "north", "--none").output == "")
    }
}
