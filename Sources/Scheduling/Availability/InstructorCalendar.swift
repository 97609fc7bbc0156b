/// One instructor's rules and taken time in one brand, ready to be asked.
package struct InstructorCalendar {
    /// The rules, and what is taken.
    package let schedule: Schedule

    /// The present moment.
    package let now: Moment

    private let zones: any Zones

    package init(_ schedule: Schedule, zones: any Zones, at now: Moment) {
        self.schedule = schedule
        self.zones = zones
        self.now = now
    }

    /// How the instructor is booked.
    package var settings: SchedulingSettings { schedule.rules.settings }

    /// The instructor's zone.
    ///
    /// - Throws: `Fault` when the system no longer has it; its name was good when the rules were written.
    package func zone() throws -> Zone {
        guard let zone = zones.zone(named: settings.timezone) else {
            throw Fault(.broken, operation: "zones.load", code: 0, detail: "tzdata has no zone \(settings.timezone)")
        }
        return zone
    }

    /// What can be booked for sessions of that length.
    ///
    /// - Parameters:
    ///   - sessionMinutes: the length; nil is the one that the instructor offers.
    ///   - booking: a booking that is to be moved, whose own time does not count as taken.
    /// - Throws: `Fault`, as `zone`.
    /// - Returns: the timetable, which asks nobody any more.
    package func timetable(sessionMinutes: Int? = nil, ignoring booking: ID<Booking>? = nil) throws -> Timetable {
        Timetable(
            schedule: schedule,
            zone: try zone(),
            now: now,
            sessionMinutes: sessionMinutes ?? settings.sessionMinutes,
            ignoring: booking
        )
    }
}
