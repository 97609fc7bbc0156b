import HTTP
import LocalStack
import TestSupport
import Testing

/// What an operator does with messages: looks, tries again, gives up, and sends from cron.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct OutboxCommandTests {
    private let world: World<Stack>
    private var stack: Stack { world.stack }

    init() throws { world = try .north() }

    /// Books as the student, on a stack that cannot send; answers the booking's id.
    private func book() throws -> String {
        let start = try #require(world.starts().first)
        let made = try world.send("POST", "/api/bookings", as: world.studentToken, json: world.request(start))
        #expect(made.status == 201, "\(made.text)")
        let notices = made.json["notifications"]
        #expect(notices["emailSent"] == .bool(false))
        #expect(notices["smsSent"] == .bool(false))
        let warnings = notices["warnings"].elements.compactMap(\.text)
        #expect(warnings.count == 3)
        #expect(warnings.allSatisfy { $0.hasSuffix("not configured; it stays queued and will be retried.") })
        #expect(warnings.contains { $0.contains("RESEND_FROM_EMAIL, RESEND_API_KEY or RESEND_SMTP_KEY") })
        #expect(warnings.contains { $0.contains("TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM_NUMBER") })
        return try #require(made.json["booking"]["id"].text)
    }

    private func list(_ more: String...) throws -> [JSONValue] {
        try stack.json(["outbox", "list", "--brand", "north"] + more).elements
    }

    @Test func `what waits is listed with its reason, given up and queued again`() throws {
        let booking = try book()
        // As on a host where cron is all there is: nobody else sends.
        stack.service.stop()
        let queued = try list("--state", "queued")
        #expect(queued.count == 3)
        #expect(Set(queued.map { $0["bookingId"].text }) == [booking])
        #expect(Set(queued.map { $0["channel"].text }) == ["email", "sms"])
        #expect(queued.allSatisfy { $0["nextAttemptAt"].text != nil && $0["sentAt"] == .null })
        let sms = try #require(queued.first { $0["channel"].text == "sms" }?["id"].text)

        let discarded = try stack.coachbook("outbox", "discard", sms)
        #expect(discarded.output == "Discarded \(sms).\n")
        #expect(try list("--state", "dead").map { $0["id"].text } == [sms])
        #expect(try list("--state", "queued").count == 2)
        #expect(try stack.coachbook("outbox", "list").output.contains("created to student by sms: discarded"))
        let again = try stack.coachbook("outbox", "discard", sms)
        #expect(again.exitCode != 0)
        #expect(again.output.contains("There is no queued message of this id"))

        let retried = try stack.json("outbox", "retry", sms)
        #expect(retried["id"].text == sms)
        #expect(try list("--state", "dead").isEmpty)
        let twice = try stack.coachbook("outbox", "retry", sms)
        #expect(twice.exitCode != 0)
        #expect(twice.output.contains("There is no refused or given-up message of this id"))
    }

    @Test func `cron sends what is due, once`() throws {
        _ = try book()
        stack.service.stop()
        let providers = try FakeProviders()
        func dispatch() throws -> JSONValue {
            let sent = try stack.coachbook(["dispatch", "--json"], setting: providers.settings)
            #expect(sent.exitCode == 0, "\(sent.output)")
            return try JSONValue.parse(Array(sent.output.utf8))
        }
        // Due now, whether or not the server had tried before it was stopped.
        for message in try list() {
            let id = try #require(message["id"].text)
            #expect(try stack.coachbook("outbox", "discard", id).exitCode == 0)
            #expect(try stack.coachbook("outbox", "retry", id).exitCode == 0)
        }
        let sent = try dispatch()
        #expect(sent["attempted"].number == 3)
        #expect(sent["sent"].number == 3)
        #expect(sent["warnings"] == .array([]))
        #expect(try dispatch()["attempted"].number == 0)
        #expect(providers.deliveries.count == 3)
        let sms = try #require(providers.deliveries(to: "+447700900123").first)
        #expect(sms.content.contains("North"))
        #expect(providers.deliveries(to: "sam@example.com").count == 1)
        #expect(providers.deliveries(to: "ida@example.com").count == 1)
        #expect(try list("--state", "sent").count == 3)
    }

    @Test func `a provider's refusal is listed, and stays until somebody acts`() throws {
        _ = try book()
        stack.service.stop()
        let providers = try FakeProviders()
        providers.optOut("+447700900123")
        let messages = try list()
        let sms = try #require(messages.first { $0["channel"].text == "sms" }?["id"].text)
        // The e-mails would become due too on a machine that takes half a minute for all this.
        for id in messages.compactMap({ $0["id"].text }) where id != sms {
            #expect(try stack.coachbook("outbox", "discard", id).exitCode == 0)
        }
        for _ in 1...2 {
            _ = try stack.coachbook("outbox", "discard", sms)
            #expect(try stack.coachbook("outbox", "retry", sms).exitCode == 0)
            let sent = try stack.coachbook(["dispatch"], setting: providers.settings)
            #expect(sent.output == "Tried 1, sent 0.\n")
            let failed = try list("--state", "failed")
            #expect(failed.map { $0["id"].text } == [sms])
        }
        #expect(providers.deliveries.isEmpty)
        #expect(providers.requestCount(.twilio) == 1, "the address is blocked after the first refusal")
    }

    private static let impossible: [(words: [String], why: String)] = [
        (["outbox", "list", "--brand", "nobody"], "There is no brand nobody"),
        (["outbox", "list", "--state", "lost"], "lost"), (["outbox", "list", "--limit", "0"], "--limit is 1 to 10000"),
        (["outbox", "retry", "1"], "There is no refused or given-up message"),
        (["outbox", "discard", "1"], "There is no queued message"),
        (["dispatch", "--seconds", "0"], "--seconds is 1 to 3600"),
        (["remind", "--brand", "x"], "There is no brand x"),
    ]

    @Test func `a command that cannot be done says why`() throws {
        for (words, why) in Self.impossible {
            let answer = try stack.coachbook(words)
            #expect(answer.exitCode != 0)
            #expect(answer.output.contains(why), "\(answer.output)")
        }
    }

    @Test func `an inbox that is empty says so`() throws {
        let answer = try stack.coachbook("inbox", "--directory", TemporaryDirectory().path)
        #expect(answer.output == "Nothing yet.\n")
    }
}
