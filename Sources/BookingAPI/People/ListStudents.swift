package import HTTP
package import Scheduling

/// Lists the brand's students in the order in which they were made: `GET /api/students`.
///
/// `email` finds the one with that address, in whatever case.
func listStudents(_ call: Call, _ app: App) throws -> Response {
    let query = QueryFields(call.request.query)
    let email = query.value("email", "an e-mail address such as ada@example.com") { mailAddress($0) }
    let limit = query.integer("limit", in: 1...200) ?? 50
    let last = query.value("cursor", "a nextCursor of an earlier answer") { ID<Student>($0) }
    try query.errors.finish()
    var students = try app.store.students(of: call.brand.id, email: email, after: last, limit: limit + 1)
    let hasMore = students.count > limit
    if hasMore { students.removeLast() }
    var json = JSONWriter()
    json.object {
        $0.array("students", students) { json, student in json.object { $0.members(of: student) } }
        $0.member("nextCursor", hasMore ? students.last?.id.description : nil)
    }
    return .json(json.bytes)
}

extension JSONWriter {
    /// What staff see of a student; `isClaimed` is false of what only guests have said.
    package mutating func members(of student: Student) {
        member("id", student.id.description)
        member("firstName", student.contact.firstName)
        member("lastName", student.contact.lastName)
        member("email", student.contact.email)
        member("phone", student.contact.phone)
        member("isClaimed", student.claimedAt != nil)
    }
}
