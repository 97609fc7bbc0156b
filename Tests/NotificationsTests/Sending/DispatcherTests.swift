import Scheduling
import TestSupport
import Testing

@testable import Notifications

struct DispatcherTests {
    private static let address = "ana@students.example"

    @Test(arguments: OutboxMessage.Channel.allCases)
    func `what the provider takes is sent, and its secrets are forgotten`(channel: OutboxMessage.Channel) throws {
        let office = try PostOffice()
        office.outcomes = [.accepted(providerID: "p-77")]
        let message = try office.queue(by: channel)
        let delivery = try #require(try office.send(message))
        #expect(delivery == Delivery(message: message, isSent: true, warning: nil))
        let row = try office.row(message)
        #expect(row.state == .sent)
        #expect(row.providerID == "p-77")
        #expect(row.sentAt == office.now)
        #expect(row.attempts == 1)
        #expect(row.payload == nil)
        #expect(office.letters.count + office.shortMessages.count == 1)
        #expect(try office.send(message) == nil)
        #expect(office.timeouts == [2000])
    }

    @Test
    func `a letter goes to the student in the brand's name, with link and invitation`() throws {
        let office = try PostOffice(language: "de")
        let message = try office.queue()
        #expect(try office.send(message)?.isSent == true)
        let letter = try #require(office.letters.first)
        #expect(letter.to == Self.address)
        #expect(letter.from.contains("bookings@mail.example.com"))
        #expect(letter.replyTo == office.instructor.email)
        #expect(letter.text.contains("https://book.example.com/\(office.brand.slug)/m/\(office.secret)"))
        #expect(letter.text.contains("Montag, 23. November 2026"))
        #expect(letter.invitation?.method == "REQUEST")
        #expect(letter.idempotencyKey.hasPrefix(MessageWriter.idempotencyKey(of: message) + "/"))
    }

    @Test(arguments: [OutboxMessage.Event.zoneMoved, .zoneConflict])
    func `a word about changed clocks waits for a process that knows the change`(event: OutboxMessage.Event) throws {
        // At 15:00 UTC the clock in Berlin reads 16:00.
        for promised in ["16:00", "15:00"] {
            let time = try #require(LocalTime(promised))
            let office = try PostOffice {
                $0.promisedTime = time
                $0.sequence = 1
            }
            let message = try office.queue(event)
            let delivery = try #require(try office.send(message))
            let isKnown = (promised == "16:00") == (event == .zoneMoved)
            #expect(delivery.isSent == isKnown)
            #expect(office.letters.count == (isKnown ? 1 : 0))
            guard !isKnown else { continue }
            #expect(delivery.warning?.contains("time-zone rules here are older than the message") == true)
            let row = try office.row(message)
            #expect(row.attempts == 0 && row.payload == nil)
            #expect(row.nextAttemptAt == office.now.adding(minutes: 1))
        }
    }

