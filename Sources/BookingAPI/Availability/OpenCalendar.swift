import HTTP
import Scheduling

/// One instructor's rules, zone and taken time, ready to be asked.
struct OpenCalendar {
    let schedule: Schedule
    let zone: Zone
    let now: Moment

    var settings: SchedulingSettings { schedule.rules.settings }

    /// Takes a schedule whose zone the system knows.
    init(_ schedule: Schedule, at now: Moment, _ app: App) throws {
        self.schedule = schedule
        self.now = now
        zone = try app.zone(schedule.rules.settings.timezone)
    }

    /// What can be booked for sessions of that length; `booking`'s own time does not count as taken.
    func timetable(sessionMinutes: Int? = nil, ignoring booking: ID<Booking>? = nil) -> Timetable {
        Timetable(
            schedule: schedule,
            zone: zone,
            now: now,
            sessionMinutes: sessionMinutes ?? settings.sessionMinutes,
            ignoring: booking
        )
    }
}

extension App {
    /// A zone that is stored, so its name was good once; a fault when the system no longer has it.
    func zone(_ name: String) throws -> Zone {
        guard let zone = zones.zone(named: name) else {
            throw Fault(.broken, operation: "zones.load", code: 0, detail: "tzdata has no zone \(name)")
        }
        return zone
    }

    /// An instructor's calendar with everything that matters for sessions that start in `range`.
    ///
    /// Throws `not_found` (404) when the brand does not have the instructor.
    func openCalendar(of instructorID: ID<Instructor>, for call: Call, range: TimeSpan) throws -> OpenCalendar {
        let schedule = try store.schedule(
            of: instructorID,
            in: call.brand.id,
            busyWithin: Timetable.busySpan(for: range),
            at: call.now
        )
        guard let schedule else { throw Refusal.notFound }
        return try OpenCalendar(schedule, at: call.now, self)
    }

    /// The same for every start that can be booked at all, from now to the furthest day that settings allow.
    func wholeCalendar(of instructorID: ID<Instructor>, for call: Call) throws -> OpenCalendar {
        let days = SettingsLimits.advanceBookingDays.upperBound + 2
        let range = TimeSpan(start: call.now, end: call.now.adding(hours: days * 24))
        return try openCalendar(of: instructorID, for: call, range: range)
    }
}
