import Scheduling

extension SchedulingSettings {
    init(_ row: inout Row) throws {
        self.init(
            timezone: try row.text(),
            sessionMinutes: try row.int(),
            slotIntervalMinutes: try row.int(),
            bufferMinutes: try row.int(),
            minimumNoticeMinutes: try row.int(),
            advanceBookingDays: try row.int(),
            cancellationCutoffHours: try row.int(),
            maximumSessionsPerDay: try row.optionalInt()
        )
    }

    /// Its columns, in the order in which it is read.
    var parameters: [Parameter] {
        [
            .text(timezone), .int(sessionMinutes), .int(slotIntervalMinutes), .int(bufferMinutes),
            .int(minimumNoticeMinutes), .int(advanceBookingDays), .int(cancellationCutoffHours),
            .int(maximumSessionsPerDay),
        ]
    }
}

/// One row of the statement that reads a whole schedule: its first column says what the others mean.
enum ScheduleRow {
    case rules(calendarVersion: Int, rulesVersion: Int, SchedulingSettings)
    case weekly(position: Int, WeeklyWindow)
    case override(position: Int, DateOverride)
    case busy(BusySession)

    init(_ row: inout Row) throws {
        switch try row.int() {
        case 0:
            let versions = (try row.int(), try row.int())
            self = .rules(calendarVersion: versions.0, rulesVersion: versions.1, try SchedulingSettings(&row))
        case 1:
            let (position, dayOfWeek) = (try row.int(), try row.int())
            row.skip(1)
            self = .weekly(position: position, WeeklyWindow(dayOfWeek: dayOfWeek, hours: try LocalHours(&row)))
            row.skip(5)
        case 2:
            let (position, first) = (try row.int(), LocalDate(dayNumber: try row.int()))
            let note = try row.optionalText()
            let last = LocalDate(dayNumber: try row.int())
            let isOpen = try row.flag()
            let hours = isOpen ? try LocalHours(&row) : nil
            row.skip(isOpen ? 3 : 5)
            self = .override(
                position: position,
                DateOverride(firstDate: first, lastDate: last, hours: hours, note: note)
            )
        default:
            let span = TimeSpan(start: Moment(seconds: try row.int()), end: Moment(seconds: try row.int()))
            self = .busy(BusySession(bookingID: try row.id(), span: span, bufferMinutes: try row.int()))
            row.skip(6)
        }
    }
}

extension LocalHours {
    /// Reads the minutes at which it begins and ends.
    fileprivate init(_ row: inout Row) throws {
        guard let start = LocalTime(minutes: try row.int()), let end = LocalTime(minutes: try row.int()),
            let hours = LocalHours(start: start, end: end)
        else { throw Fault(.broken, operation: "store.read", code: 0, detail: "a window ends before it begins") }
        self = hours
    }
}
