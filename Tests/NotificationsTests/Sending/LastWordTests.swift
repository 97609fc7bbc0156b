import Scheduling
import TestSupport
import Testing

@testable import Notifications

/// The last word that a student gets is the state of the booking.
struct LastWordTests {
    @Test
    func `after a cancellation nobody is told that the session is reserved, when the provider failed once`() throws {
        let office = try PostOffice()
        office.outcomes = [.retry(afterSeconds: nil, reason: "503")]
        let created = try office.queue(.created)
        #expect(try office.send(created)?.isSent == false)
        try office.change { $0.become(.cancelled) }
        let cancelled = try office.queue(.cancelled)
        #expect(try office.send(cancelled)?.isSent == true)
        office.now = office.now.adding(hours: 1)
        #expect(try office.dispatcher.sendDue().isEmpty)
        #expect(office.letters.count == 2)
        #expect(office.letters.last?.invitation?.method == "CANCEL")
        #expect(try office.row(created).state == .dead)
        #expect(try office.row(created).lastError == "overtaken by a later change")
    }

    @Test
    func `of what waits for the background only what is still so is told`() throws {
        let office = try PostOffice()
        for channel in OutboxMessage.Channel.allCases { _ = try office.queue(.created, by: channel) }
        try office.change { $0.become(.cancelled) }
        let cancelled = try office.queue(.cancelled)
        office.now = office.now.adding(seconds: MessageTiming.headStartSeconds)
        #expect(try office.dispatcher.sendDue().map(\.message) == [cancelled])
        #expect(try office.dispatcher.sendDue().isEmpty)
        #expect(office.letters.count == 1 && office.shortMessages.isEmpty)
    }

    @Test
    func `a cancellation waits while the provider still has the message before it`() throws {
        let office = try PostOffice()
        let created = try office.queue(.created)
        office.whileSending = {
            office.whileSending = {}
            do {
                try office.change { $0.become(.cancelled) }
                let cancelled = try office.queue(.cancelled)
                #expect(try office.send(cancelled) == nil)
            } catch { Issue.record(error) }
        }
        #expect(try office.send(created)?.isSent == true)
        #expect(office.letters.count == 1)
        office.now = office.now.adding(seconds: MessageTiming.headStartSeconds)
        #expect(try office.dispatcher.sendDue().map(\.isSent) == [true])
        #expect(office.letters.map { $0.invitation?.method } == ["REQUEST", "CANCEL"])
    }

    @Test
    func `a message whose outcome is unknown is not repeated once it is overtaken`() throws {
        let office = try PostOffice()
        office.outcomes = [.unknown(reason: "timeout")]
        let created = try office.queue(.created, by: .sms)
        #expect(try office.send(created)?.isSent == false)
        try office.change { $0.become(.cancelled) }
        #expect(try office.send(office.queue(.cancelled, by: .sms))?.isSent == true)
        #expect(try office.sendAgain(created) == nil)
        #expect(office.shortMessages.count == 2)
        #expect(try office.row(created).isOutcomeUnknown)
    }
}
