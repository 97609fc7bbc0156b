import HTTP
import Scheduling

extension JSONWriter {
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
}
