import Scheduling
import TestSupport
import Testing

@testable import Notifications

/// What the dispatcher does when nobody knows whether an attempt was the last.
struct UnknownOutcomeTests {
    private let broken = Outcome.unknown(reason: "the connection broke")

    @Test
    func `a letter is repeated under the same key, on the way of the first attempt`() throws {
        let office = try PostOffice()
        office.outcomes = [broken]
        let message = try office.queue()
        let warning = try office.send(message)?.warning
        #expect(warning?.contains("the connection broke") == true)
        #expect(try office.row(message).isOutcomeUnknown)
        #expect(try office.sendAgain(message)?.isSent == true)
        #expect(office.letters.count == 1)
        #expect(office.repeatedLetters == office.letters)
        #expect(try office.row(message).isOutcomeUnknown == false)
    }

    @Test(arguments: [
        Outcome.retry(afterSeconds: nil, reason: "429"), .overQuota(retryAfterSeconds: 60, reason: "quota"),
        .misconfigured(reason: "401"), .unknown(reason: "again"),
    ])
    func `a repeat that is turned away leaves the first attempt's outcome unknown`(outcome: Outcome) throws {
        let office = try PostOffice()
        office.outcomes = [broken, outcome]
        let message = try office.queue()
        for _ in 1...3 { _ = try office.sendAgain(message) }
        #expect(office.letters.count == 1)
        #expect(office.repeatedLetters.count == 2)
        #expect(try office.row(message).state == .sent)
    }

    @Test
    func `without another way to repeat, the one way is taken`() throws {
        let office = try PostOffice()
        office.change { $0.emailAgain = nil }
        office.outcomes = [broken]
        let message = try office.queue()
        for _ in 1...2 { _ = try office.sendAgain(message) }
        #expect(office.letters.count == 2)
        #expect(office.letters.first == office.letters.last)
    }

    @Test
    func `an SMS that the provider has is not sent again`() throws {
        let office = try PostOffice()
        office.outcomes = [broken]
        office.findings = [.found(providerID: "SM9")]
        let message = try office.queue(by: .sms)
        let first = office.now
        #expect(try office.send(message)?.isSent == false)
        #expect(office.lookUps.isEmpty)
        #expect(try office.sendAgain(message)?.isSent == true)
        #expect(office.shortMessages.count == 1)
        #expect(office.lookUps == [first])
        #expect(try office.row(message).providerID == "SM9")
    }

    @Test
    func `an SMS that the provider does not have is sent again, the same`() throws {
        let office = try PostOffice()
        office.outcomes = [broken]
        office.findings = [.absent]
        let message = try office.queue(by: .sms)
        #expect(try office.send(message)?.isSent == false)
        #expect(try office.sendAgain(message)?.isSent == true)
        #expect(office.shortMessages.count == 2)
        #expect(office.shortMessages.first == office.shortMessages.last)
    }

    @Test
    func `an SMS that cannot be looked up waits, for as long as that takes`() throws {
        let office = try PostOffice()
        office.outcomes = [broken]
        office.findings = Array(repeating: .unclear(reason: "Twilio cannot be asked"), count: 3)
        let message = try office.queue(by: .sms)
        _ = try office.send(message)
        for _ in 1...3 {
            #expect(try office.sendAgain(message)?.warning?.contains("Twilio cannot be asked") == true)
            #expect(try office.row(message).isOutcomeUnknown)
        }
        #expect(office.shortMessages.count == 1)
        #expect(try office.sendAgain(message)?.isSent == true)
        #expect(office.lookUps.count == 4)
    }

    @Test(arguments: OutboxMessage.Channel.allCases)
    func `a sender that died in the middle leaves its doubt to the next`(channel: OutboxMessage.Channel) throws {
        let office = try PostOffice()
        let message = try office.queue(by: channel)
        let died = Fault(.unavailable, operation: "died", code: 0, detail: "")
        office.whileSending = { office.store.fail(with: died) }
        #expect(throws: Fault.self) { try office.send(message) }
        office.whileSending = {}
        office.store.fail(with: nil)
        #expect(try office.send(message) == nil, "the lease has not run out")
        office.now = office.now.adding(minutes: 2)
        #expect(try office.send(message)?.isSent == true)
        switch channel {
        case .email: #expect(office.repeatedLetters == office.letters)
        case .sms: #expect(office.lookUps.count == 1)
        }
    }

    @Test
    func `a doubt outlives settings that are gone for a while`() throws {
        let office = try PostOffice()
        office.outcomes = [broken]
        office.findings = [.found(providerID: "SM9")]
        let message = try office.queue(by: .sms)
        _ = try office.send(message)
        let configured = office.channels
        office.change { $0 = Channels(missingForSMS: ["TWILIO_AUTH_TOKEN"]) }
        #expect(try office.sendAgain(message)?.warning?.contains("TWILIO_AUTH_TOKEN") == true)
        office.change { $0 = configured }
        #expect(try office.sendAgain(message)?.isSent == true)
        #expect(office.shortMessages.count == 1)
    }

    @Test
    func `a report of the provider ends the doubt without another attempt`() throws {
        let office = try PostOffice()
        office.outcomes = [broken]
        let message = try office.queue(by: .sms)
        _ = try office.send(message)
        let report = DeliveryReport(
            provider: "twilio",
            eventID: "SM9/delivered",
            providerID: "SM9",
            messageID: message.id,
            status: .delivered,
            address: nil,
            blocks: nil,
            reason: nil
        )
        #expect(try office.store.receive(report, at: office.now))
        #expect(try office.sendAgain(message) == nil)
        #expect(try office.row(message).state == .sent)
        #expect(office.shortMessages.count == 1)
    }

    @Test
    func `whoever was held up until the lease ran low does not send`() throws {
        let office = try PostOffice()
        let messages = [try office.queue(by: .sms), try office.queue(by: .email)]
        office.now = office.now.adding(minutes: 1)
        // The first one takes most of the time for which both are leased.
        office.whileSending = { office.now = office.now.adding(seconds: 45) }
        let deliveries = try office.dispatcher.send(.due, limit: 2, within: 10_000)
        office.whileSending = {}
        #expect(Set(deliveries.map(\.message.id)) == Set(messages.map(\.id)))
        #expect(deliveries.map(\.isSent) == [true, false])
        #expect(deliveries.last?.warning?.contains("the messages before it took too long") == true)
        #expect(office.timeouts.count == 1)
        #expect(try office.dispatcher.sendDue().map(\.isSent) == [true])
        #expect(office.timeouts.count == 2)
        #expect(office.lookUps.isEmpty)
    }
}
