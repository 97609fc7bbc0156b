package import Scheduling

/// One booking as an iCalendar object (RFC 5545), for an invitation (RFC 5546) or a file to download.
///
/// All of a booking's objects have the same UID. A calendar keeps the one with the highest SEQUENCE, and of equal ones
/// the one with the latest DTSTAMP; so an older message that arrives late changes nothing.
package struct InvitationCalendar: Sendable {
    /// What the object asks of the reader's calendar (RFC 5546 §3.2).
    package enum Method: String, Sendable {
        /// Enter or change it.
        case request = "REQUEST"
        /// Take it out.
        case cancel = "CANCEL"
        /// Just show it; has no attendees.
        case publish = "PUBLISH"
    }

    /// A name with an e-mail address.
    package struct Party: Hashable, Sendable {
        /// The name as people read it.
        package let name: String

        /// The bare address.
        package let email: String

        package init(name: String, email: String) {
            self.name = name
            self.email = email
        }
    }

    /// What the object asks of a calendar.
    package let method: Method

    /// The booking as it is now.
    package let booking: Booking

    /// When it was written: DTSTAMP.
    package let stamp: Moment

    /// The title.
    package let summary: String

    /// More words; may be empty.
    package let description: String

    /// Who invites.
    ///
    /// The address must be the mail's sender, or calendars distrust the invitation. Nil only in a published object.
    package let organizer: Party?

    /// Who is invited; a published object leaves them out.
    package let attendees: [Party]

    package init(
        method: Method,
        booking: Booking,
        stamp: Moment,
        summary: String,
        description: String,
        organizer: Party?,
        attendees: [Party]
    ) {
        self.method = method
        self.booking = booking
        self.stamp = stamp
        self.summary = summary
        self.description = description
        self.organizer = organizer
        self.attendees = attendees
    }

    /// The file.
    package var bytes: [UInt8] {
        var lines = ContentLines()
        lines.property("BEGIN", "VCALENDAR")
        lines.property("VERSION", "2.0")
        lines.property("PRODID", "-//Coachbook//Coachbook//EN")
        lines.property("CALSCALE", "GREGORIAN")
        lines.property("METHOD", method.rawValue)
        lines.property("BEGIN", "VEVENT")
        writeEvent(to: &lines)
        lines.property("END", "VEVENT")
        lines.property("END", "VCALENDAR")
        return lines.bytes
    }

    private func writeEvent(to lines: inout ContentLines) {
        lines.property("UID", "\(booking.id)@coachbook")
        // Rises with every change, as it must with time, status and place (RFC 5546 §2.1.4); the first is 0.
        lines.property("SEQUENCE", "\(booking.revision - 1)")
        lines.property("DTSTAMP", stamp.calendarText)
        lines.property("CREATED", booking.createdAt.calendarText)
        lines.property("LAST-MODIFIED", booking.updatedAt.calendarText)
        lines.property("DTSTART", booking.span.start.calendarText)
        lines.property("DTEND", booking.span.end.calendarText)
        lines.text("SUMMARY", summary)
        if !description.isEmpty { lines.text("DESCRIPTION", description) }
        if let location = booking.location, !PlainText.line(location).isEmpty { lines.text("LOCATION", location) }
        lines.property("STATUS", status)
        lines.property("TRANSP", status == "CANCELLED" ? "TRANSPARENT" : "OPAQUE")
        if let organizer {
            lines.line("ORGANIZER;CN=\(ContentLines.quoted(organizer.name)):\(ContentLines.mailto(organizer.email))")
        }
        guard method != .publish else { return }
        for attendee in attendees {
            // Both have agreed by booking, so no calendar should ask for an answer.
            lines.line(
                "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;"
                    + "CN=\(ContentLines.quoted(attendee.name)):\(ContentLines.mailto(attendee.email))"
            )
        }
    }

    private var status: String {
        if method == .cancel { return "CANCELLED" }
        return switch booking.status {
        case .pending: "TENTATIVE"
        case .confirmed, .completed, .noShow: "CONFIRMED"
        case .cancelled: "CANCELLED"
        }
    }
}

extension Moment {
    /// A date-time in UTC as iCalendar writes it (RFC 5545 §3.3.5): `20261124T090000Z`.
    fileprivate var calendarText: String { rfc3339.filter { $0 != "-" && $0 != ":" } }
}
