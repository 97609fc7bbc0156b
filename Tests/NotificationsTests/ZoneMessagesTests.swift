import Scheduling
import TestSupport
import Testing

@testable import Notifications

/// What the two people are told when the rules of the instructor's zone have changed: Vancouver's 09:00 on 2026-12-15 was
/// 17:00 UTC and is 16:00.
struct ZoneMessagesTests {
    private let writer: MessageWriter
    private let old: Moment
    private let new: Moment

    init() throws {
        writer = MessageWriter(templates: try TemplateLibrary(), sender: "bookings@mail.example.com")
        new = try #require(Moment(rfc3339: "2026-12-15T16:00:00Z"))
        old = new.adding(hours: 1)
    }

    /// A session moved from the old moment to the new one, or that stands at the old one.
    private func facts(
        _ event: OutboxMessage.Event,
        language: Language = .english,
        studentZone: String = "Europe/Berlin"
    ) throws -> MessageFacts {
        let start = event == .zoneMoved ? new : old
        let (date, time) = (try #require(LocalDate("2026-12-15")), try #require(LocalTime("09:00")))
        return try .fixture(
            language: language,
            studentZone: studentZone,
            instructorZone: "America/Vancouver",
            previousStart: event == .zoneMoved ? old : nil
        ) {
            $0.span = TimeSpan(start: start, end: start.adding(minutes: 60))
            $0.instructorTimezone = "America/Vancouver"
            $0.promisedDate = date
            $0.promisedTime = time
            $0.revision = event == .zoneMoved ? 4 : 3
        }
    }

    private func letter(
        _ event: OutboxMessage.Event,
        to recipient: OutboxMessage.Recipient,
        _ facts: MessageFacts
    ) -> Letter {
        writer.letter(for: .about(facts, event, to: recipient), facts: facts)
    }

    @Test func `the student reads why the time is another, the old and the new one`() throws {
        let letter = try letter(.zoneMoved, to: .student, facts(.zoneMoved))
        #expect(letter.subject.hasPrefix("New time: Tuesday 15 December 2026, 17:00 Berlin time with Greta"))
        for words in [
            "The rules for the clocks in Vancouver have changed since your session",
            "It was agreed for Tuesday 15 December 2026, 09:00 on the clock there, and that still holds.",
            "When:   Tuesday 15 December 2026, 17:00 Berlin time",
            "For Greta: Tuesday 15 December 2026, 09:00 Vancouver time",
            "Before: Tuesday 15 December 2026, 18:00 Berlin time",
            "It has moved from Tuesday 15 December 2026, 17:00 UTC to Tuesday 15 December 2026, 16:00 UTC.",
            fixtureManageURL,
            "updates your calendar",
        ] {
            #expect(letter.text.contains(words), "\(words)\n\(letter.text)")
        }
    }

    @Test func `the instructor's clock reads what was agreed, so no old time of it is shown`() throws {
        for studentZone in ["Europe/Berlin", "America/Vancouver"] {
            let facts = try facts(.zoneMoved, studentZone: studentZone)
            let letter = letter(.zoneMoved, to: .instructor, facts)
            #expect(
                letter.subject.hasPrefix("Same local time, new moment: Ana Souza, Tuesday 15 December 2026, 9:00 am")
            )
            #expect(letter.text.contains("9:00 am on the clock there, and that stays."))
            #expect(
                letter.text.contains(
                    "from Tuesday 15 December 2026, 5:00 pm UTC to Tuesday 15 December 2026, 4:00 pm UTC"
                )
            )
            for text in [letter.text, letter.html] { #expect(!text.contains("Before") && !text.contains("10:00")) }
        }
        let neighbour = try letter(.zoneMoved, to: .student, facts(.zoneMoved, studentZone: "America/Vancouver"))
        #expect(!neighbour.text.contains("Before:"))
    }

    @Test func `the invitation has the same UID, the next sequence and the new time`() throws {
        for recipient in OutboxMessage.Recipient.allCases {
            let facts = try facts(.zoneMoved)
            let invitation = try #require(letter(.zoneMoved, to: recipient, facts).invitation)
            let calendar = String(decoding: invitation.calendar, as: UTF8.self)
            #expect(invitation.method == "REQUEST")
            for line in [
                "UID:\(facts.booking.id)@coachbook", "SEQUENCE:3", "DTSTART:20261215T160000Z", "DTEND:20261215T170000Z",
            ] {
                #expect(calendar.contains("\r\n\(line)\r\n"), "\(calendar)")
            }
        }
    }

