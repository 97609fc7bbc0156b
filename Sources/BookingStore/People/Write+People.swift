import Scheduling

private let intoBrands = Insert<Brand>(into: "brands")
private let intoInstructors = Insert<Instructor>(into: "instructors")
private let intoStudents = Insert<InBrand<Student>>(into: "students")
private let intoTokens = Insert<AccessToken>(into: "api_tokens")

extension SQL {
    fileprivate static let updateBrand: SQL = "UPDATE brands SET \(changes: Brand.self) WHERE id = ?"
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

    /// Writes a new student of a brand; two with one e-mail address violate `UniqueKey.studentEmail`.
    func insert(_ student: Student, brandID: ID<Brand>) throws {
        try insert([InBrand(student, brandID)], by: intoStudents)
    }

    /// Writes credentials.
    func insert(_ tokens: [AccessToken]) throws { try insert(tokens, by: intoTokens) }
}
