import HTTP
import Scheduling

extension JSONWriter {
    /// A moment in UTC; nil is `null`.
    mutating func member(_ name: StaticString, _ moment: Moment?) {
        if let moment {
            member(name) { moment.appendRFC3339(to: &$0, offsetSeconds: nil) }
        } else {
            member(name, nil as String?)
        }
    }

    /// A moment with the offset of a zone; a zone that the system no longer has is `null`.
    mutating func member(_ name: StaticString, _ moment: Moment, in zone: Zone?) {
        if let zone {
            let offset = zone.offsetSeconds(at: moment)
            member(name) { moment.appendRFC3339(to: &$0, offsetSeconds: offset) }
        } else {
            member(name, nil as String?)
        }
    }

    /// A slot: both ends in UTC, the start in both people's zones.
    mutating func slot(_ slot: TimeSpan, student: Zone, instructor: Zone) {
        object {
            $0.member("startAt", slot.start)
            $0.member("endAt", slot.end)
            $0.member("studentStartAt", slot.start, in: student)
            $0.member("instructorStartAt", slot.start, in: instructor)
        }
    }

    /// The eight settings as `"settings"`.
    mutating func settings(_ settings: SchedulingSettings) {
        object("settings") {
            $0.member("timezone", settings.timezone)
            $0.member("sessionMinutes", settings.sessionMinutes)
            $0.member("slotIntervalMinutes", settings.slotIntervalMinutes)
            $0.member("bufferMinutes", settings.bufferMinutes)
            $0.member("minimumNoticeMinutes", settings.minimumNoticeMinutes)
            $0.member("advanceBookingDays", settings.advanceBookingDays)
            $0.member("cancellationCutoffHours", settings.cancellationCutoffHours)
            $0.member("maximumSessionsPerDay", settings.maximumSessionsPerDay)
        }
    }

    /// An instructor's hours as written: `"weeklySlots"` and `"dateOverrides"`.
    mutating func hours(_ rules: AvailabilityRules) {
        array("weeklySlots", rules.weeklyWindows) { json, window in
            json.object {
                $0.member("dayOfWeek", window.dayOfWeek)
                $0.member("startTime", window.hours.start.description)
                $0.member("endTime", window.hours.end.description)
            }
        }
        array("dateOverrides", rules.dateOverrides) { json, override in
            json.object {
                $0.member("date", override.firstDate.description)
                if override.lastDate > override.firstDate { $0.member("endDate", override.lastDate.description) }
                $0.member("isAvailable", override.hours != nil)
                if let hours = override.hours {
                    $0.member("startTime", hours.start.description)
                    $0.member("endTime", hours.end.description)
                }
                if let note = override.note { $0.member("note", note) }
            }
        }
    }

    /// A member that is a booking.
    mutating func booking(_ name: String, _ booking: Booking, forStaff: Bool, zones: any Zones) {
        var json = JSONWriter()
        json.booking(booking, forStaff: forStaff, zones: zones)
        member(name, raw: json.bytes)
    }

    /// A booking; staff see more of it than students.
    mutating func booking(_ booking: Booking, forStaff: Bool, zones: any Zones) {
        object {
            $0.member("id", booking.id.description)
            $0.member("instructorId", booking.instructorID.description)
            $0.member("studentId", booking.studentID.description)
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
            if forStaff { $0.staffMembers(of: booking) }
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
