import HTTP
import LocalStack
import Scheduling
import Synchronization
import TestSupport
import Testing

/// Guests on the running product: in a race, and where operators deal with what they leave behind.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct GuestJourneyTests {
    /// Sixty-four requests of one guest at once, to four instructors; the statuses with how often each came.
    private func race(_ rules: GuestRules, _ more: String = "") throws -> (World<Stack>, [Int: Int]) {
        let world = try World(in: Stack.shared(), brand: .fresh(guestRules: rules))
        let places = try [world] + (0..<3).map { try world.colleague(.fixture(email: "c\($0)@instructors.example")) }
        let counts = Mutex<[Int: Int]>([:])
        runThreads(64) { index in
            let start = day(5 + index / 8, at: "\(10 + index % 8):00")
            let email = index.isMultiple(of: 2) ? "racer@guests.example" : "Racer@Guests.example"
            let json = places[index % 4].request(start, guest: email)
                .replacing(#""email""#, with: #""phone":"+4915100000077","email""#)
            let status = (try? world.send("POST", "/api/bookings", json: json).status) ?? 0
            counts.withLock { $0[status, default: 0] += 1 }
        }
        return (world, counts.withLock { $0 })
    }

    @Test func `sixty-four requests at once leave one guest three open bookings`() throws {
        let (world, counts) = try race(.generousRequests)
        #expect(counts == [201: 3, 422: 61])
        let open = "SELECT COUNT(*) FROM bookings WHERE brand_id = '\(world.brand.id)'"
        #expect(try world.stack.sql.number(open) == 3)
        #expect(world.stack.faults() == [])
    }

    @Test func `of sixty-four requests at once ten are looked at`() throws {
        let (_, counts) = try race(.standard)
        #expect(counts == [201: 3, 422: 7, 429: 54])
    }

    @Test func `who books and cancels again and again sends a stranger five SMS and ten e-mails a day`() throws {
        let providers = try FakeProviders()
        defer { providers.stop() }
        let world = try World(in: Stack(.sending(to: providers)))
        let (email, phone) = ("stranger@guests.example", "+15005550123")
        var warnings: [String] = []
        for number in 0..<10 {
            let json = world.request(day(5 + number, at: "10:00"), guest: email)
                .replacing(#""email""#, with: #""phone":"\#(phone)","email""#)
                .replacing(#""Gil""#, with: #""evil.example""#)
                .replacing(#""studentTimezone""#, with: #""location":"evil.example","studentTimezone""#)
            let made = try world.send("POST", "/api/bookings", json: json)
            #expect(made.status == 201, "\(made.text)")
            warnings += made.json["notifications"]["warnings"].elements.compactMap(\.text)
            let token = try #require(made.json["manageUrl"].text?.split(separator: "/").last)
            let id = try #require(made.json["booking"]["id"].text)
            let cancel = #"{"status":"cancelled","cancellationReason":"evil.example"}"#
            #expect(try world.change(id, cancel, as: String(token)).status == 200)
        }
        let isOver = waitUntil(milliseconds: 10_000) {
            (try? world.stack.sql.number("SELECT COUNT(*) FROM notifications WHERE state = 'queued'")) == 0
        }
        #expect(isOver)
        let sent = providers.deliveries.filter { [email, phone].contains($0.to) }
        #expect(sent.count { $0.to == phone } == 5 && sent.count { $0.to == email } == 10)
        #expect(
            sent.allSatisfy {
                !$0.content.contains("evil") && !String(decoding: $0.request, as: UTF8.self).contains("evil")
            }
        )
        #expect(warnings.contains { $0.contains("5 SMS a day") }, "\(warnings)")
        let kept = "SELECT COUNT(*) FROM notifications WHERE state = 'dead' AND last_error LIKE 'guests%'"
        #expect(try world.stack.sql.number(kept) == 15)
        #expect(
            try world.send("POST", "/api/bookings", json: world.request(day(20, at: "10:00"), guest: email)).status
                == 429
        )
    }

    @Test func `a number planted under another's address is gone when the student is added`() throws {
        let world = try World(in: Stack.shared())
        let planted = "+4915100000666"
        let json = world.request(day(5, at: "10:00"), guest: "victim@students.example")
            .replacing(#""email""#, with: #""phone":"\#(planted)","email""#)
        #expect(try world.send("POST", "/api/bookings", json: json).status == 201)
        let listed = try world.send("GET", "/api/students?email=victim@students.example", as: world.admin)
        let id = try #require(listed.json["students"][0]["id"].text)
        #expect(listed.json["students"][0]["isClaimed"] == .bool(false))

        let token = try #require(try world.operate("token", "add", "--role", "student", "--subject", id)["token"].text)
        let made = try world.send("POST", "/api/bookings", as: token, json: world.request(day(6, at: "10:00")))
        let bookingID = try #require(made.json["booking"]["id"].text, "\(made.text)")
        let sent = "SELECT COUNT(*) FROM notifications WHERE booking_id = '\(bookingID)' AND channel = 'sms'"
        #expect(try world.stack.sql.number(sent) == 0)
        #expect(try world.stack.sql.rows("SELECT phone FROM students WHERE id = '\(id)'") == [["NULL"]])
    }

    @Test func `operators add a student whom a guest has named, and change one`() throws {
        let world = try World(in: Stack.shared())
        #expect(try world.book(day(5, at: "10:00"), as: nil, guest: "vera@students.example").status == 201)
        let add = [
            "student", "add", "--first-name", "Vera", "--last-name", "Own", "--email", "VERA@students.example",
        ]
        let added = try world.operate(add)
        #expect(added["isClaimed"] == .bool(true))
        let id = try #require(added["id"].text)
        let row = "SELECT last_name, COALESCE(phone, '-') FROM students WHERE id = '\(id)'"
        #expect(try world.stack.sql.rows(row) == [["Own", "-"]])
        let changed = try world.operate("student", "change", id, "--last-name", "Other", "--phone", "+4915112345678")
        #expect(changed["lastName"].text == "Other")
        #expect(try world.stack.sql.rows(row) == [["Other", "+4915112345678"]])
        #expect(try world.stack.coachbook(add + ["--brand", world.brand.slug]).exitCode != 0)
    }

    @Test func `doctor says where guests get no SMS because the sender is no number`() throws {
        let world = try World(in: Stack())
        let account = [
            "TWILIO_ACCOUNT_SID=AC1", "TWILIO_AUTH_TOKEN=t",
            "TWILIO_FROM_NUMBER=MG" + String(repeating: "0", count: 32),
        ]
        let before = try world.stack.coachbook(["doctor"], setting: account)
        #expect(
            before.output.contains("FAIL  SMS to guests") && before.output.contains(world.brand.slug),
            "\(before.output)"
        )
        _ = try world.stack.json("brand", "change", world.brand.slug, "--sms-countries", "49")
        let after = try world.stack.coachbook(["doctor"], setting: account)
        #expect(after.output.contains("ok    SMS to guests"), "\(after.output)")
    }

    @Test func `operators set what guests may, within its limits`() throws {
        let world = try World(in: Stack.shared())
        let change = ["brand", "change", world.brand.slug]
        let given = ["--open-bookings-per-guest", "1", "--guest-hold-minutes", "60", "--sms-countries", "+49,43"]
        let changed = try world.stack.json(change + given)
        #expect(changed["openBookingsPerGuest"] == .integer(1))
        #expect(changed["guestHoldMinutes"] == .integer(60))
        #expect(changed["smsCountries"].elements.compactMap(\.text) == ["49", "43"])
        #expect(try world.book(day(5, at: "10:00"), as: nil).status == 201)
        #expect(try world.book(day(6, at: "10:00"), as: nil).code == "too_many_open")
        for wrong in [
            ["--sms-countries", "DE"], ["--open-bookings-per-guest", "0"], ["--guest-hold-minutes", "43201"],
        ] {
            #expect(try world.stack.coachbook(change + wrong).exitCode != 0, "\(wrong)")
        }
    }
}

extension World where Place == Stack {
    /// What a command about the brand prints as JSON.
    fileprivate func operate(_ words: String...) throws -> JSONValue { try operate(words) }

    fileprivate func operate(_ words: [String]) throws -> JSONValue {
        try stack.json(words + ["--brand", brand.slug])
    }
}

extension GuestRules {
    /// The usual ones, but that nobody counts requests.
    fileprivate static var generousRequests: GuestRules {
        var rules = GuestRules.standard
        rules.requestsPerHour = 10_000
        return rules
    }
}
