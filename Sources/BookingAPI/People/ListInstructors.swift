import HTTP
import Scheduling

/// Lists the brand's instructors by last name, first name: `GET /api/bookings/instructors`.
///
/// `?include=nextAvailable` adds the first bookable start of each. E-mail addresses are for staff only.
func listInstructors(_ call: Call, _ app: App) throws -> Response {
    let query = QueryFields(call.request.query)
    let withNext = query.value("include", "nextAvailable") { $0 == "nextAvailable" ? true : nil } ?? false
    try query.errors.finish()
    let people = try app.store.instructors(of: call.brand.id)
    var json = JSONWriter()
    try json.object {
        try $0.array("instructors", people) { json, person in
            let next =
                withNext ? try app.wholeCalendar(of: person.instructor.id, for: call).timetable().firstSlot() : nil
            json.object {
                $0.member("id", person.instructor.id.description)
                $0.member("firstName", person.instructor.firstName)
                $0.member("lastName", person.instructor.lastName)
                $0.member("bio", person.instructor.bio)
                if call.actor.isStaff { $0.member("email", person.instructor.email) }
                if withNext { $0.member("nextAvailable", next?.start) }
                $0.settings(person.settings)
            }
        }
    }
    return .json(json.bytes)
}
