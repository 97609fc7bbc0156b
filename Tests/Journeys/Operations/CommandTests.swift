import HTTP
import Scheduling
import TestSupport
import Testing

/// The operator's commands on a real database: what they print, and how they say no.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct CommandTests {
    private let world: World<Stack>
    private var stack: Stack { world.stack }

    init() throws { world = try .north() }

    @Test func `a school that the operator's commands have made is booked`() throws {
        _ = try stack.json("brand", "add", "west", "--name", "West", "--payment-policy", "trusted")
        func add(_ kind: String, _ first: String, _ more: [String]) throws -> (id: String, token: String) {
            let person = ["--first-name", first, "--last-name", "Reed", "--email", "\(first)@example.com"]
            let id = try stack.json([kind, "add", "--brand", "west"] + person + more)["id"].text ?? ""
            let made = try stack.json("token", "add", "--brand", "west", "--role", kind, "--subject", id)
            return (id, try #require(made["token"].text))
        }
        let hours = ["--timezone", "Europe/Berlin", "--weekdays-from", "09:00", "--weekdays-to", "17:00"]
        let instructor = try add("instructor", "ida", hours)
        let student = try add("student", "sam", ["--phone", "+447700900123"])
        let west = [("X-Brand", "west")]
        let list = "/api/bookings/availability?instructorId=\(instructor.id)&days=14"
        let start = try #require(world.send("GET", list, headers: west).json["slots"].elements.last?["startAt"].text)
        let body = world.request(start).replacing("\(world.instructor.id)", with: instructor.id)
        let booked = try world.send("POST", "/api/bookings", as: student.token, headers: west, json: body)
        #expect(booked.status == 201, "\(booked.text)")
        let path = "/api/bookings?instructorId=\(instructor.id)"
        let seen = try world.send("GET", path, as: instructor.token, headers: west).json["bookings"]
        #expect(seen[0]["student"]["phone"].text == "+447700900123")
    }

    @Test func `brands are added, changed and listed`() throws {
        let added = try stack.coachbook("brand", "add", "south", "--name", "South", "--no-guests")
        #expect(added.output == "Added brand south.\n")
        let changed = try stack.json("brand", "change", "south", "--guests", "true", "--hold-minutes", "30")
        #expect(changed["allowsGuests"] == .bool(true))
        #expect(changed["pendingHoldMinutes"] == .integer(30))
        #expect(changed["name"].text == "South")
        let forEver = try stack.json("brand", "change", "south", "--hold-minutes", "0")
        #expect(forEver["pendingHoldMinutes"] == .null)
        _ = try stack.json("brand", "host", "south.example.com", "--brand", "south")
        let listed = try stack.json("brand", "list")
        #expect(listed.count == 2)
        #expect(listed[0]["slug"].text == "north")
        #expect(listed[1]["hosts"][0].text == "south.example.com")
        #expect(try stack.coachbook("brand", "list").output.contains("south  South  south.example.com"))
    }

    @Test func `people are listed with their brand, and an instructor may work for two`() throws {
        _ = try stack.json("brand", "add", "south", "--name", "South")
        let instructors = try stack.json("instructor", "list", "--brand", "north")
        #expect(instructors[0]["email"].text == "ida@example.com")
        #expect(try stack.json("student", "list", "--brand", "north")[0]["phone"].text == "+447700900123")
        #expect(try stack.json("instructor", "list", "--brand", "south").count == 0)
        let assign = ["instructor", "assign", "\(world.instructor.id)", "--brand", "south"]
        #expect(try stack.coachbook(assign).exitCode == 0)
        #expect(try stack.json("instructor", "list", "--brand", "south").count == 1)
        let again = try stack.coachbook(assign)
        #expect(again.exitCode != 0)
        #expect(again.output.contains("the brand has that one already"))
    }

    @Test func `a token's secret is shown once and its list shows none`() throws {
        let made = try stack.coachbook("token", "add", "--brand", "north", "--role", "service")
        let secret = made.output.split(separator: "\n").first.map(String.init) ?? ""
        #expect(secret.hasPrefix("cb_service_"))
        let listed = try stack.coachbook("token", "list", "--brand", "north", "--json")
        #expect(listed.output.contains(String(secret.prefix(15))))
        #expect(!listed.output.contains(secret))
        let expiring = ["token", "add", "--brand", "north", "--role", "admin", "--expires-in-days", "1"]
        let admin = try stack.json(expiring)
        let token = try #require(admin["token"].text)
        #expect(try world.send("GET", "/api/bookings", as: token).status == 200)
    }

    private static let impossible: [(words: [String], why: String)] = [
        (["brand", "add", "Not A Slug", "--name", "X"], "A slug is 1 to 63"),
        (["brand", "add", "north", "--name", "Again"], "The slug north is taken"),
        (["brand", "add", "x", "--name", "X", "--payment-policy", "barter"], "barter"),
        (["brand", "change", "nobody", "--name", "X"], "There is no brand nobody"),
        (["brand", "host", "a:80", "--brand", "north"], "A host name has no port"),
        (["brand", "host", "a b", "--brand", "north"], "A host name has no port"),
        (["brand", "host", "☃.example", "--brand", "north"], "A host name has no port"),
        (
            ["brand", "host", "\(String(repeating: "a", count: 64)).example", "--brand", "north"],
            "A host name has no port"
        ),
        (["brand", "host", "no.example", "--brand", "north", "--remove"], "does not have the host name no.example"),
        (["brand", "add", "x", "--name", " "], "name must not be blank"),
        (["brand", "add", "x", "--name", String(repeating: "ä", count: 201)], "at most 200 characters"),
        (["brand", "change", "north", "--name", "a\nb"], "must not have control characters"),
        (["brand", "origins", "north", "https://a.example/path"], "is no web origin"),
        (["brand", "origins", "nobody"], "There is no brand nobody"),
        (["instructor", "change", "1", "--brand", "north"], "no instructor of this id"),
        (["instructor", "remove", "\(ID<Instructor>.new())", "--brand", "north"], "no instructor of this id"),
        (["instructor", "list", "--brand", "nobody"], "There is no brand nobody"),
        (["instructor", "assign", "1", "--brand", "north"], "1 is not an id"),
        (["token", "add", "--brand", "north", "--role", "student"], "--subject goes with"),
        (["token", "add", "--brand", "north", "--role", "student", "--subject", "1"], "no student of this id"),
        (["token", "add", "--brand", "north", "--role", "admin", "--expires-in-days", "0"], "1 to 3650 days"),
        (["token", "revoke", "1", "--brand", "north"], "no token of this id"),
        (["migrate", "--directory", "/nowhere"], "/nowhere cannot be read"),
        (["dance"], "Unexpected argument 'dance'"),
    ]

    @Test func `a command that cannot be done says why`() throws {
        for (words, why) in CommandTests.impossible {
            let answer = try stack.coachbook(words)
            #expect(answer.exitCode != 0)
            #expect(answer.output.contains(why), "\(answer.output)")
            #expect(!answer.output.contains("store."), "\(answer.output)")
        }
    }

    @Test func `names that the API would refuse are refused with its words, and nobody is added`() throws {
        let cases = [
            (" ", "Reed", "firstName is required"), ("Ida", String(repeating: "x", count: 101), "at most 100"),
            ("I\u{7}da", "Reed", "control characters"),
        ]
        for (first, last, why) in cases {
            let person = ["--first-name", first, "--last-name", last, "--email", "new@example.com", "--brand", "north"]
            for kind in ["instructor", "student"] {
                let answer = try stack.coachbook([kind, "add"] + person)
                #expect(answer.exitCode != 0 && answer.output.contains(why), "\(answer.output)")
            }
        }
        let bio = ["--bio", String(repeating: "x", count: 4001), "--brand", "north"]
        let change = try stack.coachbook(["instructor", "change", "\(world.instructor.id)"] + bio)
        #expect(change.exitCode != 0 && change.output.contains("at most 4000"))
        #expect(try stack.json("instructor", "list", "--brand", "north").count == 1)
        #expect(try stack.json("student", "list", "--brand", "north").count == 1)
    }

    @Test func `an address that mail cannot carry is refused`() throws {
        for email in ["not-an-address", "a b@example.com", "two@at@example.com"] {
            let person = ["--brand", "north", "--first-name", "A", "--last-name", "B", "--email", email]
            for kind in ["instructor", "student"] {
                let answer = try stack.coachbook([kind, "add"] + person)
                #expect(answer.exitCode != 0)
                #expect(answer.output.contains("must be an e-mail address"))
            }
        }
    }

    @Test func `hours that cannot be are refused, and nobody is added`() throws {
        let person = ["--brand", "north", "--first-name", "A", "--last-name", "B", "--email", "new@example.com"]
        let cases = [
            (["--timezone", "PST"], "There is no time zone PST"),
            (["--weekdays-from", "09:00"], "Weekday hours are two times"),
            (["--weekdays-from", "17:00", "--weekdays-to", "09:00"], "Weekday hours are two times"),
            (["--weekdays-from", "09:02", "--weekdays-to", "17:00"], "steps of 5 minutes"),
        ]
        for (hours, why) in cases {
            let answer = try stack.coachbook(["instructor", "add"] + person + hours)
            #expect(answer.exitCode != 0)
            #expect(answer.output.contains(why))
        }
        #expect(try stack.json("instructor", "list", "--brand", "north").count == 1)
    }
}
