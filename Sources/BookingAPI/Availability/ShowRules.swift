import HTTP
import Scheduling

/// Shows an instructor's settings and hours as written: `GET /api/bookings/availability/rules`.
///
/// 304 to a caller who has them already.
func showRules(_ call: Call, _ app: App) throws -> Response {
    let query = QueryFields(call.request.query)
    let asked = query.instructorID(required: call.actor.instructorID == nil)
    try query.errors.finish()
    guard let instructorID = asked ?? call.actor.instructorID else { throw Refusal.notFound }
    try app.requireInstructor(instructorID, for: call)
    let nothing = TimeSpan(start: call.now, end: call.now)
    let schedule = try app.store.schedule(of: instructorID, in: call.brand.id, busyWithin: nothing, at: call.now)
    guard let rules = schedule?.rules else { throw Refusal.notFound }
    var json = JSONWriter()
    json.object { $0.rules(rules, of: instructorID) }
    return ETag.answer(json.bytes, ETag.text(rules.version), to: call.request)
}

extension JSONWriter {
    /// The members that show an instructor's rules.
    mutating func rules(_ rules: AvailabilityRules, of instructorID: ID<Instructor>) {
        member("instructorId", instructorID.description)
        settings(rules.settings)
        hours(rules)
    }
}