    @Test(arguments: OutboxMessage.Recipient.allCases)
    func `of a time in doubt both read how it stands and when it should be, without an invitation`(
        recipient: OutboxMessage.Recipient
    ) throws {
        let letter = try letter(.zoneConflict, to: recipient, facts(.zoneConflict))
        #expect(letter.subject.hasPrefix("Please check the time: "))
        let (stands, right) =
            recipient == .student
            ? ("18:00 Berlin time", "17:00 Berlin time") : ("10:00 am Vancouver time", "9:00 am Vancouver time")
        let agreed = recipient == .student ? "09:00" : "9:00 am"
        for words in [
            "It was agreed for Tuesday 15 December 2026, \(agreed) on the clock there.",
            "When:   Tuesday 15 December 2026, \(stands)",
            "The agreed time would now be: Tuesday 15 December 2026, \(right)", "has been told too",
        ] {
            #expect(letter.text.contains(words), "\(words)\n\(letter.text)")
        }
        #expect(letter.text.contains(fixtureManageURL) == (recipient == .student))
        #expect(letter.invitation == nil)
    }

    @Test func `in German too`() throws {
        let moved = try facts(.zoneMoved, language: .german)
        let doubtful = try facts(.zoneConflict, language: .german)
        for (letter, words) in [
            (
                letter(.zoneMoved, to: .student, moved),
                [
                    "haben sich die Zeitregeln für Vancouver geändert",
                    "Vereinbart war Dienstag, 15. Dezember 2026, 9:00 Uhr dortiger Zeit, und",
                    "Er ist von Dienstag, 15. Dezember 2026, 17:00 Uhr (UTC) auf Dienstag, 15. Dezember 2026, 16:00 Uhr (UTC)",
                    "Bisher: Dienstag, 15. Dezember 2026, 18:00 Uhr (Berliner Zeit)",
                ]
            ),
            (
                letter(.zoneMoved, to: .instructor, moved),
                ["und dabei bleibt es", "Vereinbart war Dienstag, 15. Dezember 2026, 9:00 Uhr"]
            ),
            (
                letter(.zoneConflict, to: .student, doubtful),
                ["Bitte die Zeit prüfen", "Zeit wäre jetzt: Dienstag, 15. Dezember 2026, 17:00 Uhr (Berliner Zeit)"]
            ),
            (
                letter(.zoneConflict, to: .instructor, doubtful),
                ["Zeit wäre jetzt: Dienstag, 15. Dezember 2026, 9:00 Uhr (Zeit in Vancouver)"]
            ),
        ] {
            for word in words {
                #expect(letter.text.contains(word) || letter.subject.contains(word), "\(word)\n\(letter.text)")
            }
        }
    }

    @Test(arguments: [
        (
            OutboxMessage.Event.zoneMoved, Language.english,
            "River School: clock rules changed, now Tue 15 Dec 17:00 Berlin time with Greta. \(fixtureManageURL)"
        ),
        (
            .zoneConflict, .english,
            "River School: new clock rules, please check Tue 15 Dec 18:00 Berlin time. \(fixtureManageURL)"
        ),
        (
            .zoneMoved, .german,
            "River School: neue Zeitregeln, jetzt Di 15.12. 17:00 (Berliner Zeit) mit Greta. \(fixtureManageURL)"
        ),
        (
            .zoneConflict, .german,
            "River School: neue Zeitregeln, bitte prüfen: Di 15.12. 18:00 (Berliner Zeit). \(fixtureManageURL)"
        ),
    ])
    func `an SMS says it in one segment`(event: OutboxMessage.Event, language: Language, expected: String) throws {
        let facts = try facts(event, language: language)
        let sms = writer.shortMessage(for: .about(facts, event, by: .sms), facts: facts, at: .fixture)
        #expect(sms.body == expected)
        #expect(SMSText(sms.body).segments == 1)
    }
}
