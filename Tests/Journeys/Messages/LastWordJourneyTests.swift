import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// What people read last is how their booking stands, whoever sends and whatever the providers do.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct LastWordJourneyTests {
    private static let guests = 36

    /// Every request that goes wrong has been carried out, or never will be: what comes late is the provider's affair.
    private static let weather: [FakeProviders.Misbehaviour] = [
        .answer(status: 503), .answer(status: 429, headers: [("Retry-After", "1")]), .dropUnprocessed,
        .dropAfterAccepting, .slowAnswer(milliseconds: 300), .answerAfterAccepting(status: 500),
    ]

    @Test func `whoever books and cancels before the background sends is told of the cancellation only`() throws {
        let providers = try FakeProviders()
        let stack = try Stack(.init(environment: providers.settings + ["BOOKING_NOTIFY_DEADLINE_MS=0"]))
        let world = try World(in: stack)
        let id = try book(0, in: world)
        #expect(try world.change(id, #"{"status":"cancelled"}"#, as: world.service).status == 200)
        try settle(world)
        for address in [email(0), phone(0)] {
            #expect(providers.deliveries(to: address).map { told($0) } == ["cancelled"], "\(address)")
        }
        let shown = try world.send("GET", "/api/bookings/\(id)/messages", as: world.admin).json["messages"]
        let given = shown.elements.filter { $0["event"].text == "created" }
        #expect(given.count == 3)
        #expect(given.allSatisfy { $0["state"].text == "dead" && $0["lastError"].text == MessageOrder.overtaken })
    }

    @Test func `whatever the providers do, the last word to everybody is the cancellation, and nothing comes twice`()
        throws
    {
        let providers = try FakeProviders()
        for provider in [FakeProviders.Provider.resend, .twilio] {
            providers.misbehave(provider, percent: 40, seed: 11, among: Self.weather)
        }
        let stack = try Stack(.sending(to: providers, ["BOOKING_WORKERS=2"]))
        let world = try World(in: stack, rules: .everyDay { $0.settings.bufferMinutes = 0 })
        runThreads(8) { thread in
            guard thread < 6 else {
                for _ in 0..<4 { _ = try? stack.coachbook("dispatch", "--seconds", "2") }
                return
            }
            for guest in stride(from: thread, to: Self.guests, by: 6) {
                do { try live(guest, in: world) } catch { Issue.record("guest \(guest): \(error)") }
            }
        }
        for provider in [FakeProviders.Provider.resend, .twilio] {
            providers.misbehave(provider, percent: 0, seed: 11, among: Self.weather)
        }
        try settle(world)
        for guest in 0..<Self.guests {
            for address in [email(guest), phone(guest)] {
                let words = providers.deliveries(to: address).map { told($0) }
                #expect(words.last == "cancelled", "\(address): \(words)")
                #expect(words.count { $0 == "cancelled" } == 1, "\(address): \(words)")
            }
        }
        try stack.expectProven()
    }

    /// Books, confirms, moves and cancels in one go; some are confirmed or moved not at all.
    private func live(_ guest: Int, in world: World<Stack>) throws {
        let id = try book(guest, in: world)
        if guest % 3 > 0 { #expect(try world.change(id, payment("pi_\(id)"), as: world.service).status == 200) }
        if guest % 2 > 0 {
            let move = #"{"startAt":"\#(start(guest, onDay: 30))"}"#
            #expect(try world.change(id, move, as: world.service).status == 200)
        }
        #expect(try world.change(id, #"{"status":"cancelled"}"#, as: world.service).status == 200)
    }

    private func book(_ guest: Int, in world: World<Stack>) throws -> String {
        let json = """
            {"instructorId":"\(world.instructor.id)","startAt":"\(start(guest, onDay: 10))","sessionMinutes":60,\
            "studentTimezone":"UTC","student":{"firstName":"Gil","lastName":"Guest",\
            "email":"\(email(guest))","phone":"\(phone(guest))"}}
            """
        let made = try world.send("POST", "/api/bookings", as: world.service, json: json)
        return try #require(made.json["booking"]["id"].text, "\(made.text)")
    }

    private func start(_ guest: Int, onDay first: Int) -> String {
        let hour = 10 + guest % 10
        return day(first + guest / 10, at: "\(hour):00")
    }

    private func email(_ guest: Int) -> String { "guest\(100 + guest)@guests.example" }

    private func phone(_ guest: Int) -> String { "+491510000\(1000 + guest)" }

    /// Waits until nothing is queued any more.
    private func settle(_ world: World<Stack>) throws {
        let queued = "SELECT COUNT(*) FROM notifications WHERE state = 'queued' AND brand_id = '\(world.brand.id)'"
        let isSettled = waitUntil(milliseconds: 90_000, every: 200) {
            (try? world.stack.sql.number(queued)) == 0
        }
        #expect(isSettled)
    }

    private func told(_ delivery: FakeProviders.Delivery) -> String {
        delivery.content.lowercased().contains("cancelled") ? "cancelled" : "something else"
    }
}
