import HTTP
import Scheduling
import TestSupport
import Testing

/// Links to bookings, and the key that they are made of, as operators and students meet them.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct ManageLinkJourneyTests {
    private let otherKey = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="

    private func secret(in json: JSONValue) throws -> String {
        String(try #require(json["manageUrl"].text?.split(separator: "/").last))
    }

    @Test func `the command line ends a link and prints another`() throws {
        let world = try World(in: Stack.shared())
        let made = try world.book(day(20, at: "10:00"), as: world.studentToken).json
        let id = try #require(made["booking"]["id"].text)
        let printed = try world.stack.coachbook("token", "renew-link", id)
        #expect(printed.exitCode == 0)
        let words = printed.output.split(separator: "\n")
        #expect(words.count == 1 && words[0].contains("/\(world.brand.slug)/m/cb_manage_"), "\(printed.output)")
        let renewed = String(try #require(words.first?.split(separator: "/").last))
        let path = "/api/bookings/\(id)"
        #expect(try world.send("GET", path, as: secret(in: made)).status == 401)
        #expect(try world.send("GET", path, as: renewed).status == 200)
        let again = try world.stack.json("token", "renew-link", id)
        #expect(try world.send("GET", path, as: renewed).status == 401)
        #expect(try world.send("GET", path, as: secret(in: again)).status == 200)
        let answer = try world.send("POST", "\(path)/link", as: world.admin)
        #expect(answer.status == 200)
        #expect(try world.send("GET", path, as: secret(in: answer.json)).status == 200)
        let unknown = try world.stack.coachbook("token", "renew-link", "\(ID<Booking>.new())")
        #expect(unknown.exitCode != 0 && unknown.output.contains("There is no booking of this id."))
    }

    @Test func `a new key is printed and nothing else, another each time`() throws {
        let keys = try (0..<5).map { _ in
            try Program.run(BuiltProduct.path("coachbook"), ["key", "new"], environment: [])
        }
        for key in keys {
            #expect(key.exitCode == 0)
            #expect(key.output.utf8.count == 45 && key.output.hasSuffix("=\n"))
        }
        #expect(Set(keys.map(\.output)).count == 5)
    }

    @Test func `a key is replaced, and links that are out keep working`() throws {
        let world = try World.north()
        let stack = world.stack
        let starts = try world.starts()
        let made = try world.book(starts[0], as: world.studentToken).json
        let id = try #require(made["booking"]["id"].text)
        let settings = ["BOOKING_SECRET_KEY=\(otherKey)", "BOOKING_SECRET_KEY_PREVIOUS=\(Stack.secretKey)"]
        for wrong in [
            [settings[0]], ["BOOKING_SECRET_KEY_PREVIOUS=\(Stack.secretKey)"], [settings[1], "BOOKING_SECRET_KEY="],
        ] {
            let refused = try stack.coachbook(["key", "rotate"], setting: wrong)
            #expect(refused.exitCode != 0 && refused.output.split(separator: "\n").count == 1, "\(refused.output)")
        }
        for _ in 1...2 {
            let rotated = try stack.coachbook(["key", "rotate", "--json"], setting: settings)
            #expect(rotated.output == "{\"links\":1}\n")
            #expect(try stack.sql.number("SELECT COUNT(*) FROM api_tokens WHERE role = 'manage'") == 2)
        }
        let renewed = try stack.coachbook(["token", "renew-link", id], setting: settings)
        let secrets = [
            try secret(in: made), String(try #require(renewed.output.split(separator: "/").last).dropLast()),
        ]
        #expect(try secrets.map { try world.send("GET", "/api/bookings/\(id)", as: $0).status } == [401, 200])
        #expect(!secrets.contains { renewed.output.isEmpty || $0.isEmpty })
    }

    @Test func `whatever sends wants a key`() throws {
        let stack = try Stack.shared()
        for command in ["dispatch", "remind"] {
            let refused = try stack.coachbook([command], setting: ["BOOKING_SECRET_KEY="])
            #expect(refused.exitCode != 0)
            #expect(refused.output == "Error: BOOKING_SECRET_KEY is not set; coachbook key new prints one.\n")
        }
    }
}
