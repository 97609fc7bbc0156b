import HTTP
import Scheduling

/// Replaces what the body names of an instructor's settings and hours: `PUT /api/bookings/availability`.
///
/// All or nothing; `If-Match` is obeyed. Bookings stay even where they no longer fit; those are listed as conflicts.
func replaceAvailability(_ call: Call, _ app: App) throws -> Response {
    let change = try RulesChange(call.request, zones: app.zones)
    try app.requireInstructor(change.instructorID, for: call)
    let (rules, conflicts) = try app.replaceRules(change, for: call)
    var json = JSONWriter()
    json.object {
        $0.rules(rules, of: change.instructorID)
        $0.array("conflicts", conflicts) { $0.booking($1, for: call.actor, zones: app.zones) }
    }
    return .json(json.bytes).with("ETag", ETag.text(rules.version))
}

extension App {
    /// Writes the rules in a transaction; answers them, and the upcoming bookings that no longer fit.
    fileprivate func replaceRules(
        _ change: RulesChange,
        for call: Call
    ) throws -> (rules: AvailabilityRules, conflicts: [Booking]) {
        try store.withCalendar(of: change.instructorID, in: call.brand.id, claiming: nil, at: call.now) { calendar in
            var schedule = try calendar.schedule(busyWithin: TimeSpan(start: call.now, end: call.now))
            try ETag.check(call.request, ETag.text(schedule.rules.version))
            let changes = schedule.rules.replaced(by: change.applied(to: schedule.rules))
            try calendar.write(changes)
            schedule.rules = changes.rules ?? schedule.rules
            let timetable = try InstructorCalendar(schedule, zones: zones, at: call.now).timetable()
            let conflicts = try calendar.upcomingBookings(after: call.now).filter { !timetable.fits($0.span) }
            return (schedule.rules, conflicts)
        }
    }
}
