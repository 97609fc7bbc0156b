import Scheduling
import TestSupport
import Testing

@testable import Notifications

/// The iCalendar file of a booking, as anybody fetches it who may see the booking.
struct CalendarFileTests {
    private func subject(
        brand: Brand = .fixture(),
        _ change: (inout Booking) -> Void = { _ in }
    ) -> MessageSubject {
        let instructor = Instructor.fixture()
        let booking = Booking.fixture(brandID: brand.id, instructorID: instructor.id, studentID: .new()) {
            $0.instructorTimezone = "Europe/Berlin"
            change(&$0)
        }
        return MessageSubject(booking: booking, brand: brand, instructor: instructor, cutoffHours: 24)
    }

    private func file(_ subject: MessageSubject) throws -> String {
        let writer = MessageWriter(templates: try TemplateLibrary(), sender: "bookings@mail.example.com")
        return String(decoding: writer.calendarFile(of: subject, in: FixtureZones(), at: .fixture), as: UTF8.self)
    }

    @Test
    func `a calendar file is published and invites nobody`() throws {
        let file = try file(subject())
        #expect(file.hasPrefix("BEGIN:VCALENDAR\r\n"))
        #expect(file.hasSuffix("END:VCALENDAR\r\n"))
        #expect(file.contains("\r\nMETHOD:PUBLISH\r\n"))
        #expect(file.contains("\r\nDTSTART:20261123T150000Z\r\n"))
        #expect(!file.contains("ATTENDEE"))
        #expect(!file.contains("ana@students.example"))
        #expect(!file.contains("cb_manage_"))
    }

    @Test
    func `it keeps its name for life and counts every change`() throws {
        let first = subject()
        let moved = MessageSubject(
            booking: {
                var booking = first.booking
                booking.revision = 4
                booking.span = .fixture(startsIn: 4320)
                return booking
            }(),
            brand: first.brand,
            instructor: first.instructor,
            cutoffHours: 24
        )
        func line(_ name: String, _ file: String) -> String? {
            file.split(separator: "\r\n").first { $0.hasPrefix(name) }.map(String.init)
        }
        let (before, after) = (try file(first), try file(moved))
        #expect(line("UID:", before) != nil)
        #expect(line("UID:", before) == line("UID:", after))
        #expect(line("SEQUENCE:", before) == "SEQUENCE:0")
        #expect(line("SEQUENCE:", after) == "SEQUENCE:3")
    }

    @Test
    func `a cancelled session stays in it as cancelled, as its mail says it`() throws {
        let cancelled = subject {
            $0.become(.cancelled)
            $0.revision = 3
            $0.sequence = 1
        }
        let facts = try MessageFacts.fixture(brand: cancelled.brand, instructor: cancelled.instructor) {
            $0 = cancelled.booking
        }
        let writer = MessageWriter(templates: try TemplateLibrary(), sender: "bookings@mail.example.com")
        let mail = try #require(writer.letter(for: .about(facts, .cancelled), facts: facts).invitation)
        for calendar in [try file(cancelled), String(decoding: mail.calendar, as: UTF8.self)] {
            #expect(calendar.contains("\r\nSEQUENCE:2\r\n"))
            #expect(calendar.contains("\r\nSTATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\n"))
        }
    }

    @Test
    func `a booking whose zone the system no longer knows has an empty file`() throws {
        #expect(try file(subject { $0.instructorTimezone = "Mars/Olympus" }).isEmpty)
    }

    @Test
    func `a language that nobody wrote words for is English`() throws {
        #expect(try file(subject(brand: .fixture(language: "zz"))).contains("METHOD:PUBLISH"))
        #expect(try file(subject(brand: .fixture(language: ""))).contains("METHOD:PUBLISH"))
    }
}
