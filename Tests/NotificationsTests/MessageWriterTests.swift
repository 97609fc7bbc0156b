import Scheduling
import TestSupport
import Testing

@testable import Notifications

struct MessageWriterTests {
    private let writer: MessageWriter

    init() throws {
        writer = MessageWriter(templates: try TemplateLibrary(), sender: "Coachbook <bookings@mail.example.com>")
    }

    @Test func `a letter to a student comes from the brand, and answers go to the instructor`() throws {
        let facts = try MessageFacts.fixture()
        let letter = writer.letter(for: .about(facts), facts: facts)
        #expect(letter.from == "\"River School\" <bookings@mail.example.com>")
        #expect(letter.replyTo == "greta@instructors.example")
        #expect(letter.to == "ana@students.example")
        #expect(
            letter.subject
                == "Reserved: Tuesday 24 November 2026, 10:00 Berlin time with Greta Lindqvist - River School"
        )
        #expect(
            letter.text == """
                Hello Ana,

                Your session with Greta Lindqvist is reserved. We will tell you as soon as it is confirmed.

                When:   Tuesday 24 November 2026, 10:00 Berlin time
                Length: 60 minutes
                With:   Greta Lindqvist

                See, move or cancel it here:
                \(fixtureManageURL)

                You can move or cancel it until Monday 23 November 2026, 10:00 Berlin time.
                To reach Greta Lindqvist, just answer this e-mail.
                The attached invitation puts it into your calendar.

                River School

                """
        )
    }

    @Test func `a letter to an instructor has the student's words, and answers go to the student`() throws {
        let facts = try MessageFacts.fixture(language: .german, studentZone: "America/New_York") {
            $0.become(.confirmed)
            $0.notes = "Ich rudere\nseit Mai."
            $0.location = "Steg 4"
        }
        let message = OutboxMessage.about(facts, .confirmed, to: .instructor)
        let letter = writer.letter(for: message, facts: facts)
        #expect(letter.replyTo == "ana@students.example")
        #expect(
            letter.subject
                == "Bestätigt: Ana Souza, Dienstag, 24. November 2026, 10:00 Uhr (Berliner Zeit) - River School"
        )
        #expect(
            letter.text == """
                Guten Tag Greta Lindqvist,

                der Termin mit Ana Souza ist bestätigt.

                Wann:   Dienstag, 24. November 2026, 10:00 Uhr (Berliner Zeit)
                        Für Ana: Dienstag, 24. November 2026, 4:00 Uhr (Zeit in New York)
                Dauer:  60 Minuten
                Mit:    Ana Souza
                Wo:     Steg 4

                E-Mail: ana@students.example
                Telefon: +4915112345678

                Notizen:
                > Ich rudere
                > seit Mai.

                Um Ana Souza zu erreichen, antworten Sie einfach auf diese E-Mail.
                Die angehängte Einladung trägt den Termin in Ihren Kalender ein.

                River School

                """
        )
        #expect(!letter.text.contains(fixtureManageURL) && !letter.html.contains(fixtureManageURL))
    }

    @Test func `the other's clock is shown only where it reads differently`() throws {
        let apart = try MessageFacts.fixture(studentZone: "America/New_York")
        let text = writer.letter(for: .about(apart), facts: apart).text
        #expect(text.contains("When:   Tuesday 24 November 2026, 4:00 am New York time\n"))
        #expect(text.contains("For Greta: Tuesday 24 November 2026, 10:00 am Berlin time\n"))
        // Two zones, one clock.
        let together = try MessageFacts.fixture(studentZone: "Africa/Casablanca", instructorZone: "Europe/London")
        #expect(!writer.letter(for: .about(together), facts: together).text.contains("For Greta"))
    }

    @Test func `a move tells the time before, a cancellation the reason`() throws {
        let moved = try MessageFacts.fixture(previousStart: tuesday.adding(hours: -24))
        let text = writer.letter(for: .about(moved, .moved), facts: moved).text
        #expect(text.contains("Before: Monday 23 November 2026, 10:00 Berlin time\n"))
        let cancelled = try MessageFacts.fixture {
            $0.become(.cancelled)
            $0.cancellationReason = "Storm"
        }
        #expect(writer.letter(for: .about(cancelled, .cancelled), facts: cancelled).text.contains("\nReason: Storm\n"))
        let expired = try MessageFacts.fixture {
            $0.become(.cancelled)
            $0.cancellationReason = "hold_expired"
        }
        let letter = writer.letter(for: .about(expired, .cancelled), facts: expired)
        #expect(letter.text.contains("\nIt was not confirmed in time.\n"))
        #expect(!letter.text.contains("hold_expired") && !letter.html.contains("hold_expired"))
    }

    @Test func `nobody is told to move or cancel when it is too late`() throws {
        // The fixture's message is written on Sunday at 12:00 UTC, 45 hours before the start.
        for (language, late) in [(Language.english, "It can no longer be moved or cancelled"), (.german, "nicht mehr")]
        {
            for (hours, isLate) in [(44, false), (45, true), (720, true)] {
                let facts = try MessageFacts.fixture(language: language, cutoffHours: hours)
                let letter = writer.letter(for: .about(facts, .moved), facts: facts)
                #expect(letter.text.contains(late) == isLate)
                #expect(letter.html.contains(late) == isLate)
                #expect(letter.text.contains(fixtureManageURL))
            }
        }
    }

    @Test(arguments: [Language.english, .german])
    func `words come from the change that is told, not from the status of the moment`(language: Language) throws {
        // Confirmed an hour after the message was written.
        let later = try MessageFacts.fixture(language: language) {
            $0.become(.confirmed, at: Moment.fixture.adding(hours: 1))
        }
        // Confirmed before it was written, but that was not told yet.
        let before = try MessageFacts.fixture(language: language) { $0.become(.confirmed) }
        for event in [OutboxMessage.Event.created, .moved, .zoneMoved] {
            for recipient in OutboxMessage.Recipient.allCases {
                let (early, late) = try (text(event, recipient, later), text(event, recipient, before))
                let confirmed = ["and is confirmed", "It is confirmed", "und ist bestätigt", "Er ist bestätigt"]
                for word in confirmed + ["Booked", "New booking", "booked a", "Gebucht", "gebucht."] {
                    #expect(!early.contains(word), "\(early)")
                }
                #expect(confirmed.contains { late.contains($0) } == (event != .created), "\(late)")
            }
        }
    }

    /// Everything that a reader may see of a message.
    private func text(
        _ event: OutboxMessage.Event,
        _ recipient: OutboxMessage.Recipient,
        _ facts: MessageFacts
    ) throws -> String {
        let letter = writer.letter(for: .about(facts, event, to: recipient), facts: facts)
        let sms = writer.shortMessage(for: .about(facts, event, by: .sms), facts: facts, at: .fixture).body
        return [letter.subject, letter.text, letter.html, recipient == .student ? sms : ""].joined(separator: "\n")
    }

    @Test func `a hold is told of only while there is one`() throws {
        for isTold in [true, false] {
            let facts = try MessageFacts.fixture {
                $0.holdExpiresAt = isTold ? Moment.fixture.adding(minutes: 30) : nil
            }
            let text = writer.letter(for: .about(facts), facts: facts).text
            #expect(text.contains("We hold this time for you until Sunday 22 November 2026, 13:30 B") == isTold)
        }
    }

    @Test func `a brand that no longer has the instructor signs for it`() throws {
        let facts = try MessageFacts.fixture(instructor: nil)
        let letter = writer.letter(for: .about(facts), facts: facts)
        #expect(letter.replyTo == nil)
        #expect(letter.text.contains("With:   River School\n"))
    }

    @Test func `an idempotency key is one message's own and fits a header`() throws {
        let facts = try MessageFacts.fixture()
        let keys = everyLetter.map { event, recipient, language in
            MessageWriter.idempotencyKey(of: .about(facts, event, to: recipient))
        }
        #expect(Set(keys).count == OutboxMessage.Event.allCases.count * OutboxMessage.Recipient.allCases.count)
        #expect(keys[0] == "created/\(facts.booking.id)/1/student")
        #expect(keys.allSatisfy { $0.utf8.count <= 256 && $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } })
    }

    @Test func `a letter written again is the same`() throws {
        let facts = try MessageFacts.fixture()
        let message = OutboxMessage.about(facts)
        #expect(writer.letter(for: message, facts: facts) == writer.letter(for: message, facts: facts))
    }

    @Test func `only a web address becomes a link`() throws {
        let meeting = try MessageFacts.fixture { $0.location = "https://meet.example.com/x?a=1&b=2" }
        let html = writer.letter(for: .about(meeting), facts: meeting).html
        #expect(html.contains("href=\"https://meet.example.com/x?a=1&amp;b=2\""))
        for location in ["http://x.example", "https://x.example/ y", "https://ex\u{430}mple.com", "Pier 4"] {
            let facts = try MessageFacts.fixture(manageURL: nil) { $0.location = location }
            #expect(!writer.letter(for: .about(facts), facts: facts).html.contains("href="))
        }
    }

    @Test func `an invitation follows the booking's life`() throws {
        func method(_ event: OutboxMessage.Event, _ status: BookingStatus) throws -> String? {
            let facts = try MessageFacts.fixture { $0.become(status) }
            return writer.letter(for: .about(facts, event), facts: facts).invitation?.method
        }
        #expect(try method(.created, .pending) == "REQUEST")
        #expect(try method(.moved, .confirmed) == "REQUEST")
        #expect(try method(.cancelled, .cancelled) == "CANCEL")
        // A message that comes late must not put a cancelled session back into a calendar.
        #expect(try method(.created, .cancelled) == nil)
    }

    @Test func `a calendar file has nobody's address and no link, and a sender only where there is one`() throws {
        let facts = try MessageFacts.fixture { $0.notes = "secret knee" }
        let file = String(decoding: writer.calendarFile(of: facts, at: .fixture), as: UTF8.self)
        #expect(file.contains("\r\nMETHOD:PUBLISH\r\n") && file.contains("mailto:bookings@mail.example.com"))
        for secret in ["ana@", "greta@", "secret knee", "cb_manage_"] { #expect(!file.contains(secret)) }
        let silent = MessageWriter(templates: try TemplateLibrary(), sender: "")
        #expect(!String(decoding: silent.calendarFile(of: facts, at: .fixture), as: UTF8.self).contains("ORGANIZER"))
    }

    @Test func `an invitation invites its reader, and only the instructor's holds the notes`() throws {
        let facts = try MessageFacts.fixture { $0.notes = "secret knee" }
        func calendar(_ recipient: OutboxMessage.Recipient) throws -> String {
            let message = OutboxMessage(
                id: .new(),
                brandID: facts.brand.id,
                bookingID: facts.booking.id,
                event: .created,
                revision: 1,
                recipient: recipient,
                channel: .email,
                address: recipient == .student ? "ana@students.example" : "greta@instructors.example",
                createdAt: .fixture
            )
            let invitation = try #require(writer.letter(for: message, facts: facts).invitation)
            return String(decoding: invitation.calendar, as: UTF8.self).split(separator: "\r\n ").joined()
        }
        let student = try calendar(.student)
        #expect(student.contains("ATTENDEE") && student.contains("mailto:ana@students.example"))
        #expect(!student.contains("greta@") && !student.contains("secret knee"))
        #expect(student.contains("DESCRIPTION:\(fixtureManageURL)\r\n"))
        #expect(student.contains("\r\nORGANIZER;CN=\"River School\":mailto:bookings@mail.example.com\r\n"))
        #expect(student.contains("\r\nSUMMARY:River School: Ana Souza / Greta Lindqvist\r\n"))
        let instructor = try calendar(.instructor)
        #expect(instructor.contains("mailto:greta@instructors.example") && instructor.contains("secret knee"))
        #expect(!instructor.contains("cb_manage_"))
    }
}

struct MessageWordsTests {
    @Test func `every name has a value in some message, and no message has other names`() throws {
        let facts = try MessageFacts.hostile(language: .english)
        let expired = try MessageFacts.fixture(
            studentZone: "America/New_York",
            previousStart: tuesday
        ) {
            $0.location = "https://x.example"
            $0.cancellationReason = "hold_expired"
        }
        var used: Set<String> = []
        for facts in [facts, expired] {
            for (event, recipient, _) in everyLetter {
                used.formUnion(MessageWords(.about(facts, event, to: recipient), facts).values.keys)
            }
        }
        #expect(used == MessageWords.names)
    }

    @Test func `no value is empty, so that sections can ask for it`() throws {
        let facts = try MessageFacts.fixture(contact: .fixture(phone: nil)) {
            $0.location = " \u{0} "
            $0.notes = "\r\n"
            $0.cancellationReason = ""
        }
        for recipient in OutboxMessage.Recipient.allCases {
            let values = MessageWords(.about(facts, .cancelled, to: recipient), facts).values
            #expect(values.values.allSatisfy { !$0.isEmpty })
            for name in ["location", "notes", "quotedNotes", "reason", "studentPhone"] { #expect(values[name] == nil) }
        }
    }
}
