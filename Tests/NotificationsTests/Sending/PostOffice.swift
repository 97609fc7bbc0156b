import Scheduling
import TestSupport
import Testing

@testable import Notifications

/// An outbox in memory with one booking, and providers that say what a test tells them.
///
/// It is Sunday 2026-11-22, 12:00 UTC; Ana's session with Greta is on Monday at 15:00 UTC.
final class PostOffice {
    let store = MemoryStore()
    let brand: Brand
    let instructor = Instructor.fixture()
    private(set) var booking: Booking
    var now = Moment.fixture

    /// From where SMS are sent, where that is known.
    var smsSender: String?

    /// What the providers answer, in turn; they accept what comes after.
    var outcomes: [Outcome] = []

    /// What a look-up finds, in turn; nothing after.
    var findings: [Channels.Finding] = []

    /// The link's secret as it stands.
    var secret = "cb_manage_7hGq2Zk0pLrX9vBnM4tYc81sWdE"

    /// What happens while a provider has a message.
    var whileSending: () -> Void = {}

    /// What the providers got.
    private(set) var letters: [Letter] = []
    private(set) var repeatedLetters: [Letter] = []
    private(set) var shortMessages: [ShortMessage] = []
    private(set) var lookUps: [Moment] = []

    /// How long each attempt might take, in milliseconds.
    private(set) var timeouts: [Int] = []

    /// The providers; a test may take one away.
    private(set) lazy var channels = makeChannels()

    init(
        language: String = "en",
        contact: ContactDetails = .fixture(),
        madeByGuest: Bool = false,
        guests: GuestRules = .standard,
        _ change: (inout Booking) -> Void = { _ in }
    )
        throws
    {
        brand = .fixture(language: language, guests: guests)
        let student = Student.fixture(contact: contact)
        booking = .fixture(
            brandID: brand.id,
            instructorID: instructor.id,
            studentID: student.id,
            contact: contact,
            madeByGuest: madeByGuest
        ) {
            $0.instructorTimezone = "Europe/Berlin"
            change(&$0)
        }
        #expect(try store.add(brand))
        try store.add(instructor)
        #expect(try store.assign(instructor.id, to: brand.id, rules: .fixture()))
        #expect(try store.add(student, to: brand.id))
        try calendar { try $0.add(booking) }
    }

    func change(_ channels: (inout Channels) -> Void) { channels(&self.channels) }

    /// Writes a message about the booking into the outbox.
    func queue(
        _ event: OutboxMessage.Event = .created,
        by channel: OutboxMessage.Channel = .email,
        to recipient: OutboxMessage.Recipient = .student,
        revision: Int? = nil,
        isBudgeted: Bool = false
    ) throws -> OutboxMessage {
        let message = OutboxMessage.fixture(
            about: booking,
            event,
            to: recipient,
            by: channel,
            revision: revision,
            createdAt: now,
            isBudgeted: isBudgeted
        )
        try calendar { try $0.add([message]) }
        return message
    }

    /// Writes another confirmed booking whose reminder is due, a quarter of an hour after the one before.
    func bookReminded(_ number: Int, contact: ContactDetails = .fixture()) throws {
        let reminded = Booking.fixture(
            brandID: brand.id,
            instructorID: instructor.id,
            studentID: booking.studentID,
            span: .fixture(startsIn: 60 + 15 * number, minutes: 15),
            contact: contact
        ) {
            $0.instructorTimezone = "Europe/Berlin"
            $0.bufferMinutes = 0
            $0.scheduledAt = Moment.fixture.adding(hours: -72)
            $0.become(.confirmed)
        }
        try calendar { try $0.add(reminded) }
    }

    /// Changes the booking, as an endpoint would.
    func change(_ change: (inout Booking) -> Void) throws {
        change(&booking)
        booking.revision += 1
        try calendar { try $0.replace(booking) }
    }

    var dispatcher: Dispatcher {
        get throws {
            Dispatcher(
                outbox: store,
                channels: channels,
                writer: MessageWriter(
                    templates: try TemplateLibrary(),
                    sender: "River School <bookings@mail.example.com>"
                ),
                zones: FixtureZones(),
                publicURL: "https://book.example.com",
                makeLink: { [unowned self] in link(to: $0, at: $1) },
                smsSender: smsSender,
                now: { self.now }
            )
        }
    }

    /// Sends one message now, or when its next attempt is due; nil when it is nobody's to send.
    @discardableResult
    func send(_ message: OutboxMessage, within milliseconds: Int = 2000) throws -> Delivery? {
        let known = try row(message)
        if known.attempts > 0 { now = max(now, known.nextAttemptAt) }
        return try dispatcher.send(.these([message.id]), limit: 1, within: milliseconds).first
    }

    /// Sends one message when its time has come again.
    @discardableResult
    func sendAgain(_ message: OutboxMessage) throws -> Delivery? {
        now = max(now, try row(message).nextAttemptAt)
        return try send(message)
    }

    /// What the outbox has of a message.
    func row(_ message: OutboxMessage) throws -> MemoryState.OutboxRow {
        try #require(store.state.outbox.first { $0.message.id == message.id })
    }

    private func calendar(_ body: (any CalendarTransaction) throws -> Void) throws {
        try store.withCalendar(of: instructor.id, in: brand.id, claiming: nil, at: now, body)
    }

    /// The student's link.
    func link(to booking: Booking, at now: Moment) -> ManageLink {
        let digest = Array(secret.utf8.reversed().prefix(32))
        let token = AccessToken.fixture(brandID: brand.id, role: .manage(booking.id), digest: digest, createdAt: now)
        return ManageLink(secret: secret, token: token)
    }

    private func makeChannels() -> Channels {
        var channels = Channels()
        channels.email = { [unowned self] letter, milliseconds in
            letters.append(letter)
            return answer(milliseconds)
        }
        channels.emailAgain = { [unowned self] letter, milliseconds in
            repeatedLetters.append(letter)
            return answer(milliseconds)
        }
        channels.sms = { [unowned self] message, milliseconds in
            shortMessages.append(message)
            return answer(milliseconds)
        }
        channels.findSMS = { [unowned self] _, since, _ in
            lookUps.append(since)
            whileSending()
            return findings.isEmpty ? .absent : findings.removeFirst()
        }
        return channels
    }

    private func answer(_ milliseconds: Int) -> Outcome {
        timeouts.append(milliseconds)
        whileSending()
        return outcomes.isEmpty ? .accepted(providerID: "p\(timeouts.count)") : outcomes.removeFirst()
    }
}

extension Moment {
    /// The moment that many seconds later.
    func adding(seconds: Int) -> Moment { Moment(seconds: self.seconds + seconds) }
}
