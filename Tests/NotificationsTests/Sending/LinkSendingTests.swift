import Scheduling
import TestSupport
import Testing

@testable import Notifications

struct LinkSendingTests {
    private static let events = OutboxMessage.Event.allCases.filter { $0 != .zoneConflict && $0 != .zoneMoved }

    @Test(arguments: OutboxMessage.Channel.allCases)
    func `what is kept of a message opens nothing, and every repeat is the same`(
        channel: OutboxMessage.Channel
    ) throws {
        let office = try PostOffice()
        office.outcomes = [.retry(afterSeconds: nil, reason: "503"), .retry(afterSeconds: nil, reason: "503")]
        let message = try office.queue(by: channel)
        for isSent in [false, false, true] {
            #expect(try office.send(message)?.isSent == isSent)
            let row = try office.row(message)
            #expect(row.payload.map { Self.holds(office.secret, $0) } ?? isSent == isSent)
            office.now = max(office.now, row.nextAttemptAt)
        }
        let sent = office.letters.map { Payload.letter($0) } + office.shortMessages.map { Payload.shortMessage($0) }
        #expect(sent.count == 3 && sent.allSatisfy { $0 == sent[0] })
        #expect(try Self.holds(office.secret, sent[0].text))
    }

    @Test
    func `a link that was renewed before a repeat goes out as another letter`() throws {
        let office = try PostOffice()
        office.outcomes = [.unknown(reason: "cut off")]
        let message = try office.queue()
        #expect(try office.send(message)?.isSent == false)
        let first = office.secret
        office.secret = "cb_manage_000000000000000000000000000"
        #expect(try office.sendAgain(message)?.isSent == true)
        let (letter, repeated) = (try #require(office.letters.first), try #require(office.repeatedLetters.first))
        #expect(letter.idempotencyKey != repeated.idempotencyKey)
        let words = [letter.text, letter.html].map { $0.replacing(first, with: office.secret) }
        #expect(words == [repeated.text, repeated.html])
        #expect(isIdempotencyKey(repeated.idempotencyKey))
    }

    @Test(arguments: events)
    func `the same link stands in every message to the student and in none to the instructor`(
        event: OutboxMessage.Event
    ) throws {
        let office = try PostOffice {
            if event == .reminder {
                $0.become(.confirmed)
                $0.span = .fixture(startsIn: 600)
                $0.sequence = $0.revision
                $0.scheduledAt = Moment.fixture.adding(hours: -48)
            }
        }
        // A reminder goes one way, and a confirmation by e-mail.
        for (recipient, channel) in [
            (OutboxMessage.Recipient.student, OutboxMessage.Channel.email), (.student, .sms), (.instructor, .email),
        ] where event == .reminder ? channel == .sms : event != .confirmed || channel == .email {
            let message = try office.queue(event, by: channel, to: recipient)
            #expect(try office.send(message)?.isSent == true)
        }
        let letters = try office.letters.map { ($0.replyTo == office.instructor.email, try Payload.letter($0).text) }
        let shortMessages = try office.shortMessages.map { (true, try Payload.shortMessage($0).text) }
        for (isStudents, text) in letters + shortMessages {
            #expect(Self.holds(office.secret, text) == (isStudents && event != .cancelled), "\(text)")
            #expect(!Self.holds(ManageLink.placeholder, text))
        }
        let digest = office.link(to: office.booking, at: office.now).token.digest
        #expect(try (office.store.token(digest: digest) != nil) == (event != .cancelled))
    }

    @Test
    func `the link stands in the invitation, wherever its lines are folded`() throws {
        for length in 20...100 {
            var lines = ContentLines()
            let before = String(repeating: "ä", count: length / 2) + String(repeating: "x", count: length % 2)
            lines.text("DESCRIPTION", "\(before)/m/\(ManageLink.placeholder)")
            lines.text("SUMMARY", before)
            var expected = ContentLines()
            let secret = "cb_manage_7hGq2Zk0pLrX9vBnM4tYc81sWdE"
            expected.text("DESCRIPTION", "\(before)/m/\(secret)")
            expected.text("SUMMARY", before)
            let filled = ContentLines.replacing(ManageLink.placeholder, with: secret, in: lines.bytes)
            #expect(filled == expected.bytes)
        }
    }

    @Test(arguments: [
        Outcome.refused(code: "422", reason: "no link #", addressIsBad: false), .retry(afterSeconds: 1, reason: "#"),
        .unknown(reason: "after #"), .misconfigured(reason: "#?"), .accepted(providerID: "id of #"),
    ])
    func `what a provider repeats of a link is not written down`(outcome: Outcome) throws {
        for channel in OutboxMessage.Channel.allCases {
            let office = try PostOffice()
            office.outcomes = [outcome.naming(office.secret)]
            let message = try office.queue(by: channel)
            let delivery = try #require(try office.send(message))
            let row = try office.row(message)
            let words = [delivery.warning, row.lastError, row.providerID].compactMap { $0 }
            #expect(!words.isEmpty && words.allSatisfy { !$0.contains(office.secret) && $0.contains("…") })
        }
    }

    /// Whether a stored payload holds a text, also as the numbers of a calendar's bytes.
    private static func holds(_ text: String, _ payload: String) -> Bool {
        payload.contains(text) || payload.contains(text.utf8.map { "\($0)" }.joined(separator: ","))
    }
}

extension Outcome {
    /// The outcome whose words name that text where they have a #.
    fileprivate func naming(_ text: String) -> Outcome {
        func name(_ words: String) -> String { words.replacing("#", with: text) }
        return switch self {
        case .accepted(let providerID): .accepted(providerID: name(providerID))
        case .retry(let seconds, let reason): .retry(afterSeconds: seconds, reason: name(reason))
        case .unknown(let reason): .unknown(reason: name(reason))
        case .refused(let code, let reason, let isBad): .refused(code: code, reason: name(reason), addressIsBad: isBad)
        case .misconfigured(let reason): .misconfigured(reason: name(reason))
        case .overQuota(let seconds, let reason): .overQuota(retryAfterSeconds: seconds, reason: name(reason))
        }
    }
}
