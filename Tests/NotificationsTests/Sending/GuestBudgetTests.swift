import Scheduling
import TestSupport
import Testing

@testable import Notifications

/// What guests' bookings may send, and what it may say.
struct GuestBudgetTests {
    private func send(_ office: PostOffice, _ count: Int, by channel: OutboxMessage.Channel) throws -> [Delivery] {
        try (1...count).compactMap { revision in
            try office.send(office.queue(.moved, by: channel, revision: revision, isBudgeted: true))
        }
    }

    @Test func `one number gets five SMS a day of guests' bookings`() throws {
        let office = try PostOffice(madeByGuest: true)
        let sent = try send(office, 6, by: .sms)
        #expect(sent.map(\.isSent) == [true, true, true, true, true, false])
        #expect(
            sent.last?.warning
                == "SMS to the student not sent: guests' bookings send one number 5 SMS a day at most."
        )
        let last = try #require(office.store.state.outbox.last)
        #expect(last.state == .dead && last.lastError?.contains("5 SMS a day") == true && last.attempts == 0)
        #expect(office.shortMessages.count == 5)
        office.now = office.now.adding(hours: 24)
        #expect(try office.send(office.queue(.moved, by: .sms, revision: 7, isBudgeted: true))?.isSent == true)
    }

    @Test func `one address gets ten e-mails a day of guests' bookings`() throws {
        let office = try PostOffice(madeByGuest: true)
        let sent = try send(office, 12, by: .email)
        #expect(sent.count(where: \.isSent) == 10 && office.letters.count == 10)
    }

    @Test func `a brand sends sixty SMS an hour of guests' bookings`() throws {
        var rules = GuestRules.standard
        rules.smsPerDay = 1000
        let office = try PostOffice(madeByGuest: true, guests: rules)
        let sent = try send(office, 61, by: .sms)
        #expect(sent.count(where: \.isSent) == 60)
        #expect(sent.last?.warning?.contains("60 SMS an hour") == true)
    }

    @Test func `what staff cause, and a student's own bookings, have no budget`() throws {
        let office = try PostOffice(madeByGuest: true)
        for revision in 1...12 {
            #expect(try office.send(office.queue(.moved, by: .sms, revision: revision))?.isSent == true)
        }
    }

    @Test func `a repeated attempt spends nothing more`() throws {
        var rules = GuestRules.standard
        rules.emailsPerDay = 1
        let office = try PostOffice(madeByGuest: true, guests: rules)
        office.outcomes = [.retry(afterSeconds: nil, reason: "busy")]
        let message = try office.queue(isBudgeted: true)
        #expect(try office.send(message)?.isSent == false)
        #expect(try office.sendAgain(message)?.isSent == true)
    }

    @Test(arguments: [
        ("+4930123456", nil, true), ("+15550001111", nil, false), ("+15550001111", ["49"], true),
        ("+4930123456", ["1", "44"], false), ("River", nil, false), ("River", ["49"], true), (nil, nil, true),
    ])
    func `guests' SMS go to the brand's countries, or the sender's own`(
        sender: String?,
        countries: [String]?,
        isSent: Bool
    ) throws {
        var rules = GuestRules.standard
        rules.smsCountries = countries
        for madeByGuest in [true, false] {
            let office = try PostOffice(madeByGuest: madeByGuest, guests: rules)
            office.smsSender = sender
            let delivery = try office.send(office.queue(by: .sms))
            #expect(delivery?.isSent == (isSent || !madeByGuest))
            if delivery?.isSent == false { #expect(office.store.state.outbox.last?.state == .dead) }
        }
    }

    @Test(arguments: OutboxMessage.Event.allCases)
    func `nothing that a guest wrote is in what goes to the guest's address`(event: OutboxMessage.Event) throws {
        let lure = "evil.example/free"
        let contact = ContactDetails.fixture(firstName: "Visit", lastName: lure)
        let office = try PostOffice(contact: contact, madeByGuest: true) {
            ($0.location, $0.notes, $0.cancellationReason) = (lure, lure, lure)
            ($0.guestWroteLocation, $0.guestWroteReason) = (true, true)
            if event == .reminder { $0.become(.confirmed) }
            if event == .cancelled { $0.become(.cancelled) }
        }
        if event == .reminder { return }  // It is written by the clock; its words come from the same facts.
        _ = try office.send(office.queue(event, by: .email))
        _ = try office.send(office.queue(event, by: .sms))
        let all = "\(office.letters) \(office.shortMessages)"
        #expect(!all.contains("evil") && !all.contains("Visit"), "\(all)")
        for letter in office.letters {
            let text = letter.text
            #expect(text.contains("Hello,\n"), "\(text)")
            let file = String(decoding: letter.invitation?.calendar ?? [], as: UTF8.self)
            #expect(!file.contains("evil") && !file.contains("Visit"), "\(file)")
        }
        let staff = try PostOffice(contact: contact, madeByGuest: true) {
            ($0.location, $0.notes) = (lure, lure)
            $0.guestWroteLocation = true
        }
        _ = try staff.send(staff.queue(to: .instructor))
        #expect(staff.letters.first?.text.contains("Visit") == true)
        #expect(staff.letters.first?.text.contains(lure) == true)
    }

    @Test func `a place that staff set is shown to the guest`() throws {
        let office = try PostOffice(madeByGuest: true) { $0.location = "Steg 7" }
        _ = try office.send(office.queue())
        #expect(office.letters.first?.text.contains("Steg 7") == true)
    }
}
