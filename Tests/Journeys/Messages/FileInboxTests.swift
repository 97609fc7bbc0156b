import Glibc
import LocalStack
import Notifications
import Scheduling
import Testing

@testable import coachbook

/// The inbox of files that takes the messages of channels nobody has configured.
struct FileInboxTests {
    private let place: TemporaryDirectory
    private var inbox: FileInbox { FileInbox(directory: "\(place.path)/inbox") }

    init() throws { place = try TemporaryDirectory() }

    private func letter(_ key: String = "created/b1/1/student", subject: String = "Your session") -> Letter {
        Letter(
            from: "North <bookings@example.com>",
            replyTo: "ida@example.com",
            to: "sam@example.com",
            subject: subject,
            text: "Hello Sam",
            html: "<p>Hello Sam</p>",
            invitation: Letter.Invitation(method: "REQUEST", calendar: Array("BEGIN:VCALENDAR\r\n".utf8)),
            idempotencyKey: key
        )
    }

    private func sms(_ reference: String = "n1") -> ShortMessage {
        ShortMessage(to: "+447700900123", body: "Monday 10:00", reference: reference, validitySeconds: 60)
    }

    private func isAccepted(_ outcome: Outcome?) -> Bool {
        if case .accepted = outcome { true } else { false }
    }

    @Test func `an e-mail lies there as a person would read it`() throws {
        let channels = inbox.completing(Channels())
        #expect(isAccepted(channels.email?(letter(), 1000)))
        let message = try #require(inbox.messages().first)
        #expect(message.name == "created_b1_1_student.txt")
        for line in ["From: North", "To: sam@example.com", "Reply-To: ida@", "Subject: Your session", "Hello Sam"] {
            #expect(message.text.contains(line), "\(message.text)")
        }
        #expect(message.text.contains("--- invite.ics (REQUEST)\nBEGIN:VCALENDAR"))
        // The same message with another link, sent again.
        #expect(isAccepted(channels.email?(letter("created/b1/1/student/0a1b2c3d"), 1000)))
        #expect(inbox.messages().map(\.name) == [message.name])
    }

    @Test func `an SMS lies there too, and the same message again is the same file`() throws {
        let channels = inbox.completing(Channels())
        for _ in 1...2 { #expect(isAccepted(channels.sms?(sms(), 1000))) }
        #expect(inbox.messages().map(\.text) == ["To: +447700900123 (SMS)\n\nMonday 10:00\n"])
    }

    @Test func `messages are shown in the order in which they came`() throws {
        let channels = inbox.completing(Channels())
        for key in ["z", "a", "m"] {
            _ = channels.email?(letter(key), 1000)
            usleep(20_000)  // Files of one tick of the clock have no order.
        }
        #expect(inbox.messages().map(\.name) == ["z.txt", "a.txt", "m.txt"])
    }

    @Test func `a configured channel keeps its way out`() throws {
        var configured = Channels(missingForSMS: ["TWILIO_AUTH_TOKEN"])
        configured.email = { _, _ in .accepted(providerID: "real") }
        let channels = inbox.completing(configured)
        #expect(channels.kept == [.sms])
        #expect(channels.email?(letter(), 1000) == .accepted(providerID: "real"))
        #expect(inbox.messages().isEmpty)
    }

    @Test func `no key leads out of the directory`() throws {
        let channels = inbox.completing(Channels())
        #expect(isAccepted(channels.email?(letter("../../outside"), 1000)))
        #expect(inbox.messages().map(\.name) == [".._.._outside.txt"])
        #expect(access("\(place.path)/outside.txt", F_OK) != 0)
    }

    @Test func `only its owner may look into it`() throws {
        _ = inbox.completing(Channels()).sms?(sms(), 1000)
        var status = stat()
        #expect(stat(inbox.directory, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test func `an inbox that cannot be written keeps the message queued`() throws {
        let inbox = FileInbox(directory: "\(place.path)/none/inbox")
        guard case .retry(_, let reason) = inbox.completing(Channels()).sms?(sms(), 1000) else {
            Issue.record("the message is lost")
            return
        }
        #expect(reason.contains("the inbox cannot be written"))
        #expect(inbox.messages().isEmpty)
    }
}
