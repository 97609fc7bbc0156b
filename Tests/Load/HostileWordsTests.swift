import Notifications
import Scheduling
import TestSupport
import Testing

/// Words of strangers, as long and as dear as a request may bring them, make no message that costs much.
struct HostileWordsTests {
    private static let units = [
        "a" + String(repeating: "\u{301}\u{316}", count: 15), "\u{1F1E9}", "\u{200D}👩", "\u{1100}", "\u{FE0F}", " ",
        "<",
        "\u{1037}\u{103A}က", "é", "水", "{{", "\"",
    ]

    /// The unit until there are so many scalars.
    private func fill(_ unit: String, _ count: Int) -> String {
        let scalars = String(repeating: unit, count: count / unit.unicodeScalars.count + 1).unicodeScalars
        return "A" + String(String.UnicodeScalarView(scalars.prefix(count - 1)))
    }

    @Test(arguments: units)
    func `a letter and an SMS about them are cheap`(unit: String) throws {
        let writer = MessageWriter(templates: try TemplateLibrary(), sender: "Coachbook <bookings@mail.example.com>")
        let zone = try #require(FixtureZones().zone(named: "Europe/Berlin"))
        let name = fill(unit, 100)
        let span = TimeSpan(start: .fixture, end: Moment.fixture.adding(minutes: 60))
        let contact = ContactDetails.fixture(firstName: name, lastName: name)
        let booking = Booking.fixture(
            brandID: .new(),
            instructorID: .new(),
            studentID: .new(),
            span: span,
            contact: contact
        ) {
            $0.location = fill(unit, 500)
            $0.notes = fill(unit, 4000)
            $0.cancellationReason = fill(unit, 500)
        }
        let facts = MessageFacts(
            brand: .fixture(),
            language: .english,
            booking: booking,
            instructor: .fixture(firstName: name, lastName: name),
            studentZone: zone,
            instructorZone: zone,
            cutoffHours: 24,
            manageURL: nil,
            previousStart: nil
        )
        for recipient in [OutboxMessage.Recipient.student, .instructor] {
            let message = OutboxMessage.fixture(about: booking, to: recipient)
            let sms = OutboxMessage.fixture(about: booking, to: recipient, by: .sms)
            let time = milliseconds {
                _ = writer.letter(for: message, facts: facts)
                _ = writer.shortMessage(for: sms, facts: facts, at: .fixture)
            }
            #expect(time < 150 * Double(slack), "\(time) ms")
        }
    }
}
