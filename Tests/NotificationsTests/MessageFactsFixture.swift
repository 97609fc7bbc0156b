import Notifications
import Scheduling
import TestSupport
import Testing

/// The link of the fixture's student, as long as real ones are.
let fixtureManageURL = "https://book.example.com/river-school/m/cb_manage_7hGq2Zk0pLrX9vBnM4tYc81sWdE"

/// Tuesday 2026-11-24, 09:00 UTC: 10:00 in Berlin, 04:00 in New York.
let tuesday = Moment(seconds: 1_795_510_800)

extension MessageFacts {
    /// A pending booking of Ana's with Greta: Tuesday 10:00 in Berlin, where both read their clocks.
    static func fixture(
        brand: Brand = .fixture(),
        language: Language = .english,
        instructor: Instructor? = .fixture(),
        studentZone: String = "Europe/Berlin",
        instructorZone: String = "Europe/Berlin",
        manageURL: String? = fixtureManageURL,
        previousStart: Moment? = nil,
        cutoffHours: Int = 24,
        contact: ContactDetails = .fixture(),
        _ change: (inout Booking) -> Void = { _ in }
    ) throws -> MessageFacts {
        let booking = Booking.fixture(
            brandID: brand.id,
            instructorID: instructor?.id ?? .new(),
            studentID: .new(),
            span: TimeSpan(start: tuesday, end: tuesday.adding(minutes: 60)),
            contact: contact,
            change
        )
        return MessageFacts(
            brand: brand,
            language: language,
            booking: booking,
            instructor: instructor,
            studentZone: try #require(FixtureZones().zone(named: studentZone)),
            instructorZone: try #require(FixtureZones().zone(named: instructorZone)),
            cutoffHours: cutoffHours,
            manageURL: manageURL,
            previousStart: previousStart
        )
    }

    /// Facts in which everybody has typed what they should not.
    static func hostile(language: Language) throws -> MessageFacts {
        let name = "<script>alert(\"1\")</script>' onload=x \r\nBcc: all@example.com\u{202E}\u{0} \u{1F600}"
        return try .fixture(
            brand: .fixture(name: "\"River\"\u{0301} & <b>Söhne</b>\r\nX: y"),
            language: language,
            instructor: .fixture(firstName: name, lastName: "Ω\u{2028}Ω"),
            studentZone: "America/New_York",
            previousStart: tuesday.adding(hours: -24),
            contact: .fixture(firstName: name, lastName: String(repeating: "very long ", count: 10))
        ) {
            $0.location = "javascript:alert('1')\" onclick=\"x"
            $0.notes = "{{manageURL}}\r\n</td><img src=x onerror=alert(1)>\r\rSubject: gotcha\u{7}"
            $0.cancellationReason = "<a href=\"https://evil.example\">win</a>\nThe end"
            $0.holdExpiresAt = tuesday
        }
    }
}

extension OutboxMessage {
    /// A message about the booking of those facts.
    static func about(
        _ facts: MessageFacts,
        _ event: Event = .created,
        to recipient: Recipient = .student,
        by channel: Channel = .email
    ) -> OutboxMessage {
        .fixture(about: facts.booking, event, to: recipient, by: channel)
    }
}

/// Every pair of event and recipient, in both shipped languages.
let everyLetter: [(OutboxMessage.Event, OutboxMessage.Recipient, Language)] = OutboxMessage.Event.allCases.flatMap {
    event in
    OutboxMessage.Recipient.allCases.flatMap { recipient in
        [Language.english, .german].map { (event, recipient, $0) }
    }
}
