import Scheduling
import TestSupport
import Testing

/// A schedule written in words of local time, for tests of timetables.
struct Diary {
    let zone: Zone
    var rules: AvailabilityRules
    var busy: [BusySession] = []

    /// Starts with the standard settings without buffer, and no open hours.
    init(_ timezone: String = "Europe/Berlin", version: String = "2026f") throws {
        zone = try #require(FixtureZones(version: version).zone(named: timezone))
        rules = .fixture(timezone: timezone) {
            $0.weeklyWindows = []
            $0.settings.bufferMinutes = 0
        }
    }

    /// Opens those hours on those weekdays (0 = Sunday).
    mutating func open(_ days: Int..., hours: String...) throws {
        for day in days {
            for text in hours {
                rules.weeklyWindows.append(WeeklyWindow(dayOfWeek: day, hours: try #require(LocalHours(text))))
            }
        }
    }

    /// Replaces a date's hours.
    mutating func override(_ date: String, hours: String) throws {
        let date = try #require(LocalDate(date))
        let hours = try #require(LocalHours(hours))
        rules.dateOverrides.append(DateOverride(firstDate: date, lastDate: date, hours: hours, note: nil))
    }

    /// Closes a range of dates, both included.
    mutating func close(_ first: String, through last: String? = nil) throws {
        let first = try #require(LocalDate(first))
        let last = try last.map { try #require(LocalDate($0)) } ?? first
        rules.dateOverrides.append(DateOverride(firstDate: first, lastDate: last, hours: nil, note: nil))
    }

    /// Adds a session that keeps its time, and keeps the sessions in order.
    @discardableResult
    mutating func take(_ local: String, minutes: Int = 60, buffer: Int = 0) throws -> ID<Booking> {
        let id = ID<Booking>.new()
        busy.append(BusySession(bookingID: id, span: try span(local, minutes: minutes), bufferMinutes: buffer))
        busy.sort { $0.span.start < $1.span.start }
        return id
    }

    /// The first moment at which the wall clock reads `2026-11-23 09:00`.
    func moment(_ local: String) throws -> Moment {
        let parts = local.split(separator: " ")
        return zone.bound(try #require(LocalDate(parts[0])), try #require(LocalTime(parts[1])))
    }

    /// A span that begins at that local time.
    func span(_ local: String, minutes: Int = 60) throws -> TimeSpan {
        let start = try moment(local)
        return TimeSpan(start: start, end: start.adding(minutes: minutes))
    }

    /// The whole of those local dates, both included.
    func dates(_ first: String, through last: String? = nil) throws -> TimeSpan {
        let last = try #require(LocalDate(last ?? first))
        return TimeSpan(start: try moment("\(first) 00:00"), end: zone.bound(last, minutes: 1440))
    }

    /// The timetable at that local time.
    func timetable(
        now: String = "2026-11-22 12:00",
        minutes: Int = 60,
        ignoring: ID<Booking>? = nil
    ) throws -> Timetable {
        Timetable(
            schedule: Schedule(calendarVersion: 1, rules: rules, busy: busy),
            zone: zone,
            now: try moment(now),
            sessionMinutes: minutes,
            ignoring: ignoring
        )
    }

    /// The local times at which slots start.
    func times(_ slots: [TimeSpan]) -> [String] {
        slots.map { zone.localTime(at: $0.start).description }
    }

    /// The local dates and times at which slots start.
    func texts(_ slots: [TimeSpan]) -> [String] {
        slots.map { "\(zone.localDate(at: $0.start)) \(zone.localTime(at: $0.start))" }
    }
}
