import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// OWASP API10, unsafe consumption of APIs: what a provider answers is believed no further than its shape.
///
/// Size cap, deadline, no redirects and verified TLS of one transfer are `TransferTests` and `TransferMailTests`; each
/// kind of answer is `ProviderOutcomeTests`; signatures of their reports are `WebhookSignatureTests`,
/// `TwilioSignatureTests` and `HookTests`.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct API10ProviderTests {
    private static let providers = Result { try FakeProviders() }
    private static let stack = Result {
        try Stack(.init(environment: try providers.get().settings))
    }

    private static let hostile: [FakeProviders.Misbehaviour] = [
        .answer(status: 200, body: String(repeating: "x", count: 20_000_000)),
        .answer(status: 200, body: "<html>evil</html>"), .answer(status: 200, body: #"{"id":{"evil":[1]}}"#),
        .answer(status: 200, body: String(repeating: "[", count: 100_000)),
        .answer(status: 201, body: #"{"sid":"\#(String(repeating: "S", count: 70_000))"}"#),
        .answer(status: 200, body: #"{"id":"evil'; DROP TABLE bookings; --\nevil"}"#),
        .answer(
            status: 422,
            body: #"{"message":"no\nforged \u001b[31m line of ana@example.com re_evil_key","name":"a\nb"}"#
        ),
        .answer(status: 400, body: #"{"code":21211,"message":"no\r\n{\"level\":\"error\"} +4915112345678"}"#),
        .answer(status: 500, body: "\u{1B}[31mevil\r\n"), .answer(status: 999, body: "evil"),
        .answer(status: 429, headers: [("Retry-After", "99999999999999999999")], body: "evil"),
        .answer(status: 429, headers: [("Retry-After", "-1")], body: "evil"),
        .answer(status: 429, headers: [("Retry-After", "evil")], body: "evil"), .dropAfterAccepting,
    ]

    @Test(arguments: hostile.indices)
    func `a hostile answer costs a message at most, never the booking`(index: Int) throws {
        let world = try World(in: Self.stack.get())
        let providers = try Self.providers.get()
        for provider in [FakeProviders.Provider.resend, .twilio] {
            providers.misbehave(provider, Self.hostile[index], Self.hostile[index])
        }
        let json = world.request(day(5, at: "10:00"), guest: "p\(index)@guests.example")
            .replacing(#""email""#, with: #""phone":"+49151200001\#(10 + index)","email""#)
        let made = try world.send("POST", "/api/bookings", as: world.admin, json: json)
        #expect(made.status == 201, "\(made.text)")
        let warnings = made.json["notifications"]["warnings"].elements.compactMap(\.text)
        #expect(warnings.allSatisfy { $0.utf8.count < 400 && $0.utf8.allSatisfy { $0 >= 0x20 } }, "\(warnings)")
        for word in ["ana@", "+4915112345678", FakeProviders.resendKey, FakeProviders.authToken] {
            #expect(!warnings.contains { $0.contains(word) }, "\(warnings)")
        }
        let id = try #require(made.json["booking"]["id"].text)
        let shown = try world.send("GET", "/api/bookings/\(id)", as: world.admin)
        #expect(shown.status == 200)
        #expect(world.stack.faults() == [])
        for line in contents(of: world.stack.logPath).split(separator: "\n") {
            #expect(line.hasPrefix(#"{"time":""#) && line.hasSuffix("}"), "\(line)")
        }
    }

    @Test func `a redirect is not followed, whatever it promises`() throws {
        let bait = try LoopbackServer { _ in .answer(status: 200, headers: [], body: Array(#"{"id":"x"}"#.utf8)) }
        defer { bait.stop() }
        let world = try World(in: Self.stack.get())
        let way = ("Location", "http://127.0.0.1:\(bait.port)/emails")
        for status in [301, 302, 307, 308] {
            let providers = try Self.providers.get()
            let redirect = FakeProviders.Misbehaviour.answer(status: status, headers: [way])
            for provider in [FakeProviders.Provider.resend, .twilio] {
                providers.misbehave(provider, redirect, redirect)
            }
            let json = world.request(day(status - 290, at: "10:00"), guest: "r\(status)@guests.example")
                .replacing(#""email""#, with: #""phone":"+4915130000\#(status)","email""#)
            #expect(try world.send("POST", "/api/bookings", as: world.admin, json: json).status == 201)
        }
        #expect(bait.connectionCount == 0)
    }
}
