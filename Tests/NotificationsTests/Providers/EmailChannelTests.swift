import Foundation
import Outbound
import Scheduling
import TestSupport
import Testing

@testable import Notifications

struct EmailChannelTests {
    private let now = Moment(seconds: 1_767_268_800)
    private let timeouts = Timeouts(totalMilliseconds: 3_000)

    private func channel(_ environment: [String: String]) throws -> EmailChannel {
        let settings = ProviderSettings(environment: environment)
        let transfer = Transfer(userAgent: "Coachbook/test", authorities: settings.authorities)
        return try #require(EmailChannel(settings, transfer: transfer))
    }

    private func send(
        _ channel: EmailChannel,
        _ letter: Letter = .fixture(),
        uncertain: EmailChannel.Way? = nil,
        milliseconds: Int = 3_000,
        secondsLater: Int = 0
    ) -> EmailChannel.Attempt {
        channel.send(
            letter,
            uncertain: uncertain,
            within: Timeouts(totalMilliseconds: milliseconds),
            at: Moment(seconds: now.seconds + secondsLater)
        )
    }

    private func isAccepted(_ attempt: EmailChannel.Attempt) -> Bool {
        if case .accepted = attempt.outcome { true } else { false }
    }

    @Test func `a letter arrives as Resend wants it`() throws {
        let providers = try FakeProviders()
        let letter = Letter.fixture(subject: "Día \"1\"\r\nBcc: eve@example.com")
        let attempt = try send(channel(providers.environment), letter)
        let delivery = try #require(providers.deliveries(to: "ana@example.com").first)
        #expect(attempt == EmailChannel.Attempt(outcome: .accepted(providerID: delivery.providerID), way: .api))
        let json = try JSONSerialization.jsonObject(with: Data(delivery.request)) as? [String: Any]
        let fields = try #require(json)
        #expect(fields["from"] as? String == "Demo School <bookings@mail.example.com>")
        #expect(fields["to"] as? [String] == ["ana@example.com"])
        #expect(fields["reply_to"] as? [String] == ["Ina Struktor <ina@example.com>"])
        #expect(fields["subject"] as? String == "Día \"1\" Bcc: eve@example.com")
        #expect(fields["text"] as? String == "Hello Ana")
        #expect(fields["html"] as? String == "<p>Hello Ana</p>")
        let attachment = try #require((fields["attachments"] as? [[String: String]])?.first)
        #expect(attachment["filename"] == "invite.ics")
        #expect(attachment["content_type"] == "text/calendar; charset=utf-8; method=REQUEST")
        #expect(attachment["content"] == Data("BEGIN:VCALENDAR\r\n".utf8).base64EncodedString())
        #expect(delivery.reference == letter.idempotencyKey)
    }

    @Test(arguments: [
        FakeProviders.Misbehaviour.dropAfterAccepting, .dropUnprocessed, .slow(milliseconds: 1_500),
        .slowAnswer(milliseconds: 1_500), .answer(status: 502), .answerAfterAccepting(status: 500),
    ])
    func `a letter of unknown fate is sent once when it is repeated`(misbehaviour: FakeProviders.Misbehaviour) throws {
        let providers = try FakeProviders()
        providers.misbehave(.resend, misbehaviour)
        let channel = try channel(providers.environment)
        let first = send(channel, milliseconds: 700)
        // libcurl may have repeated a dropped request by itself: the key makes that harmless.
        if case .accepted = first.outcome {
        } else {
            guard case .unknown = first.outcome else {
                Issue.record("\(first)")
                return
            }
        }
        let isTaken = waitUntil(milliseconds: 5_000, every: 50) { isAccepted(send(channel, uncertain: first.way)) }
        #expect(isTaken, "the repeat must be taken once the first is over")
        #expect(providers.deliveries(to: "ana@example.com").count == 1)
    }

    @Test func `a repeat while the first is under way stays unknown, and then is taken`() throws {
        let providers = try FakeProviders()
        providers.misbehave(.resend, .slow(milliseconds: 1_200))
        let channel = try channel(providers.environment)
        _ = send(channel, milliseconds: 300)
        guard case .unknown(let reason) = send(channel).outcome else {
            Issue.record("the first still runs")
            return
        }
        #expect(reason.contains("concurrent_idempotent_requests"))
        #expect(waitUntil(milliseconds: 5_000, every: 50) { isAccepted(send(channel)) }, "the first is over")
        #expect(providers.deliveries.count == 1)
    }

    @Test func `a key that is used for another letter is refused`() throws {
        let providers = try FakeProviders()
        let channel = try channel(providers.environment)
        _ = send(channel)
        guard case .refused("invalid_idempotent_request", _, false) = send(channel, .fixture(text: "Other")).outcome
        else {
            Issue.record("another letter under one key")
            return
        }
        providers.advance(hours: 24)
        guard case .accepted = send(channel, .fixture(text: "Other")).outcome else {
            Issue.record("the key is forgotten after a day")
            return
        }
    }

