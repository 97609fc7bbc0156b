import BookingAPI
package import BookingStore
package import Scheduling

/// A brand with an instructor, a student and credentials for everybody, as it is written into a store.
package struct SeededBrand: Sendable {
    /// The brand.
    package let brand: Brand

    /// An instructor of the brand, open as the rules say that it was made with.
    package let instructor: Instructor

    /// A student of the brand.
    package let student: Student

    /// Secrets of the four callers.
    package let admin: String
    package let service: String
    package let instructorToken: String
    package let studentToken: String

    /// Writes one.
    ///
    /// - Parameters:
    ///   - store: where.
    ///   - instructor: one that also works elsewhere; nil adds a new one.
    ///   - rules: how the instructor is booked here.
    ///   - policy: who confirms.
    ///   - guests: whether guests may book.
    ///   - holdMinutes: how long an unpaid booking holds its time; nil is for ever.
    /// - Throws: `Fault` of the store.
    package init(
        in store: MariaDBStore,
        instructor: Instructor? = nil,
        rules: AvailabilityRules = .everyDay(),
        policy: PaymentPolicy = .trusted,
        guests: Bool = true,
        holdMinutes: Int? = nil
    ) throws {
        let id = ID<Brand>.new()
        brand = Brand(
            id: id,
            slug: "studio-" + "\(id)".suffix(12),
            name: "Studio",
            allowsGuests: guests,
            paymentPolicy: policy,
            pendingHoldMinutes: holdMinutes
        )
        _ = try store.add(brand)
        let person = instructor ?? .fixture()
        if instructor == nil { try store.add(person) }
        _ = try store.assign(person.id, to: id, rules: rules)
        let student = Student.fixture()
        _ = try store.add(student, to: id)
        self.instructor = person
        self.student = student
        admin = try SeededBrand.token(.admin, in: id, store)
        service = try SeededBrand.token(.service, in: id, store)
        instructorToken = try SeededBrand.token(.instructor(person.id), in: id, store)
        studentToken = try SeededBrand.token(.student(student.id), in: id, store)
    }

    /// Adds a further instructor with a token.
    package func addInstructor(
        rules: AvailabilityRules = .everyDay(),
        in store: MariaDBStore
    ) throws -> (instructor: Instructor, token: String) {
        let person = Instructor.fixture(firstName: "Nils", lastName: "Holm", email: "nils@instructors.example")
        try store.add(person)
        _ = try store.assign(person.id, to: brand.id, rules: rules)
        return (person, try token(.instructor(person.id), in: store))
    }

    /// Adds a credential.
    package func token(_ role: AccessToken.Role, expiresAt: Moment? = nil, in store: MariaDBStore) throws -> String {
        try SeededBrand.token(role, in: brand.id, store, expiresAt: expiresAt)
    }

    private static func token(
        _ role: AccessToken.Role,
        in brandID: ID<Brand>,
        _ store: MariaDBStore,
        expiresAt: Moment? = nil
    ) throws -> String {
        let (secret, token) = TokenSecret.make(role, in: brandID, at: .now, expiresAt: expiresAt)
        try store.add(token)
        return secret
    }
}
