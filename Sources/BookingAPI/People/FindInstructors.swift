import HTTP
import Scheduling

/// Lists the brand's instructors for staff, by last name, first name, or finds one by e-mail: `GET /api/instructors`.
func findInstructors(_ call: Call, _ app: App) throws -> Response {
    let query = QueryFields(call.request.query)
    let email = query.value("email", "an e-mail address such as ada@example.com") { mailAddress($0) }
    try query.errors.finish()
    let people = try app.store.instructors(of: call.brand.id).map(\.instructor).filter { person in
        email.map { $0.lowercased() == person.email.lowercased() } ?? true
    }
    var json = JSONWriter()
    json.object {
        $0.array("instructors", people) { json, person in json.object { $0.members(of: person) } }
    }
    return .json(json.bytes)
}

extension JSONWriter {
    /// An instructor as staff see it.
    mutating func members(of instructor: Instructor) {
        member("id", instructor.id.description)
        member("firstName", instructor.firstName)
        member("lastName", instructor.lastName)
        member("email", instructor.email)
        member("bio", instructor.bio)
    }
}