    @Test func `a pause that Resend asks for is kept without asking`() throws {
        let providers = try FakeProviders()
        providers.misbehave(.resend, .answer(status: 429, headers: [("Retry-After", "20")]))
        let channel = try channel(providers.environment)
        guard case .retry(20, _) = send(channel).outcome, case .retry(15, _) = send(channel, secondsLater: 5).outcome
        else {
            Issue.record("the pause was not kept")
            return
        }
        #expect(providers.requestCount(.resend) == 1)
        guard case .accepted = send(channel, secondsLater: 20).outcome else {
            Issue.record("the pause is over")
            return
        }
    }

    @Test func `the rate limit's last request ends in a pause, and quota is parked`() throws {
        let providers = try FakeProviders()
        providers.limitResend(perSecond: 1)
        let channel = try channel(providers.environment)
        guard case .accepted = send(channel).outcome, case .retry(1, _) = send(channel, .fixture(key: "k2")).outcome
        else {
            Issue.record("nothing remained")
            return
        }
        #expect(providers.requestCount(.resend) == 1)
        providers.limitResend(perSecond: nil)
        providers.limitResend(lettersToday: 0)
        guard case .overQuota(let seconds, _) = send(channel, .fixture(key: "k2"), secondsLater: 1).outcome else {
            Issue.record("the quota was used up")
            return
        }
        #expect(seconds == 12 * 3_600 - 1)
    }

    @Test(arguments: ["ana", "ana@example.com, eve@example.com", "a\r\nb@example.com", ""])
    func `an address that is none costs no request`(to: String) throws {
        let providers = try FakeProviders()
        guard case .refused("address", _, _) = try send(channel(providers.environment), .fixture(to: to)).outcome else {
            Issue.record("not an address")
            return
        }
        #expect(providers.connectionCount == 0)
    }

    @Test func `a wrong key is our settings' fault`() throws {
        let providers = try FakeProviders()
        let environment = providers.environment.merging(["RESEND_API_KEY": "re_other"]) { $1 }
        guard case .misconfigured(let reason) = try send(channel(environment)).outcome else {
            Issue.record("the key is wrong")
            return
        }
        #expect(!reason.contains("re_other"))
    }
}

@Suite(.enabled(if: PythonTools.areInstalled, "\(PythonTools.absence)"))
struct EmailChannelSecondWayTests {
    private func send(
        _ environment: [String: String],
        uncertain: EmailChannel.Way? = nil
    ) throws -> EmailChannel.Attempt {
        let settings = ProviderSettings(environment: environment)
        let transfer = Transfer(userAgent: "Coachbook/test", authorities: settings.authorities)
        let channel = try #require(EmailChannel(settings, transfer: transfer))
        let timeouts = Timeouts(totalMilliseconds: 5_000)
        return channel.send(.fixture(), uncertain: uncertain, within: timeouts, at: Moment(seconds: 0))
    }

    private func environment(_ providers: FakeProviders, _ server: TLSServer) -> [String: String] {
        providers.environment.merging([
            "RESEND_SMTP_KEY": "re_smtp_key", "RESEND_SMTP_URL": "smtps://127.0.0.1:\(server.port)",
            "BOOKING_CA_FILE": server.certificatePath,
        ]) { $1 }
    }

    @Test func `the mail server is the second way when the API cannot be reached`() throws {
        let providers = try FakeProviders()
        let server = try TLSServer("smtps")
        #expect(try send(environment(providers, server)).way == .api)
        providers.stop()
        let attempt = try send(environment(providers, server))
        #expect(attempt == EmailChannel.Attempt(outcome: .accepted(providerID: "2.0.0 Ok queued as 4fGh7"), way: .smtp))
        #expect(server.mails.count == 1)
    }

    @Test func `it is not when the letter may be with the API`() throws {
        let providers = try FakeProviders()
        let server = try TLSServer("smtps")
        providers.misbehave(.resend, .answer(status: 503))
        guard case .unknown = try send(environment(providers, server)).outcome else {
            Issue.record("a 503 leaves its fate unknown")
            return
        }
        providers.stop()
        guard case .retry = try send(environment(providers, server), uncertain: .api).outcome else {
            Issue.record("the API must be asked again")
            return
        }
        #expect(server.mails.isEmpty)
    }

    @Test func `the mail server alone is enough`() throws {
        let server = try TLSServer("smtps")
        let attempt = try send([
            "RESEND_FROM_EMAIL": "bookings@mail.example.com", "RESEND_SMTP_KEY": "re_smtp_key",
            "RESEND_SMTP_URL": "smtps://127.0.0.1:\(server.port)", "BOOKING_CA_FILE": server.certificatePath,
        ])
        #expect(attempt.way == .smtp)
        #expect(server.mails.count == 1)
    }
}
