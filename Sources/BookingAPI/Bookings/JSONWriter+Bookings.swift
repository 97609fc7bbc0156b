import HTTP
import Scheduling

extension JSONWriter {
    /// A member that is a booking.
    mutating func booking(_ name: String, _ booking: Booking, for actor: Actor, zones: any Zones) {
        var json = JSONWriter()
        json.booking(booking, for: actor, zones: zones)
        member(name, raw: json.bytes)
    }

    /// A booking; staff see more of it than students, and guests do not learn who is a student.
    mutating func booking(_ booking: Booking, for actor: Actor, zones: any Zones) {
        object {
            $0.member("id", booking.id.description)
            $0.member("instructorId", booking.instructorID.description)
            $0.member("studentId", actor.knowsStudents ? booking.studentID.description : nil)
            $0.member("status", booking.status.rawValue)
            $0.member("paymentStatus", booking.paymentStatus.rawValue)
            $0.member("paymentReference", booking.paymentReference)
            $0.member("startAt", booking.span.start)
            $0.member("endAt", booking.span.end)
            $0.member("studentStartAt", booking.span.start, in: zones.zone(named: booking.studentTimezone))
            $0.member("instructorStartAt", booking.span.start, in: zones.zone(named: booking.instructorTimezone))
            $0.member("studentTimezone", booking.studentTimezone)
            $0.member("instructorTimezone", booking.instructorTimezone)
            $0.member("location", booking.location)
            $0.member("notes", booking.notes)
            $0.member("cancellationReason", booking.cancellationReason)
            $0.member("holdExpiresAt", booking.holdExpiresAt)
            $0.member("confirmedAt", booking.confirmedAt)
            $0.member("completedAt", booking.completedAt)
            $0.member("cancelledAt", booking.cancelledAt)
            $0.member("noShowAt", booking.noShowAt)
            $0.member("createdAt", booking.createdAt)
            $0.member("updatedAt", booking.updatedAt)
            if actor.isStaff { $0.staffMembers(of: booking) }
        }
    }

    private mutating func staffMembers(of booking: Booking) {
        member("instructorNotes", booking.instructorNotes)
        member("reminderSentAt", booking.reminderSentAt)
        member("bufferMinutes", booking.bufferMinutes)
        object("student") {
            $0.member("firstName", booking.contact.firstName)
            $0.member("lastName", booking.contact.lastName)
            $0.member("email", booking.contact.email)
            $0.member("phone", booking.contact.phone)
        }
    }
}

extension Actor {
    /// Whether it may know which record a booking belongs to: staff, and the student who signed in.
    fileprivate var knowsStudents: Bool { isStaff || studentID != nil }
}
