package import HTTP
package import Scheduling

/// Changes an instructor's names, address and bio: `PATCH /api/instructors/:instructorId`.
///
/// The instructor may, and so may admins and the brand's back end as long as it works for no other brand: one record serves
/// all its brands.
func changeInstructor(_ call: Call, _ app: App) throws -> Response {
    let known = try instructor(of: call, app)
    try call.actor.refuseColleague(of: known.id)
    let fields = try JSONFields(body: call.request.body, known: JSONFields.instructorNames)
    let changed = fields.instructor(replacing: known)
    try fields.errors.finish()
    if JSONFields.instructorNames.allSatisfy({ !fields.has($0) }), !fields.names("bio") {
        throw Problem(400, "no_changes", "The body names nothing to change.")
    }
    if call.actor.instructorID == nil, try app.store.brandCount(of: known.id) > 1 { throw Refusal.forbidden }
    guard let changed, try app.store.replace(changed) else { throw Refusal.notFound }
    var json = JSONWriter()
    json.object { $0.object("instructor") { $0.members(of: changed) } }
    return .json(json.bytes)
}

/// Ends an instructor's work for the brand: `DELETE /api/instructors/:instructorId` (admins and the brand's back end).
///
/// It keeps neither rights nor readable contacts there. Its bookings stay, and can be cancelled; the upcoming ones are
/// answered.
func removeInstructor(_ call: Call, _ app: App) throws -> Response {
    if call.actor.instructorID != nil { throw Refusal.forbidden }
    let known = try instructor(of: call, app)
    guard try app.store.endAssignment(of: known.id, to: call.brand.id, at: call.now) else { throw Refusal.notFound }
    var query = BookingQuery(brandID: call.brand.id, limit: 200)
    query.instructorID = known.id
    let upcoming = try app.store.bookings(query, at: call.now)
    var json = JSONWriter()
    json.object {
        $0.array("upcomingBookings", upcoming) { $0.booking($1, for: call.actor, zones: app.zones) }
    }
    return .json(json.bytes)
}

private func instructor(of call: Call, _ app: App) throws -> Instructor {
    guard let known = try app.store.instructor(call.id("instructorId"), in: call.brand.id) else {
        throw Refusal.notFound
    }
    return known
}

extension JSONFields {
    /// The names of an instructor's fields.
    package static let instructorNames: Set<String> = ["firstName", "lastName", "email", "bio"]

    private static let longestBio = 4000

    /// The instructor with what the fields name in place of what it had; nil when something was wrong, which has then been
    /// noted.
    package func instructor(replacing old: Instructor) -> Instructor? {
        let names = ["firstName", "lastName"].map { name in
            guard has(name), !isNull(name) else { return name == "firstName" ? old.firstName : old.lastName }
            let text = words(name, atMost: 100)
            if text == nil, !errors.mention(field(name)) {
                refuse(name, "\(name) must not be blank.", code: "required")
            }
            return text ?? ""
        }
        let email = value("email", "an e-mail address such as ada@example.com") { mailAddress($0) }
        let bio = words("bio", atMost: Self.longestBio, multiline: true)
        return Instructor(
            id: old.id,
            firstName: names[0],
            lastName: names[1],
            email: email ?? old.email,
            bio: self.names("bio") ? bio : old.bio
        )
    }
}