    @Test
    func `what may work later waits twice as long each time`() throws {
        let office = try PostOffice()
        office.outcomes = Array(repeating: .retry(afterSeconds: nil, reason: "503: busy"), count: 3)
        let message = try office.queue()
        for (attempt, range) in [(1, 12...18), (2, 24...36), (3, 48...72)] {
            let delivery = try #require(try office.send(message))
            #expect(!delivery.isSent)
            #expect(
                delivery.warning
                    == "E-mail to the student not sent: 503: busy; it stays queued and will be retried."
            )
            let row = try office.row(message)
            #expect(row.state == .queued)
            #expect(row.attempts == attempt)
            #expect(row.lastError == "503: busy")
            #expect(!row.isOutcomeUnknown)
            #expect(range.contains(row.nextAttemptAt.seconds(since: office.now)), "\(attempt)")
            office.now = row.nextAttemptAt
        }
        #expect(try office.send(message)?.isSent == true)
        #expect(office.repeatedLetters.isEmpty)
    }

    @Test
    func `a message that waits is not tried before its time`() throws {
        let office = try PostOffice()
        office.outcomes = [.retry(afterSeconds: 600, reason: "429")]
        let message = try office.queue()
        #expect(try office.dispatcher.sendDue().isEmpty, "it is the request's for a moment")
        office.now = office.now.adding(seconds: MessageTiming.headStartSeconds)
        #expect(try office.dispatcher.sendDue().count == 1)
        #expect(try office.row(message).nextAttemptAt == office.now.adding(seconds: 600))
        office.now = office.now.adding(seconds: 599)
        #expect(try office.dispatcher.sendDue().isEmpty)
        office.now = office.now.adding(seconds: 1)
        #expect(try office.dispatcher.sendDue().map(\.isSent) == [true])
        #expect(try office.dispatcher.sendDue().isEmpty)
    }

    @Test
    func `a quota is waited for, wrong settings for five minutes`() throws {
        let office = try PostOffice()
        office.outcomes = [
            .overQuota(retryAfterSeconds: 7200, reason: "daily quota"), .misconfigured(reason: "401: API key"),
        ]
        let message = try office.queue()
        #expect(try office.send(message)?.warning?.contains("daily quota") == true)
        #expect(try office.row(message).nextAttemptAt == office.now.adding(seconds: 7200))
        #expect(try office.sendAgain(message)?.warning?.contains("401: API key") == true)
        #expect(try office.row(message).nextAttemptAt == office.now.adding(seconds: 300))
        #expect(try office.row(message).state == .queued)
    }

    @Test
    func `what is refused for good is tried no more, and another message to that address is`() throws {
        let office = try PostOffice()
        office.outcomes = [.refused(code: "422", reason: "validation_error", addressIsBad: false)]
        let message = try office.queue()
        let delivery = try office.send(message)
        #expect(delivery?.warning == "E-mail to the student not sent: 422: validation_error.")
        #expect(try office.row(message).state == .failed)
        #expect(try office.row(message).lastError == "422: validation_error")
        #expect(try office.send(message) == nil)
        #expect(try office.send(office.queue(.confirmed))?.isSent == true)
    }

    @Test
    func `nothing more goes to an address that the provider calls bad`() throws {
        let office = try PostOffice()
        office.outcomes = [.refused(code: "21211", reason: "Invalid number", addressIsBad: true)]
        #expect(try office.send(office.queue(by: .sms))?.isSent == false)
        let next = try office.queue(.cancelled, by: .sms)
        let delivery = try office.send(next)
        #expect(delivery?.warning == "SMS to the student not sent: address 21211: Invalid number.")
        #expect(try office.row(next).state == .failed)
        #expect(office.shortMessages.count == 1)
        #expect(try office.send(office.queue(.cancelled))?.isSent == true)
    }

    @Test
    func `nothing goes to who asked for no more, until they ask again`() throws {
        let office = try PostOffice()
        func report(_ id: String, blocks: Bool) throws {
            let report = DeliveryReport(
                provider: "twilio",
                eventID: id,
                providerID: nil,
                messageID: nil,
                status: nil,
                address: .init(channel: .sms, text: "+4915112345678"),
                blocks: blocks,
                reason: blocks ? "stopped" : nil
            )
            #expect(try office.store.receive(report, at: office.now))
        }
        try report("1", blocks: true)
        let delivery = try office.send(office.queue(by: .sms))
        #expect(delivery?.warning == "SMS to the student not sent: address stopped.")
        try report("2", blocks: false)
        #expect(try office.send(office.queue(.cancelled, by: .sms))?.isSent == true)
        #expect(office.shortMessages.count == 1)
    }

    @Test
    func `without settings a message waits, and the operator learns which are missing`() throws {
        let office = try PostOffice()
        office.change { $0 = Channels(missingForEmail: ["RESEND_API_KEY", "RESEND_FROM_EMAIL"]) }
        let email = try office.queue()
        #expect(
            try office.send(email)?.warning
                == "E-mail to the student not sent: RESEND_API_KEY, RESEND_FROM_EMAIL not configured; "
                + "it stays queued and will be retried."
        )
        let row = try office.row(email)
        #expect(row.state == .queued)
        #expect(row.attempts == 0)
        #expect(row.payload == nil)
        #expect(row.nextAttemptAt == office.now.adding(seconds: 300))
    }

    @Test
    func `what an inbox keeps is done, but was not sent`() throws {
        let office = try PostOffice()
        office.change {
            $0.missingForSMS = ["TWILIO_AUTH_TOKEN"]
            $0.kept = [.sms]
        }
        let sms = try office.queue(by: .sms)
        let delivery = try #require(try office.send(sms))
        #expect(!delivery.isSent)
        #expect(
            delivery.warning
                == "SMS to the student not sent: TWILIO_AUTH_TOKEN not configured; it is in the inbox of files."
        )
        #expect(try office.row(sms).state == .sent)
        #expect(try office.send(office.queue())?.isSent == true)
    }

    @Test
    func `every attempt sends the same, whatever has changed since`() throws {
        let office = try PostOffice()
        office.outcomes = [.retry(afterSeconds: nil, reason: "503"), .retry(afterSeconds: nil, reason: "503")]
        let (email, sms) = (try office.queue(), try office.queue(by: .sms))
        #expect(try office.send(email)?.isSent == false)
        #expect(try office.send(sms)?.isSent == false)
        try office.change { $0.location = "Another place" }
        office.now = office.now.adding(hours: 2)
        #expect(try office.send(email)?.isSent == true)
        #expect(try office.send(sms)?.isSent == true)
        #expect(office.letters.count == 2)
        #expect(office.letters.first == office.letters.last)
        #expect(office.shortMessages.count == 2)
        #expect(office.shortMessages.first == office.shortMessages.last)
    }

    @Test
    func `a stored payload that cannot be read is given up, not sent anew`() throws {
        let office = try PostOffice()
        let message = try office.queue()
        let leased = try #require(
            try office.store.lease(.these([message.id]), limit: 1, leaseSeconds: 60, at: office.now).first
        )
        #expect(try office.store.beginAttempt(of: leased, payload: "not ours", at: office.now) != nil)
        try office.store.record(
            leased,
            as: .later(at: office.now, reason: "503", isOutcomeUnknown: false),
            at: office.now
        )
        #expect(try office.send(message)?.warning?.contains("payload cannot be read") == true)
        #expect(try office.row(message).state == .dead)
        #expect(office.letters.isEmpty)
    }

    @Test
    func `a booking whose zone the system no longer knows is given up`() throws {
        let office = try PostOffice { $0.instructorTimezone = "Mars/Olympus" }
        let message = try office.queue()
        let warning = try office.send(message)?.warning
        #expect(warning == "E-mail to the student not sent: the booking can no longer be read.")
        #expect(try office.row(message).state == .dead)
    }

    @Test
    func `after 24 hours a message is given up and stays visible`() throws {
        let office = try PostOffice { $0.span = .fixture(startsIn: 10_000) }
        office.outcomes = [.retry(afterSeconds: nil, reason: "503")]
        let message = try office.queue()
        #expect(try office.send(message)?.isSent == false)
        office.now = office.now.adding(hours: 24)
        #expect(try office.dispatcher.sendDue().map(\.isSent) == [true], "24 hours are not over")
        let late = try office.queue(.confirmed)
        office.now = office.now.adding(hours: 24).adding(seconds: 1)
        #expect(try office.dispatcher.sendDue().isEmpty)
        #expect(try office.row(late).state == .dead)
        #expect(try office.row(late).lastError == MessageTiming.tooOld)
        #expect(office.letters.count == 2)
    }

    @Test
    func `an outbox that is away is a fault, and nothing is sent`() throws {
        let office = try PostOffice()
        let message = try office.queue()
        office.store.fail(with: Fault(.unavailable, operation: "store", code: 2002, detail: ""))
        #expect(throws: Fault.self) { try office.send(message) }
        #expect(office.letters.isEmpty)
        office.store.fail(with: nil)
        #expect(try office.send(message)?.isSent == true)
    }
}
