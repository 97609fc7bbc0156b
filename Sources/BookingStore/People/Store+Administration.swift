package import Scheduling

/// What an operator does at the command line: brands, people, credentials.
extension MariaDBStore {
    /// Adds a brand, or answers false when the slug is taken.
    package func add(_ brand: Brand) throws -> Bool {
        try adding { connection in
            try connection.execute(
                """
                INSERT INTO brands (id, slug, name, allows_guests, payment_policy, pending_hold_minutes, language)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .id(brand.id), .text(brand.slug), .text(brand.name), .flag(brand.allowsGuests),
                    .text(brand.paymentPolicy.rawValue), .int(brand.pendingHoldMinutes), .text(brand.language),
                ]
            )
        }
    }

    /// Every brand, by slug.
    package func brands() throws -> [Brand] {
        try read { connection in
            try connection.query(
                """
                SELECT id, slug, name, allows_guests, payment_policy, pending_hold_minutes, language
                FROM brands ORDER BY slug
                """,
                [],
                Brand.init
            )
        }
    }

    /// Replaces what may change of a brand: name, guests, payment policy, hold, language.
    ///
    /// - Returns: false when there is no such id.
    package func replace(_ brand: Brand) throws -> Bool {
        try transaction { connection in
            try connection.execute(
                """
                UPDATE brands SET name = ?, allows_guests = ?, payment_policy = ?, pending_hold_minutes = ?, language = ?
                WHERE id = ?
                """,
                [
                    .text(brand.name), .flag(brand.allowsGuests), .text(brand.paymentPolicy.rawValue),
                    .int(brand.pendingHoldMinutes), .text(brand.language), .id(brand.id),
                ]
            ) == 1
        }
    }

    /// Gives a host name (lower case, no port) to a brand, or answers false when another brand has it.
    package func add(host: String, to brandID: ID<Brand>) throws -> Bool {
        let isAdded = try adding { connection in
            try connection.execute(
                "INSERT INTO brand_domains (host, brand_id) VALUES (?, ?)",
                [.text(host), .id(brandID)]
            )
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
        try transaction { connection in
            _ = try connection.execute(
                "INSERT INTO instructors (id, first_name, last_name, email, bio) VALUES (?, ?, ?, ?, ?)",
                [
                    .id(instructor.id), .text(instructor.firstName), .text(instructor.lastName),
                    .text(instructor.email), .text(instructor.bio),
                ]
            )
        }
    }

    /// Lets an instructor work for a brand with those rules, or answers false when it already does.
    package func assign(
        _ instructorID: ID<Instructor>,
        to brandID: ID<Brand>,
        rules: AvailabilityRules
    ) throws -> Bool {
        try adding { connection in
            _ = try connection.raiseCalendarVersion(of: instructorID)
            try connection.execute(
                "INSERT INTO instructors_brands (brand_id, instructor_id) VALUES (?, ?)",
                [.id(brandID), .id(instructorID)]
            )
            try connection.insertRules(rules, of: instructorID, in: brandID)
        }
    }

    /// Inserts in a transaction; false when a unique key has it already.
    private func adding(_ body: (Connection) throws -> Void) throws -> Bool {
        do {
            try transaction(body)
            return true
        } catch let fault as Fault where fault.isDuplicate {
            return false
        }
    }
}

extension MariaDBStore {
    /// Adds a student to a brand, or answers false when the e-mail address is known there.
    package func add(_ student: Student, to brandID: ID<Brand>) throws -> Bool {
        try adding { connection in
            try connection.execute(
                "INSERT INTO students (id, brand_id, first_name, last_name, email, phone) VALUES (?, ?, ?, ?, ?, ?)",
                student.parameters(brandID)
            )
        }
    }

    /// The brand's students by last name, first name, id.
    package func students(of brandID: ID<Brand>) throws -> [Student] {
        try read { connection in
            try connection.query(
                """
                SELECT id, first_name, last_name, email, phone FROM students
                WHERE brand_id = ?
                ORDER BY last_name COLLATE utf8mb4_uca1400_ai_ci, first_name COLLATE utf8mb4_uca1400_ai_ci, id
                """,
                [.id(brandID)],
                Student.init
            )
        }
    }

    /// Adds a credential.
    package func add(_ token: AccessToken) throws {
        try transaction { try $0.insert(token) }
    }

    /// The brand's credentials, newest first, without those of manage links.
    package func tokens(of brandID: ID<Brand>) throws -> [AccessToken] {
        try read { connection in
            try connection.query(
                """
                SELECT id, brand_id, role, instructor_id, student_id, booking_id, digest, prefix,
                    created_at, last_used_at, expires_at, revoked_at
                FROM api_tokens
                WHERE brand_id = ? AND role <> 'manage'
                ORDER BY created_at DESC, id DESC
                """,
                [.id(brandID)],
                AccessToken.init
            )
        }
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

extension Connection {
    /// Writes a credential.
    func insert(_ token: AccessToken) throws {
        try execute(
            """
            INSERT INTO api_tokens (id, brand_id, role, instructor_id, student_id, booking_id, digest, prefix,
                created_at, last_used_at, expires_at, revoked_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            token.parameters
        )
    }
}
