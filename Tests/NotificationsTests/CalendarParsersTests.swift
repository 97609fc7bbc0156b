import Foundation
import Notifications
import Scheduling
import TestSupport
import Testing

/// Two parsers that others wrote read what we write: PyPI's `icalendar` and `vobject`.
@Suite(.enabled(if: PythonTools.areInstalled, Comment(rawValue: PythonTools.absence)))
struct CalendarParsersTests {
    @Test func `both parsers read every calendar as it was meant`() throws {
        let writer = MessageWriter(templates: try TemplateLibrary(), sender: "bookings@mail.example.com")
        var files: [CalendarParsers.Case] = []
        // A conflict changes no calendar before somebody has settled it.
        for (event, recipient, language) in everyLetter where event != .zoneConflict {
            for hostile in [false, true] {
                var facts = try hostile ? MessageFacts.hostile(language: language) : .fixture(language: language)
                if event == .cancelled { facts = try facts.cancelled() }
                let letter = writer.letter(for: .about(facts, event, to: recipient), facts: facts)
                let invitation = try #require(letter.invitation)
                files.append(
                    CalendarParsers.Case(
                        invitation.calendar,
                        invitation.method,
                        facts,
                        attendees: recipient == .student ? 1 : 2
                    )
                )
            }
        }
        for text in nastyTexts {
            let facts = try MessageFacts.fixture(instructor: .fixture(firstName: text, lastName: "")) {
                $0.location = text
                $0.notes = text
            }
            let letter = writer.letter(for: .about(facts, to: .instructor), facts: facts)
            files.append(CalendarParsers.Case(try #require(letter.invitation).calendar, "REQUEST", facts, attendees: 2))
            files.append(CalendarParsers.Case(try published(facts), "PUBLISH", facts, attendees: 0))
        }
        #expect(try CalendarParsers.complaints(about: files) == "read \(files.count)")
    }

    @Test func `the parsers do complain about a calendar that is broken`() throws {
        let facts = try MessageFacts.fixture()
        let text = String(decoding: try published(facts), as: UTF8.self)
        let broken = text.replacingOccurrences(of: "DTSTART:20261124T", with: "DTSTART:tomorrow\r\nLOCATION")
        let complaints = try CalendarParsers.complaints(about: [
            .init(Array(broken.utf8), "PUBLISH", facts, attendees: 0)
        ])
        #expect(complaints.contains("0 icalendar"))
        #expect(complaints.contains("0 vobject"))
    }

    private var nastyTexts: [String] {
        [
            "a;b,c:d\\e\"f^g'h", "line\nline\r\nline", "\\n \\, \\;", "Zoë 👩‍🏫🏽 \u{202E}abc", "山田太郎 Łukasz Ω",
            String(repeating: "ñ", count: 200), String(repeating: "😀", count: 60), "END:VCALENDAR\r\nBEGIN:VEVENT",
            "  leading and trailing  ", "=?utf-8?q?x?= %0A", "\u{1}\u{8}\u{1B}[31mred",
        ]
    }

    private func published(_ facts: MessageFacts) throws -> [UInt8] {
        MessageWriter(templates: try TemplateLibrary(), sender: "bookings@mail.example.com")
            .calendarFile(of: facts, at: .fixture)
    }
}

extension MessageFacts {
    /// The same after the booking was cancelled.
    fileprivate func cancelled() throws -> MessageFacts {
        var booking = booking
        booking.become(.cancelled)
        booking.revision += 1
        return MessageFacts(
            brand: brand,
            language: language,
            booking: booking,
            instructor: instructor,
            studentZone: studentZone,
            instructorZone: instructorZone,
            cutoffHours: cutoffHours,
            manageURL: manageURL,
            previousStart: previousStart
        )
    }
}
