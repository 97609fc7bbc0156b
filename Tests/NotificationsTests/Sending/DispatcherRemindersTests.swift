import Scheduling
import TestSupport
import Testing

@testable import Notifications

struct DispatcherRemindersTests {
    private func remind(
        _ office: PostOffice,
        of brandID: ID<Brand>? = nil,
        for seconds: Int = 30
    ) throws
        -> ReminderReport
    {
        try office.dispatcher.sendReminders(of: brandID, forSeconds: seconds)
    }

    private let none = ReminderReport(attempted: 0, sent: 0, warnings: [])

    @Test
    func `everything that is due goes out, and nothing twice`() throws {
        let office = try PostOffice()
        for number in 1...23 { try office.bookReminded(number) }
        #expect(try remind(office) == ReminderReport(attempted: 23, sent: 23, warnings: []))
        #expect(office.shortMessages.count == 23)
        #expect(Set(office.shortMessages.map(\.reference)).count == 23)
        #expect(try remind(office) == none)
        let reminded = office.store.state.bookings.values.filter { $0.reminderSentAt == office.now }
        #expect(reminded.count == 23)
    }

    @Test
    func `who is told to end finishes the one that it sends, and leaves the rest`() throws {
        let office = try PostOffice()
        for number in 1...3 { try office.bookReminded(number) }
        let report = try office.dispatcher.sendReminders(of: nil, forSeconds: 30) { office.shortMessages.count < 2 }
        #expect(report == ReminderReport(attempted: 2, sent: 2, warnings: []))
        #expect(try remind(office) == ReminderReport(attempted: 1, sent: 1, warnings: []))
    }

    @Test
    func `without a phone the reminder goes by e-mail, and that is said once with how often`() throws {
        let office = try PostOffice(contact: .fixture(phone: nil))
        for number in 1...2 { try office.bookReminded(number, contact: .fixture(phone: nil)) }
        try office.bookReminded(3)
        let report = try remind(office)
        #expect(report.attempted == 3)
        #expect(report.sent == 3)
        #expect(report.warnings == ["2 × No phone number: the reminder goes by e-mail."])
        #expect(office.letters.count == 2)
    }

    @Test
    func `what fails is counted with its reason and left to the next cron`() throws {
        let office = try PostOffice()
        for number in 1...3 { try office.bookReminded(number) }
        office.outcomes = Array(repeating: .retry(afterSeconds: nil, reason: "503"), count: 2)
        let report = try remind(office)
        #expect(report.attempted == 3)
        #expect(report.sent == 1)
        #expect(
            report.warnings == [
                "2 × SMS to the student not sent: 503; it stays queued and will be retried."
            ]
        )
        #expect(try remind(office) == none, "not before its time")
        office.now = office.now.adding(minutes: 1)
        #expect(try remind(office) == ReminderReport(attempted: 2, sent: 2, warnings: []))
    }

    @Test
    func `missing settings are said once, and hold no address`() throws {
        let office = try PostOffice()
        for number in 1...12 { try office.bookReminded(number) }
        office.change { $0 = Channels(missingForEmail: ["RESEND_API_KEY"], missingForSMS: ["TWILIO_ACCOUNT_SID"]) }
        let report = try remind(office)
        #expect(report.attempted == 12)
        #expect(report.sent == 0)
        #expect(
            report.warnings == [
                "12 × E-mail to the student not sent: RESEND_API_KEY not configured; it stays queued and will be retried.",
                "12 × SMS to the student not sent: TWILIO_ACCOUNT_SID not configured; it goes by e-mail.",
            ]
        )
        #expect(report.warnings.allSatisfy { !$0.contains("+49") && !$0.contains("@") })
    }

    @Test
    func `when the time is up the rest is the next caller's`() throws {
        let office = try PostOffice()
        for number in 1...23 { try office.bookReminded(number) }
        #expect(try remind(office, for: 0) == none)
        #expect(office.shortMessages.isEmpty)
        #expect(try remind(office).attempted == 23)
    }

    @Test
    func `another brand's are left alone`() throws {
        let office = try PostOffice()
        try office.bookReminded(1)
        #expect(try remind(office, of: .new()) == none)
        #expect(try remind(office, of: office.brand.id).sent == 1)
    }

    @Test
    func `a session that was called off, moved or has begun is not reminded of`() throws {
        for change in [
            { $0.become(.cancelled) },
            {
                $0.span = .fixture(startsIn: 6000)
                $0.sequence += 1
            },
            { $0.span = .fixture(startsIn: 15) },
        ] as [(inout Booking) -> Void] {
            let office = try PostOffice {
                $0.span = .fixture(startsIn: 600)
                $0.scheduledAt = Moment.fixture.adding(hours: -72)
                $0.become(.confirmed)
            }
            office.outcomes = [.retry(afterSeconds: nil, reason: "503")]
            #expect(try remind(office).attempted == 1)
            try office.change(change)
            office.now = office.now.adding(minutes: 20)
            #expect(try remind(office) == none)
            #expect(try office.dispatcher.sendDue().isEmpty)
            #expect(office.store.state.outbox.map(\.state) == [.dead])
            #expect(office.store.state.outbox.first?.lastError == MessageTiming.notDue)
            #expect(office.shortMessages.count == 1)
        }
    }

    @Test
    func `a reminder is of no use after the start, and the provider is told`() throws {
        let office = try PostOffice()
        try office.bookReminded(1)
        _ = try remind(office)
        let validity = try #require(office.shortMessages.first?.validitySeconds)
        #expect(validity <= 75 * 60)
    }
}
