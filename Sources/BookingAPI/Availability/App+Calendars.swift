import Scheduling

extension App {
    /// An instructor's calendar with everything that matters for sessions that start in `range`.
    ///
    /// Throws `not_found` (404) when the brand does not have the instructor.
    func calendar(of instructorID: ID<Instructor>, for call: Call, range: TimeSpan) throws -> InstructorCalendar {
        let span = Timetable.busySpan(for: range)
        let schedule = try store.schedule(of: instructorID, in: call.brand.id, busyWithin: span, at: call.now)
        guard let schedule else { throw Refusal.notFound }
        return InstructorCalendar(schedule, zones: zones, at: call.now)
    }

    /// The same for every start that can be booked at all, from now to the furthest day that settings allow.
    func wholeCalendar(of instructorID: ID<Instructor>, for call: Call) throws -> InstructorCalendar {
        let days = SettingsLimits.advanceBookingDays.upperBound + 2
        let range = TimeSpan(start: call.now, end: call.now.adding(hours: days * 24))
        return try calendar(of: instructorID, for: call, range: range)
    }

    /// Refuses a calendar that the brand does not have (`not_found`), and an instructor who asks about another's
    /// (`forbidden`).
    func requireInstructor(_ instructorID: ID<Instructor>, for call: Call) throws {
        if instructorID == call.actor.instructorID { return }
        guard try store.instructor(instructorID, in: call.brand.id) != nil else { throw Refusal.notFound }
        try call.actor.refuseColleague(of: instructorID)
    }
}
