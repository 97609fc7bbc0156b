import BookingAPI
import BookingStore
import Glibc
import HTTP
import Scheduling

/// Two brands, two instructors and a student, as the demo finds or makes them, and credentials for each.
struct DemoData {
    let instructors: [ID<Instructor>]
    let student: ID<Student>
    let tokens: [(role: String, secret: String)]
    let cronSecret: String
    private let file: DemoFile

    /// The secret of a role.
    func token(_ role: String) -> String { tokens.first { $0.role == role }?.secret ?? "" }

    /// Makes what is missing, and keeps the tokens of an earlier run as long as they count.
    ///
    /// Without a cron secret, the one of the earlier run is kept, or one is made.
    static func load(_ store: MariaDBStore, _ file: DemoFile, cronSecret: String?) throws -> DemoData {
        let now = Moment(seconds: Glibc.time(nil))
        let brand = try findOrAdd("demo", "Demo Coaching", store, at: now)
        let second = try findOrAdd("demo-two", "Demo Coaching Two", store, at: now)
        let instructors = try DemoPeople.instructors.map { person in
            try findOrAdd(person, brand, store, at: now)
        }
        _ = try store.assign(instructors[0], to: second.id, rules: DemoPeople.instructors[0].rules)
        let student = try findOrAddStudent(brand, store, at: now)
        let earlier = file.read()
        let roles: [AccessToken.Role] = [.admin, .service, .instructor(instructors[0]), .student(student)]
        let tokens = try roles.map { role in
            (role.name, try findOrMakeToken(role, brand, store, earlier: earlier?["tokens"]?[role.name]?.text, at: now))
        }
        return DemoData(
            instructors: instructors,
            student: student,
            tokens: tokens,
            cronSecret: cronSecret ?? earlier?["cronSecret"]?.text ?? randomSecret(),
            file: file
        )
    }

    /// Writes `demo.json`.
    func write(url: String, databaseSocket: String) throws {
        var json = JSONWriter()
        json.object {
            $0.member("url", url)
            $0.member("brand", "demo")
            $0.member("databaseSocket", databaseSocket)
            $0.member("database", "coachbook")
            $0.object("tokens") { json in
                for token in tokens { json.member(token.role, text: token.secret) }
            }
            $0.array("instructorIds", instructors) { $0.string($1.description) }
            $0.member("studentId", student.description)
            $0.member("cronSecret", cronSecret)
        }
        try file.write(json.bytes + [UInt8(ascii: "\n")])
    }
}

private func findOrAdd(_ slug: String, _ name: String, _ store: MariaDBStore, at now: Moment) throws -> Brand {
    if let brand = try store.brand(slug: slug) { return brand }
    let brand = Brand(
        id: newID(at: now),
        slug: slug,
        name: name,
        allowsGuests: true,
        paymentPolicy: .trusted,
        pendingHoldMinutes: nil
    )
    _ = try store.add(brand)
    return brand
}

private func findOrAdd(
    _ person: DemoPeople.Instructor,
    _ brand: Brand,
    _ store: MariaDBStore,
    at now: Moment
) throws -> ID<Instructor> {
    let known = try store.instructors(of: brand.id).map(\.instructor)
    if let instructor = known.first(where: { $0.email == person.email }) { return instructor.id }
    let instructor = Instructor(
        id: newID(at: now),
        firstName: person.firstName,
        lastName: person.lastName,
        email: person.email,
        bio: person.bio
    )
    try store.add(instructor)
    _ = try store.assign(instructor.id, to: brand.id, rules: person.rules)
    return instructor.id
}

private func findOrAddStudent(_ brand: Brand, _ store: MariaDBStore, at now: Moment) throws -> ID<Student> {
    let contact = DemoPeople.student
    if let student = try store.students(of: brand.id).first(where: { $0.contact.email == contact.email }) {
        return student.id
    }
    let student = Student(id: newID(at: now), contact: contact, claimedAt: now)
    _ = try store.add(student, to: brand.id)
    return student.id
}

/// The earlier secret as long as it counts for that role; else a new one.
private func findOrMakeToken(
    _ role: AccessToken.Role,
    _ brand: Brand,
    _ store: MariaDBStore,
    earlier: String?,
    at now: Moment
) throws -> String {
    if let earlier, let known = try store.token(digest: TokenSecret.digest(of: earlier)),
        known.isValid(at: now), known.role == role, known.brandID == brand.id
    {
        return earlier
    }
    let made = TokenSecret.make(role, in: brand.id, at: now)
    try store.add(made.token)
    return made.secret
}

private func newID<Of>(at now: Moment) -> ID<Of> {
    var random = SystemRandomNumberGenerator()
    return ID(madeAt: now, using: &random)
}
