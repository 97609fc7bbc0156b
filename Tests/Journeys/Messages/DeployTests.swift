import Glibc
import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// A deploy while messages are on their way: each that was begun is finished and written down.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct DeployTests {
    /// Who is slow to answer while the service is told to end, and which of the booking's three messages goes there.
    @Test(arguments: [FakeProviders.Provider.resend, .twilio])
    func `the background finishes the message that it is sending`(slow: FakeProviders.Provider) throws {
        let providers = try FakeProviders()
        let stack = try Stack(sendingTo: providers, deadlineMilliseconds: 0)
        let world = try World(in: stack)
        providers.misbehave(slow, .slowAnswer(milliseconds: 3_000))
        let answer = try world.book(day(5, at: "10:00"), as: world.studentToken)
        #expect(answer.status == 201, "\(answer.text)")
        try #require(waitUntil(milliseconds: 20_000) { providers.requestCount(slow) == 1 })
        let begun = try stack.sql.number("SELECT COUNT(*) FROM notifications WHERE is_outcome_unknown")
        #expect(begun == 1)
        stack.service.send(SIGTERM)
        #expect(stack.service.wait(milliseconds: 30_000))
        #expect(stack.service.exitCode == 0)
        try stack.expectKnownOutcomes()
        // What was not begun stays for the next service.
        let sent = try stack.sql.number("SELECT COUNT(*) FROM notifications WHERE state = 'sent'")
        #expect(sent == providers.deliveries.count)
        #expect(try stack.sql.number("SELECT COUNT(*) FROM notifications WHERE state = 'queued'") == 3 - sent)
    }

    @Test func `a worker that is replaced finishes its message too, and the next one sends the rest`() throws {
        let providers = try FakeProviders()
        let stack = try Stack(sendingTo: providers, deadlineMilliseconds: 0)
        let world = try World(in: stack)
        providers.misbehave(.twilio, .slowAnswer(milliseconds: 3_000))
        #expect(try world.book(day(5, at: "10:00"), as: world.studentToken).status == 201)
        try #require(waitUntil(milliseconds: 20_000) { providers.requestCount(.twilio) == 1 })
        stack.service.send(SIGHUP)
        let count = "SELECT COUNT(*) FROM notifications WHERE state = 'sent'"
        #expect(waitUntil(milliseconds: 20_000) { (try? stack.sql.number(count)) == 3 })
        try stack.expectKnownOutcomes()
        // An attempt of unknown outcome would have been looked up, and made a second one.
        #expect(providers.requestCount(.twilio) == 1)
        #expect(try stack.sql.number("SELECT MAX(attempts) FROM notifications") == 1)
    }

    @Test func `a request's messages are finished, and its answer says so`() throws {
        let providers = try FakeProviders()
        let stack = try Stack(sendingTo: providers, deadlineMilliseconds: 5_000)
        let world = try World(in: stack)
        let late = FakeProviders.Misbehaviour.slowAnswer(milliseconds: 2_000)
        providers.misbehave(.resend, late, late)
        providers.misbehave(.twilio, late)
        runThreads(2) { index in
            if index == 0 {
                let answer = try? world.book(day(5, at: "10:00"), as: world.studentToken)
                #expect(answer?.status == 201, "\(answer?.text ?? "none")")
                let notifications = answer?.json["notifications"]
                #expect(notifications?["emailSent"] == .bool(true) && notifications?["smsSent"] == .bool(true))
            } else {
                let isSending = waitUntil(milliseconds: 20_000) {
                    providers.requestCount(.resend) + providers.requestCount(.twilio) == 3
                }
                #expect(isSending)
                stack.service.send(SIGTERM)
            }
        }
        #expect(stack.service.wait(milliseconds: 30_000))
        #expect(stack.service.exitCode == 0)
        try stack.expectKnownOutcomes()
        #expect(try stack.sql.number("SELECT COUNT(*) FROM notifications WHERE state = 'sent'") == 3)
    }
}

extension Stack {
    /// A stack that sends there; a request waits so long for its messages, or leaves them to the background (0).
    fileprivate convenience init(sendingTo providers: FakeProviders, deadlineMilliseconds: Int) throws {
        var options = Options()
        options.environment = providers.environment.map { "\($0)=\($1)" }
        options.environment.append("BOOKING_NOTIFY_DEADLINE_MS=\(deadlineMilliseconds)")
        try self.init(options)
    }

    /// Expects that nobody has to wonder about a message, and that each that was begun was sent.
    fileprivate func expectKnownOutcomes() throws {
        #expect(try sql.number("SELECT COUNT(*) FROM notifications WHERE is_outcome_unknown") == 0)
        #expect(try sql.number("SELECT COUNT(*) FROM notifications WHERE attempts > 0 AND state <> 'sent'") == 0)
    }
}
