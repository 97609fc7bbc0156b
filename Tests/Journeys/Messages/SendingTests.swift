import LocalStack
import Notifications
import TestSupport
import Testing

@testable import coachbook

/// The settings with which messages go out, as the server reads them before it starts.
struct SendingTests {
    /// What is set, beside what must be.
    private func sending(_ values: [String: String]) throws -> Sending {
        let required = ["BOOKING_PUBLIC_URL": "https://book.example", "BOOKING_SECRET_KEY": Stack.secretKey]
        return try Sending.open(Environment(required.merging(values) { _, given in given }))
    }

    /// Why those settings are refused; nil when they are not.
    private func refusal(_ values: [String: String]) -> String? {
        do {
            _ = try sending(values)
            return nil
        } catch {
            return sentence(for: error)
        }
    }

    @Test func `without a provider messages wait, and a request waits two seconds`() throws {
        let sending = try sending([:])
        #expect(sending.settings.deadlineMilliseconds == 2000)
        #expect(sending.inbox == nil)
        #expect(!sending.settings.providers.missingForEmail.isEmpty)
        #expect(sending.settings.providers.missingForSMS.count == 3)
    }

    @Test func `what is set counts`() throws {
        let sending = try sending(["BOOKING_NOTIFY_DEADLINE_MS": "0", "BOOKING_INBOX": "/tmp/inbox"])
        #expect(sending.settings.deadlineMilliseconds == 0)
        #expect(sending.inbox?.directory == "/tmp/inbox")
    }

    @Test(arguments: ["-1", "15001", "2s", "1e3"])
    func `a deadline out of its range is refused by its name`(value: String) {
        let why = refusal(["BOOKING_NOTIFY_DEADLINE_MS": value])
        #expect(why == "BOOKING_NOTIFY_DEADLINE_MS must be a whole number from 0 to 15000.")
    }

    @Test(arguments: [
        ("RESEND_FROM_EMAIL", "not an address"), ("TWILIO_ACCOUNT_SID", "secret-sid"),
        ("TWILIO_FROM_NUMBER", "ask@me"), ("RESEND_BASE_URL", "ftp://secret.example"),
    ])
    func `a setting that cannot be used is named, and its value is not shown`(name: String, value: String) {
        let why = refusal([name: value])
        #expect(why?.contains(name) == true)
        #expect(why?.contains(value) == false)
    }

    @Test func `templates are read before anything is served`() throws {
        let place = try TemporaryDirectory()
        #expect(refusal(["BOOKING_TEMPLATES": place.path]) == nil)
        #expect(refusal(["BOOKING_TEMPLATES": "\(place.path)/none"])?.contains("none") == true)
    }

    @Test func `time zones that are missing are told`() {
        #expect(refusal(["BOOKING_ZONEINFO": "/nowhere"])?.contains("/nowhere") == true)
    }
}
