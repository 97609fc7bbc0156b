import Notifications
import Scheduling
import TestSupport
import Testing

struct InvitationCalendarTests {
    @Test func `a request has every property, in UTC, with its lines ended by CRLF`() throws {
        let id = try #require(ID<Booking>("0199a0de-7b1c-7def-8123-456789abcdef"))
        let text = try text(
            of: .request,
            .fixture(id: id) {
                $0.become(.confirmed)
                $0.location = "Pier 4; gate B, left"
                $0.revision = 3
            }
        )
        #expect(
            text
                == """
                BEGIN:VCALENDAR
                VERSION:2.0
                PRODID:-//Coachbook//Coachbook//EN
                CALSCALE:GREGORIAN
                METHOD:REQUEST
                BEGIN:VEVENT
                UID:0199a0de-7b1c-7def-8123-456789abcdef@coachbook
                SEQUENCE:2
                DTSTAMP:20261122T120000Z
                CREATED:20261122T120000Z
                LAST-MODIFIED:20261122T120000Z
                DTSTART:20261124T090000Z
                DTEND:20261124T100000Z
                SUMMARY:Rowing
                DESCRIPTION:Bring a towel
                LOCATION:Pier 4\\; gate B\\, left
                STATUS:CONFIRMED
                TRANSP:OPAQUE
                ORGANIZER;CN="River School":mailto:bookings@mail.example.com
                ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALS
                 E;CN="Ana Souza":mailto:ana@students.example
                END:VEVENT
                END:VCALENDAR

                """.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        )
    }

    @Test func `a pending booking is tentative, a cancelled one cancelled and no longer in the way`() throws {
        #expect(try text(of: .request, .fixture()).contains("\r\nSTATUS:TENTATIVE\r\n"))
        let cancelled = try text(of: .cancel, .fixture { $0.become(.cancelled) })
        #expect(cancelled.contains("\r\nMETHOD:CANCEL\r\n"))
        #expect(cancelled.contains("\r\nSTATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\n"))
        #expect(cancelled.contains("\r\nATTENDEE;"))
    }

    @Test func `every change of time, status or place raises the sequence`() throws {
        let zone = try #require(FixtureZones().zone(named: "Europe/Berlin"))
        var booking = Booking.fixture()
        var sequences = [try sequence(of: booking)]
        for change in [
            { $0.location = "Pier 5" }, { try $0.confirm(with: nil, at: .fixture) },
            { try $0.move(to: .fixture(), settings: .standard, zone: zone, at: .fixture) },
            { try $0.cancel(because: nil, at: .fixture) },
        ] as [(inout Booking) throws -> Void] {
            try change(&booking)
            booking.revision += 1
            sequences.append(try sequence(of: booking))
        }
        #expect(sequences == ["SEQUENCE:0", "SEQUENCE:1", "SEQUENCE:2", "SEQUENCE:3", "SEQUENCE:4"])
    }

    private func sequence(of booking: Booking) throws -> String? {
        try text(of: .request, booking).split(separator: "\r\n").first { $0.hasPrefix("SEQUENCE:") }.map(String.init)
    }

    @Test func `a published calendar has no attendee and may have no organizer`() throws {
        let published = try text(of: .publish, .fixture(), organizer: nil)
        #expect(published.contains("\r\nMETHOD:PUBLISH\r\n"))
        #expect(!published.contains("ATTENDEE"))
        #expect(!published.contains("ORGANIZER"))
        #expect(!published.contains("ana@students.example"))
    }

    @Test func `a line of exactly 75 octets is not folded, the next character begins with the fold`() throws {
        let first = "DESCRIPTION:Bring: notes\\, laptop\\; and “ideas” – see C:\\\\plan\\nCafé"
        let second = "  ☕ Zürich with Łukasz\\, 30–45 min\\, ünïcode folding test over seve"
        #expect(first.utf8.count == 75 && second.utf8.count == 75)
        let text = try text(
            of: .request,
            .fixture(),
            description: "Bring: notes, laptop; and “ideas” – see C:\\plan\nCafé ☕ Zürich with Łukasz, 30–45 min, "
                + "ünïcode folding test over seventy-five octets"
        )
        #expect(text.contains("\r\n\(first)\r\n\(second)\r\n nty-five octets\r\n"))
    }

    @Test func `a text that fills a line to the octet stays on it`() throws {
        let full = String(repeating: "x", count: 75 - "SUMMARY:".count)
        #expect(try text(of: .request, .fixture(), summary: full).contains("\r\nSUMMARY:\(full)\r\nDESCRIPTION"))
        #expect(try text(of: .request, .fixture(), summary: full + "y").contains("\r\nSUMMARY:\(full)\r\n y\r\n"))
    }

    @Test(arguments: ["👩‍🏫", "\u{1F3FD}", "é", "x", "\u{0301}"])
    func `no line is longer than 75 octets or breaks a character`(character: String) throws {
        for count in 60...90 {
            let summary = String(repeating: character, count: count)
            for line in try text(of: .request, .fixture(), summary: summary).split(separator: "\r\n") {
                #expect(line.utf8.count <= 75)
                #expect(!line.unicodeScalars.contains("\u{FFFD}"))
            }
        }
    }

    @Test func `words cannot add a line, a parameter or a property`() throws {
        let name = "Ana\r\nATTENDEE:mailto:x@y.z\" ;ROLE=CHAIR^n"
        let text = try text(
            of: .request,
            .fixture(),
            summary: name,
            description: "a\r\nEND:VEVENT\u{0}",
            attendee: name
        )
        let unfolded = text.split(separator: "\r\n ").joined()
        #expect(unfolded.contains("\r\nSUMMARY:Ana\\nATTENDEE:mailto:x@y.z\" \\;ROLE=CHAIR^n\r\n"))
        #expect(unfolded.contains("\r\nDESCRIPTION:a\\nEND:VEVENT\r\n"))
        #expect(unfolded.contains(";CN=\"Ana ATTENDEE:mailto:x@y.z^' ;ROLE=CHAIR^^n\":mailto:ana@students.example\r\n"))
    }

    @Test func `an address is a URI`() throws {
        let text = try text(of: .request, .fixture(), email: "o'neil+50%?&@students.example")
        #expect(text.split(separator: "\r\n ").joined().contains(":mailto:o'neil+50%25%3F%26@students.example\r\n"))
    }

    private func text(
        of method: InvitationCalendar.Method,
        _ booking: Booking,
        summary: String = "Rowing",
        description: String = "Bring a towel",
        organizer: InvitationCalendar.Party? = .init(name: "River School", email: "bookings@mail.example.com"),
        attendee: String = "Ana Souza",
        email: String = "ana@students.example"
    ) throws -> String {
        let calendar = InvitationCalendar(
            method: method,
            booking: booking,
            stamp: .fixture,
            summary: summary,
            description: description,
            organizer: organizer,
            attendees: [.init(name: attendee, email: email)]
        )
        return try #require(String(validating: calendar.bytes, as: UTF8.self))
    }
}

extension Booking {
    /// A booking of Tuesday 09:00 UTC.
    fileprivate static func fixture(id: ID<Booking> = .new(), _ change: (inout Booking) -> Void = { _ in }) -> Booking {
        .fixture(
            brandID: .new(),
            instructorID: .new(),
            studentID: .new(),
            span: TimeSpan(start: tuesday, end: tuesday.adding(minutes: 60)),
            id: id,
            change
        )
    }
}
