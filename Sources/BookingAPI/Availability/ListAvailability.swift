import HTTP
import Scheduling

/// Lists the slots that can be booked: `GET /api/bookings/availability`.
///
/// The days are dates in the student's zone; so many whole ones are answered as stay within the bounds of an answer. With `explain=true` every grid start that is not offered is listed with its
/// reason.
func listAvailability(_ call: Call, _ app: App) throws -> Response {
    let wanted = try AvailabilityQuery(call.request, zones: app.zones)
    let calendar = try app.calendar(of: wanted.instructorID, for: call, range: wanted.rangeInAnyZone(at: call.now))
    let zone = try calendar.zone()
    let student = wanted.studentZone ?? zone
    let range = wanted.range(in: student, at: call.now)
    let timetable = try calendar.timetable(sessionMinutes: wanted.sessionMinutes)
    let page = SlotPage(of: timetable, in: range, student: student, explain: wanted.explain)
    let slots = page.slots
    let next = try firstSlot(after: slots, in: range, wanted, call, app)
    var json = JSONWriter()
    json.reserve(512 + slots.count * 192)
    json.object {
        $0.member("instructorId", wanted.instructorID.description)
        $0.member("timezone", zone.name)
        $0.member("studentTimezone", student.name)
        $0.member("sessionMinutes", wanted.sessionMinutes ?? calendar.settings.sessionMinutes)
        $0.member("today", timetable.today.description)
        $0.member("lastDate", timetable.lastDate.description)
        $0.member("nextAvailable", next?.start)
        $0.settings(calendar.settings)
        $0.array("slots", slots) { $0.slot($1, student: student, instructor: zone) }
        if let date = page.nextDate {
            $0.member("truncated", true)
            $0.member("nextStartDate", date.description)
        }
        if wanted.explain {
            $0.array("refused", page.refused) { json, refused in
                json.object {
                    $0.member("startAt", refused.slot.start)
                    $0.member("endAt", refused.slot.end)
                    $0.member("reason", refused.reason.rawValue)
                }
            }
        }
    }
    return .json(json.bytes)
}

/// The first slot from now on: of the slots just listed where they begin now, else of the whole calendar.
private func firstSlot(
    after slots: [TimeSpan],
    in range: TimeSpan,
    _ wanted: AvailabilityQuery,
    _ call: Call,
    _ app: App
) throws -> TimeSpan? {
    if range.start <= call.now, let first = slots.first { return first }
    return try app.wholeCalendar(of: wanted.instructorID, for: call)
        .timetable(sessionMinutes: wanted.sessionMinutes).firstSlot()
}

/// The query of `GET /api/bookings/availability`.
private struct AvailabilityQuery {
    let instructorID: ID<Instructor>
    let startDate: LocalDate?
    let days: Int
    let sessionMinutes: Int?
    let studentZone: Zone?
    let explain: Bool

    init(_ request: Request, zones: any Zones) throws(Problem) {
        let query = QueryFields(request.query)
        let instructorID = query.instructorID(required: true)
        startDate = query.value("startDate", "a date such as 2026-11-23") { text in
            LocalDate(text).flatMap { (1970..<9999).contains($0.year) ? $0 : nil }
        }
        days = query.integer("days", in: 1...62) ?? 14
        sessionMinutes = query.integer("sessionMinutes", in: SettingsLimits.sessionMinutes, step: Quantum.minutes)
        studentZone = query.zone("studentTimezone", zones)
        explain = query.flag("explain") ?? false
        try query.errors.finish()
        guard let instructorID else { throw Problem.invalidField("instructorId", "instructorId is required.") }
        self.instructorID = instructorID
    }

    /// The days asked for, as instants; without a start date from today.
    func range(in zone: Zone, at now: Moment) -> TimeSpan {
        let first = startDate ?? zone.localDate(at: now)
        return TimeSpan(start: zone.bound(first, minutes: 0), end: zone.bound(first.adding(days: days), minutes: 0))
    }

    /// The same days wherever the student is: no zone is more than 26 hours away from UTC.
    func rangeInAnyZone(at now: Moment) -> TimeSpan {
        let first = startDate.map { Moment(seconds: $0.dayNumber * 86_400) } ?? now
        return TimeSpan(start: first.adding(hours: -26), end: first.adding(hours: (days + 1) * 24 + 26))
    }
}

extension QueryFields {
    /// The id in `instructorId`; absent where it is required, it is noted as an error.
    func instructorID(required: Bool) -> ID<Instructor>? {
        if required, !has("instructorId") {
            refuse("instructorId", "instructorId is required.", code: "required")
        }
        return value("instructorId", "an instructor's id") { ID($0) }
    }

    /// The zone that a parameter names; a name that is not IANA's is noted as an error.
    func zone(_ name: String, _ zones: any Zones) -> Zone? {
        value(name, "an IANA time zone such as Europe/Berlin") { zones.zone(named: $0) }
    }
}
