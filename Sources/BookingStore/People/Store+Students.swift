package import Scheduling

extension MariaDBStore {
    package func students(
        of brandID: ID<Brand>,
        email: String?,
        after last: ID<Student>?,
        limit: Int
    ) throws -> [Student] {
        let parameters: [Parameter] = [.id(brandID), .text(email), .text(email), .id(last), .id(last), .int(limit)]
        return try read { try $0.query(.someStudents, parameters, Student.init) }
    }

    package func replace(_ student: Student, in brandID: ID<Brand>) throws -> Bool {
        try transaction { connection in
            var isFound = false
            let isFree = try connection.isNew(.studentEmail) {
                isFound = try connection.update(student, brandID: brandID)
            }
            return isFree && isFound
        }
    }

    /// Adds a student to a brand; a record that only guests have made becomes the student's, with these details.
    ///
    /// - Parameters:
    ///   - student: the student; its id counts where there is no record yet.
    ///   - brandID: the brand.
    /// - Throws: `Fault`.
    /// - Returns: the student as it is now; nil when the e-mail address is another student's whom somebody vouches for.
    package func claim(_ student: Student, in brandID: ID<Brand>) throws -> Student? {
        try transaction { connection in
            if try connection.isNew(.studentEmail, { try connection.insert(student, brandID: brandID) }) {
                return student
            }
            let known = try connection.query(
                .unclaimedStudent,
                [.id(brandID), .text(student.contact.email)],
                Student.init
            ).first
            guard let known else { return nil }
            let claimed = Student(id: known.id, contact: student.contact, claimedAt: student.claimedAt)
            return try connection.update(claimed, brandID: brandID) ? claimed : nil
        }
    }
}

extension SQL {
    fileprivate static let someStudents: SQL = """
        SELECT \(columns: Student.self) FROM students
        WHERE brand_id = ? AND (? IS NULL OR email_key = LOWER(?)) AND (? IS NULL OR id > ?)
        ORDER BY id
        LIMIT ?
        """
    fileprivate static let unclaimedStudent: SQL = """
        SELECT \(columns: Student.self) FROM students
        WHERE brand_id = ? AND email_key = LOWER(?) AND claimed_at IS NULL
        FOR UPDATE
        """
}
