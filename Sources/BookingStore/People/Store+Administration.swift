package import Scheduling

/// What an operator does at the command line: brands, people, credentials.
extension MariaDBStore {
    /// Adds a brand, or answers false when the slug is taken.
    package func add(_ brand: Brand) throws -> Bool {
        try transaction { connection in try connection.isNew(.brandSlug) { try connection.insert(brand) } }
    }

    /// Every brand, by slug.
    package func brands() throws -> [Brand] {
        try read { try $0.query(.brands, [], Brand.init) }
    }

    /// Replaces what may change of a brand: name, guests, payment policy, hold, language.
    ///
    /// - Returns: false when there is no such id.
    package func replace(_ brand: Brand) throws -> Bool {
        try transaction { try $0.update(brand) }
    }

    /// Gives a host name (lower case, no port) to a brand, or answers false when another brand has it.
    package func add(host: String, to brandID: ID<Brand>) throws -> Bool {
        let isAdded = try transaction { connection in
            try connection.isNew(.primary) {
                try connection.execute(
                    "INSERT INTO brand_domains (host, brand_id) VALUES (?, ?)",
                    [.text(host), .id(brandID)]
                )
            }
        }
        // A brand that has the host already is given it again.
        return try isAdded || brand(host: host)?.id == brandID
    }

    /// The host names of a brand, in order.
    package func hosts(of brandID: ID<Brand>) throws -> [String] {
        try read { connection in
            try connection.query("SELECT host FROM brand_domains WHERE brand_id = ? ORDER BY host", [.id(brandID)]) {
                try $0.text()
            }
        }
    }

    /// Adds an instructor without a brand.
    package func add(_ instructor: Instructor) throws {
        try transaction { try $0.insert(instructor) }
    }

    /// Lets an instructor work for a brand with those rules, or answers false when it already does.
    package func assign(
        _ instructorID: ID<Instructor>,
        to brandID: ID<Brand>,
        rules: AvailabilityRules
    ) throws -> Bool {
        try transaction { connection in
            _ = try connection.raiseCalendarVersion(of: instructorID)
            let isNew = try connection.isNew(.primary) {
                try connection.execute(
                    "INSERT INTO instructors_brands (brand_id, instructor_id) VALUES (?, ?)",
                    [.id(brandID), .id(instructorID)]
                )
            }
            if isNew { try connection.insertRules(rules, of: instructorID, in: brandID) }
            return isNew
        }
    }

    /// Adds a student to a brand, or answers false when the e-mail address is known there.
    package func add(_ student: Student, to brandID: ID<Brand>) throws -> Bool {
        try transaction { connection in
            try connection.isNew(.studentEmail) { try connection.insert(student, brandID: brandID) }
        }
    }

    /// The brand's students by last name, first name, id.
    package func students(of brandID: ID<Brand>) throws -> [Student] {
        try read { try $0.query(.studentsOfBrand, [.id(brandID)], Student.init) }
    }

    /// Adds a credential.
    package func add(_ token: AccessToken) throws {
        try transaction { try $0.insert([token]) }
    }

    /// The brand's credentials, newest first, without those of manage links.
    package func tokens(of brandID: ID<Brand>) throws -> [AccessToken] {
        try read { try $0.query(.tokensOfBrand, [.id(brandID)], AccessToken.init) }
    }

    /// Revokes a credential, or answers false when the brand has none of that id that still counts.
    package func revoke(_ tokenID: ID<AccessToken>, of brandID: ID<Brand>, at now: Moment) throws -> Bool {
        try transaction { connection in
            try connection.execute(
                """
                UPDATE api_tokens SET revoked_at = ?
                WHERE id = ? AND brand_id = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
                """,
                [.moment(now), .id(tokenID), .id(brandID), .moment(now)]
            ) == 1
        }
    }
}

extension SQL {
    fileprivate static let brands: SQL = "SELECT \(columns: Brand.self) FROM brands ORDER BY slug"
    fileprivate static let studentsOfBrand: SQL = """
        SELECT \(columns: Student.self) FROM students
        WHERE brand_id = ?
        ORDER BY last_name COLLATE utf8mb4_uca1400_ai_ci, first_name COLLATE utf8mb4_uca1400_ai_ci, id
        """
    fileprivate static let tokensOfBrand: SQL = """
        SELECT \(columns: AccessToken.self) FROM api_tokens
        WHERE brand_id = ? AND role <> 'manage'
        ORDER BY created_at DESC, id DESC
        """
}
