import Foundation
import Outbound
import Scheduling
import TestSupport
import Testing

@testable import Notifications

struct TwilioTests {
    private let transfer = Transfer(userAgent: "Coachbook/test")
    private let timeouts = Timeouts(totalMilliseconds: 800)

    private func twilio(_ providers: FakeProviders, _ more: [String: String] = [:]) throws -> Twilio {
        try #require(ProviderSettings(environment: providers.environment.merging(more) { $1 }).twilio)
    }

    private func lookUp(
        _ providers: FakeProviders,
        _ message: ShortMessage = .fixture(),
        since: Date = Date(),
        excluding ids: Set<String> = []
    ) throws -> Channels.Finding {
        let moment = Moment(seconds: Int(since.timeIntervalSince1970))
        return try twilio(providers).lookUp(message, since: moment, excluding: ids, over: transfer, within: timeouts)
    }

    @Test func `an SMS arrives as Twilio wants it`() throws {
        let providers = try FakeProviders()
        let twilio = try twilio(providers, ["BOOKING_PUBLIC_URL": "https://book.example.com/"])
        let message = ShortMessage.fixture(body: "Hi & bye = ü", reference: "a/b c")
        let outcome = twilio.send(message, over: transfer, within: timeouts).outcome
        let delivery = try #require(providers.deliveries(to: "+15005550010").first)
        #expect(outcome == .accepted(providerID: delivery.providerID))
        #expect(delivery.content == "Hi & bye = ü")
        #expect(delivery.reference == "https://book.example.com/api/hooks/twilio?n=a%2Fb%20c")
        let form = FormFields(delivery.request)
        #expect(form["From"] == "+15005550006")
        #expect(form["ValidityPeriod"] == "3600")
        #expect(form["SmartEncoded"] == "true")
    }

    @Test func `a messaging service takes the place of the number`() throws {
        let providers = try FakeProviders()
        let service = "MG" + String(repeating: "0", count: 32)
        let form = try twilio(providers, ["TWILIO_FROM_NUMBER": service]).form(.fixture())
        #expect(form["MessagingServiceSid"] == service)
        #expect(form["From"] == nil)
    }

    @Test(arguments: [
        "http://book.example.com", "https://localhost", "https://book_shop.example.com", "https://127.0.0.1", "",
    ])
    func `no callback is asked for where Twilio could not call`(url: String) throws {
        let providers = try FakeProviders()
        #expect(try twilio(providers, ["BOOKING_PUBLIC_URL": url]).form(.fixture())["StatusCallback"] == nil)
    }

    @Test(arguments: [
        ("+15005550001", "21211", true), ("+15005550002", "21612", false), ("+15005550003", "21408", false),
        ("+15005550004", "21610", true), ("+15005550009", "21614", true),
    ])
    func `Twilio's numbers for tests are refused`(to: String, code: String, isBad: Bool) throws {
        let providers = try FakeProviders()
        let outcome = try twilio(providers).send(.fixture(to: to), over: transfer, within: timeouts).outcome
        guard case .refused(code, _, isBad) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(providers.deliveries.isEmpty)
    }

    @Test(arguments: [
        (FakeProviders.Misbehaviour.dropAfterAccepting, true), (.slowAnswer(milliseconds: 1_200), true),
        (.answerAfterAccepting(status: 502), true), (.dropUnprocessed, false), (.answer(status: 500), false),
    ])
    func `an attempt of unknown fate is found if it was taken`(way: FakeProviders.Misbehaviour, isTaken: Bool) throws {
        let providers = try FakeProviders()
        let twilio = try twilio(providers)
        // A connection that is kept must not tempt libcurl to repeat the POST by itself.
        _ = try lookUp(providers)
        providers.misbehave(.twilio, way)
        guard case .unknown = twilio.send(.fixture(), over: transfer, within: timeouts).outcome else {
            Issue.record("nobody knows")
            return
        }
        #expect(providers.deliveries.count == (isTaken ? 1 : 0))
        let expected = providers.deliveries.first.map { Channels.Finding.found(providerID: $0.providerID) } ?? .absent
        #expect(try lookUp(providers) == expected)
        #expect(providers.deliveries.count == (isTaken ? 1 : 0))
    }

    @Test func `other messages to the same number are not taken for it`() throws {
        let providers = try FakeProviders()
        let twilio = try twilio(providers)
        _ = twilio.send(.fixture(body: "Session at 11:00"), over: transfer, within: timeouts)
        _ = twilio.send(.fixture(to: "+15005550011"), over: transfer, within: timeouts)
        #expect(try lookUp(providers) == .absent)
        _ = twilio.send(.fixture(), over: transfer, within: timeouts)
        let id = try #require(providers.deliveries.last?.providerID)
        #expect(try lookUp(providers) == .found(providerID: id))
        #expect(try lookUp(providers, excluding: [id]) == .absent)
        #expect(try lookUp(providers, since: Date() + 3_600) == .absent)
    }

    @Test func `what Twilio does to the words does not hide them`() {
        let message = ShortMessage.fixture(body: "Don’t be late – 10:00")
        func listed(_ body: String, _ created: String = "Thu, 01 Jan 1970 00:01:40 +0000") -> Twilio.Listed {
            Twilio.Listed(sid: "SM1", body: body, to: message.to, direction: "outbound-api", createdAt: created)
        }
        let since = Moment(seconds: 120)
        #expect(listed("Sent from your Twilio trial account - Don't be late - 10:00").matches(message, since: since))
        #expect(!listed("Don't be late - 11:00").matches(message, since: since))
        #expect(!listed("Don't be late - 10:00", "Thu, 01 Jan 1970 00:01:29 +0000").matches(message, since: since))
        #expect(listed("Don't be late - 10:00", "yesterday").matches(message, since: since))
    }

    @Test func `a list that cannot be had leaves it unclear`() throws {
        let providers = try FakeProviders()
        providers.misbehave(.twilio, .answer(status: 500), .dropUnprocessed, .answer(status: 200, body: "[]"))
        for _ in 0..<2 {
            guard case .unclear = try lookUp(providers) else {
                Issue.record("nothing is known")
                return
            }
        }
    }

    @Test(arguments: [
        ("Thu, 24 Aug 2023 05:01:45 +0000", 1_692_853_305), ("Sat, 29 Feb 2020 23:59:59 GMT", 1_583_020_799),
    ])
    func `Twilio's dates are read`(text: String, seconds: Int) {
        #expect(moment(rfc2822: text) == Moment(seconds: seconds))
    }

    @Test(arguments: ["", "2023-08-24T05:01:45Z", "Thu, 31 Feb 2023 05:01:45 +0000", "Thu, 24 Aug 2023 25:01:45 +0000"])
    func `other dates are not`(text: String) {
        #expect(moment(rfc2822: text) == nil)
    }
}
