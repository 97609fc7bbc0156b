import HTTP
import Scheduling

/// Changes a student's names and addresses: `PATCH /api/students/:studentId`.
///
/// What is absent stays. Bookings keep the addresses that were given for them.
func changeStudent(_ call: Call, _ app: App) throws -> Response {
    guard let student = try app.store.student(call.id("studentId"), in: call.brand.id) else { throw Refusal.notFound }
    let change = try StudentChange(call.request)
    let changed = change.applied(to: student, at: call.now)
    guard try changed == student || app.store.replace(changed, in: call.brand.id) else {
        throw Problem.invalidField("email", "Another student of the brand has this e-mail address.", code: "taken")
    }
    var json = JSONWriter()
    json.object { json in json.object("student") { $0.members(of: changed) } }
    return .json(json.bytes)
}

extension StudentChange {
    /// Reads and checks the body.
    ///
    /// - Parameter request: the request.
    /// - Throws: `malformed_json`, `invalid_field`, `no_changes` (400).
    fileprivate init(_ request: Request) throws(Problem) {
        let fields = try JSONFields(body: request.body, known: JSONFields.contactNames)
        self.init()
        firstName = fields.name("firstName")
        lastName = fields.name("lastName")
        email = fields.value("email", "an e-mail address such as ada@example.com") { mailAddress($0) }
        let form = "a phone number in international form, such as +4915112345678"
        if fields.names("phone"), !fields.has("phone") {
            phone = .some(nil)
        } else {
            phone = fields.value("phone", form) { phoneNumber($0) }.map { .some($0) }
        }
        try fields.errors.finish()
        if self == StudentChange() { throw Problem(400, "no_changes", "The body names nothing to change.") }
    }
}

extension JSONFields {
    /// A name that replaces another; nil when it is absent.
    fileprivate func name(_ name: String) -> String? {
        let value = words(name, atMost: 100)
        if value == nil, has(name), !isNull(name), !errors.mention(field(name)) {
            refuse(name, "\(name) must not be blank.", code: "required")
        }
        return value
    }
}
