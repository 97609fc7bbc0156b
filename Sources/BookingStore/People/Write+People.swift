import Scheduling

private let intoBrands = Insert<Brand>(into: "brands")
private let intoInstructors = Insert<Instructor>(into: "instructors")
private let intoStudents = Insert<InBrand<Student>>(into: "students")
private let intoTokens = Insert<AccessToken>(into: "api_tokens")
private let intoLinks = Insert<AccessToken>(into: "api_tokens", "ON DUPLICATE KEY UPDATE id = id")

extension SQL {
    fileprivate static let updateBrand: SQL = "UPDATE brands SET \(changes: Brand.self) WHERE id = ?"
    fileprivate static let updateInstructor: SQL = "UPDATE instructors SET \(changes: Instructor.self) WHERE id = ?"
    fileprivate static let updateStudent: SQL = """
        UPDATE students SET \(changes: Student.self) WHERE id = ? AND brand_id = ?
        """
}

extension Connection {
    /// Writes a new brand.
    func insert(_ brand: Brand) throws { try insert([brand], by: intoBrands) }

    /// Writes what may change of a brand: all but its slug; false when there is no such brand.
    func update(_ brand: Brand) throws -> Bool {
        try execute(.updateBrand, brand.changes() + [.id(brand.id)]) == 1
    }

    /// Writes a new instructor.
    func insert(_ instructor: Instructor) throws { try insert([instructor], by: intoInstructors) }

    /// Writes what may change of an instructor; false when there is none of that id.
    func update(_ instructor: Instructor) throws -> Bool {
        try execute(.updateInstructor, instructor.changes() + [.id(instructor.id)]) == 1
    }

    /// Writes a new student of a brand; two with one e-mail address violate `UniqueKey.studentEmail`.
    func insert(_ student: Student, brandID: ID<Brand>) throws {
        try insert([InBrand(student, brandID)], by: intoStudents)
    }

    /// Writes what may change of a student: all but its id; false when the brand has no such student.
    func update(_ student: Student, brandID: ID<Brand>) throws -> Bool {
        try execute(.updateStudent, student.changes() + [.id(student.id), .id(brandID)]) == 1
    }

    /// Writes credentials.
    func insert(_ tokens: [AccessToken]) throws { try insert(tokens, by: intoTokens) }

    /// Writes what is stored of manage links; one that is known already, ended or not, stays as it is.
    func admit(_ links: [AccessToken]) throws { try insert(links, by: intoLinks) }

    /// Writes what is stored of a manage link that was mostly written before: a look costs less than a write.
    func admit(_ link: AccessToken) throws {
        let known = try query("SELECT 1 AS found FROM api_tokens WHERE digest = ?", [.bytes(link.digest)]) {
            try $0.int()
        }
        if known.isEmpty { try admit([link]) }
    }

    /// Ends every link to a booking, those of older releases and keys too.
    func endLinks(to bookingID: ID<Booking>, at now: Moment) throws {
        try execute(
            "UPDATE api_tokens SET revoked_at = ? WHERE booking_id = ? AND revoked_at IS NULL",
            [.moment(now), .id(bookingID)]
        )
    }

    /// Lets the links to a booking end with it, wherever it was moved.
    func moveLinks(with booking: Booking) throws {
        let end = ManageLink.end(of: booking)
        try execute(
            "UPDATE api_tokens SET expires_at = ? WHERE booking_id = ? AND NOT expires_at <=> ?",
            [.moment(end), .id(booking.id), .moment(end)]
        )
    }
}
