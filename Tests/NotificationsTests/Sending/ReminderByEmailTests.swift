import Scheduling
import TestSupport
import Testing

@testable import Notifications

/// A reminder whose SMS cannot go goes by e-mail, and only once.
struct ReminderByEmailTests {
    private func remind(_ office: PostOffice) throws -> ReminderReport {
        try office.dispatcher.sendReminders(of: nil, forSeconds: 30)
    }

    private func office() throws -> PostOffice {
        let office = try PostOffice()
        try office.bookReminded(1)
        return office
    }

    @Test(arguments: [
        (
            Outcome.refused(code: "21614", reason: "not a mobile number", addressIsBad: true),
            "21614: not a mobile number"
        ),
        (.misconfigured(reason: "401: wrong token"), "401: wrong token"),
    ])
    func `what the provider will never take goes by e-mail`(outcome: Outcome, reason: String) throws {
        let office = try office()
        office.outcomes = [outcome]
        let warning = "1 × SMS to the student not sent: \(reason); it goes by e-mail."
        #expect(try remind(office) == ReminderReport(attempted: 1, sent: 1, warnings: [warning]))
        #expect(office.letters.map(\.to) == ["ana@students.example"])
        #expect(try remind(office).attempted == 0)
        office.now = office.now.adding(minutes: 30)
        #expect(try office.dispatcher.sendDue().isEmpty)
        #expect(office.letters.count == 1 && office.shortMessages.count == 1)
    }

    @Test
    func `a number that said stop is told by e-mail, without another SMS`() throws {
        let office = try office()
        let stop = DeliveryReport(
            provider: "twilio",
            eventID: "stop",
            providerID: nil,
            messageID: nil,
            status: nil,
            address: .init(channel: .sms, text: "+4915112345678"),
            blocks: true,
            reason: "stopped"
        )
        #expect(try office.store.receive(stop, at: office.now))
        let report = try remind(office)
        #expect(report.attempted == 1 && report.sent == 1, "\(report)")
        #expect(office.shortMessages.isEmpty && office.letters.count == 1)
    }

    @Test
    func `without Twilio reminders go by e-mail`() throws {
        let office = try office()
        office.change {
            $0.sms = nil
            $0.missingForSMS = ["TWILIO_ACCOUNT_SID"]
        }
        let report = try remind(office)
        let warning = "1 × SMS to the student not sent: TWILIO_ACCOUNT_SID not configured; it goes by e-mail."
        #expect(report == ReminderReport(attempted: 1, sent: 1, warnings: [warning]))
        #expect(office.letters.count == 1)
    }

    @Test
    func `an e-mail that fails too is retried, and one reminder comes`() throws {
        let office = try office()
        office.outcomes = [
            .refused(code: "21614", reason: "landline", addressIsBad: false), .retry(afterSeconds: nil, reason: "503"),
        ]
        #expect(try remind(office).sent == 0)
        office.now = office.now.adding(minutes: 1)
        #expect(try remind(office) == ReminderReport(attempted: 1, sent: 1, warnings: []))
        #expect(office.shortMessages.count == 1 && office.letters.count == 2)
    }

    @Test(arguments: [true, false])
    func `an SMS that may have arrived is looked for before e-mail takes its place`(isFound: Bool) throws {
        let office = try office()
        office.outcomes = [.unknown(reason: "timeout")]
        #expect(try remind(office).sent == 0)
        let stop = DeliveryReport(
            provider: "twilio",
            eventID: "stop",
            providerID: nil,
            messageID: nil,
            status: nil,
            address: .init(channel: .sms, text: "+4915112345678"),
            blocks: true,
            reason: "stopped"
        )
        #expect(try office.store.receive(stop, at: office.now))
        office.findings = [isFound ? .found(providerID: "SM1") : .absent]
        office.now = office.now.adding(minutes: 1)
        #expect(try remind(office).sent == 1)
        #expect(office.lookUps.count == 1 && office.shortMessages.count == 1)
        #expect(office.letters.count == (isFound ? 0 : 1))
    }

    @Test
    func `other messages by SMS have no e-mail in their place`() throws {
        let office = try PostOffice()
        office.outcomes = [.refused(code: "21614", reason: "landline", addressIsBad: true)]
        let delivery = try office.send(office.queue(.created, by: .sms))
        #expect(delivery?.warning == "SMS to the student not sent: 21614: landline.")
        #expect(office.store.state.outbox.count == 1)
    }
}
