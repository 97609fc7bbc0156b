import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// Nothing that is stored, logged or dumped opens anything: no table, no log and no file holds a secret that was handed out.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct SecretsAtRestTests {
    /// `cb_manage_…` wherever it stands in a text, as a whole.
    private static func secrets(in text: String) -> Set<String> {
        Set(text.matches(of: /cb_manage_[0-9A-Za-z]{27}/).map { String($0.output) })
    }

    /// What went out to people.
    private static func secrets(sentTo providers: FakeProviders) -> Set<String> {
        Set(providers.deliveries.flatMap { secrets(in: String(decoding: $0.request, as: UTF8.self)) })
    }

    @Test func `a secret that was handed out is in no table, log or file`() throws {
        let providers = try FakeProviders()
        let stack = try Stack(
            Stack.Options(
                ownServer: true,
                environment: Stack.Options.sending(to: providers).environment
            )
        )
        let world = try World(in: stack)
        let (links, id) = try live(world, providers)
        let sent = Self.secrets(sentTo: providers)
        #expect(!sent.isEmpty && sent.isSubset(of: links), "one link a booking, in answers and messages alike")
        let secrets = links.union([world.admin, world.service, world.studentToken, world.instructorToken])
        #expect(links.count >= 4)
        let rows = try stack.sql.dump(try stack.sql.dumpStatements()).joined(separator: "\n")
        #expect(rows.contains(id) && rows.contains("LINK_IS_PUT_IN_WHEN_SENT"))
        for secret in secrets {
            let numbers = secret.utf8.map { "\($0)" }.joined(separator: ",")
            #expect(!rows.contains(secret) && !rows.contains(numbers), "a table holds it")
        }
        stack.stopServices()
        stack.server.stop()
        for (words, isThere) in [(secrets, false), (Set(["LINK_IS_PUT_IN_WHEN_SENT"]), true)] {
            let wanted = words.flatMap { ["-e", $0] }
            let found = try Program.run("grep", ["-rlaF"] + wanted + [stack.directoryPath]).output
            #expect(found.contains("notifications.ibd") == isThere && found.isEmpty != isThere, "\(found)")
        }
    }

    /// Books, confirms, moves, fails, gives up, replays, renews and cancels; answers every link's secret, and a booking's id.
    private func live(_ world: World<Stack>, _ providers: FakeProviders) throws -> (Set<String>, String) {
        var links: Set<String> = []
        func keep(_ answer: HTTPAnswer, _ status: Int) throws -> HTTPAnswer {
            #expect(answer.status == status, "\(answer.text)")
            links.formUnion(Self.secrets(in: answer.text))
            return answer
        }
        func book(_ days: Int, _ phone: String, key: String) throws -> HTTPAnswer {
            let request = world.request(day(days, at: "10:00"), guest: "guest\(days)@guests.example")
            let json = request.replacing(#".example"}"#, with: #".example","phone":"\#(phone)"}"#)
            return try world.send(
                "POST",
                "/api/bookings",
                as: world.admin,
                headers: [("Idempotency-Key", key)],
                json: json
            )
        }
        // Refused for good, with the link in the provider's words; then nobody knows, and the operator gives it up.
        let echo = #"{"name":"validation_error","message":"no cb_manage_ link"}"#
        let first = try keep(book(20, "+4915100000001", key: "one"), 201)
        let id = try #require(first.json["booking"]["id"].text)
        providers.misbehave(.resend, .answer(status: 422, body: echo), .answer(status: 422, body: echo))
        providers.misbehave(.twilio, .answer(status: 400, body: #"{"code":21211,"message":"bad"}"#))
        _ = try keep(book(21, "+4915100000002", key: "two"), 201)
        providers.misbehave(.resend, .dropAfterAccepting, .dropUnprocessed, .answer(status: 503), .answer(status: 503))
        providers.misbehave(.twilio, .dropAfterAccepting, .answer(status: 503))
        let third = try keep(book(22, "+4915100000003", key: "three"), 201)
        let thirdID = try #require(third.json["booking"]["id"].text)
        for row in try world.stack.sql.rows("SELECT id FROM notifications WHERE state = 'queued'") {
            _ = try world.stack.coachbook("outbox", "discard", row[0])
        }
        _ = try keep(world.change(id, payment("pi_\(id)"), as: world.admin), 200)
        _ = try keep(world.change(id, #"{"startAt":"\#(day(23, at: "12:00"))"}"#, as: world.admin), 200)
        _ = try keep(book(20, "+4915100000001", key: "one"), 201)
        _ = try keep(world.send("POST", "/api/bookings/\(id)/link", as: world.admin), 200)
        _ = try keep(book(20, "+4915100000001", key: "one"), 201)
        _ = try keep(world.change(id, #"{"startAt":"\#(day(24, at: "12:00"))"}"#, as: world.admin), 200)
        let link = try world.stack.coachbook("token", "renew-link", thirdID)
        links.formUnion(Self.secrets(in: link.output))
        _ = try keep(world.change(thirdID, #"{"status":"cancelled"}"#, as: world.admin), 200)
        // A message that waits holds what it will send.
        providers.misbehave(.resend, .answer(status: 503), .answer(status: 503))
        providers.misbehave(.twilio, .answer(status: 503))
        _ = try keep(book(25, "+4915100000004", key: "four"), 201)
        return (links, id)
    }
}
