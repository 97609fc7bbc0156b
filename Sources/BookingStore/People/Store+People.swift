package import Scheduling

extension MariaDBStore: People {
    package func brand(slug: String) throws -> Brand? {
        try read { connection in
            try connection.query(
                .brandBySlug,
                [.text(slug)],
                Brand.init
            ).first
        }
    }

    package func brand(host: String) throws -> Brand? {
        try read { connection in
            try connection.query(
                .brandByHost,
                [.text(host)],
                Brand.init
            ).first
        }
    }

    package func hasBrand(embeddedAt origin: String) throws -> Bool {
        if origin.isEmpty || origin.contains(" ") { return false }
        let sql: SQL = """
            SELECT 1 AS found FROM brands
            WHERE LOCATE(CONCAT(' ', ?, ' '), CONCAT(' ', embed_origins, ' ')) > 0
            LIMIT 1
            """
        return try read { connection in try !connection.query(sql, [.text(origin)]) { try $0.int() }.isEmpty }
    }

    package func token(digest: [UInt8]) throws -> AccessToken? {
        try read { connection in
            try connection.query(
                .tokenByDigest,
                [.bytes(digest)],
                AccessToken.init
            ).first
        }
    }

    package func markUsed(_ tokenID: ID<AccessToken>, at now: Moment) throws {
        // A write for each request would make this row the busiest of the database.
        _ = try transaction { connection in
            try connection.execute(
                "UPDATE api_tokens SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at <= ?)",
                [.moment(now), .id(tokenID), .moment(now.adding(minutes: -1))]
            )
        }
    }

    package func instructors(
        of brandID: ID<Brand>
    ) throws -> [(instructor: Instructor, settings: SchedulingSettings)] {
        try read { connection in
            try connection.query(
                .instructors,
                [.id(brandID)]
            ) { row in (try Instructor(&row), try SchedulingSettings(&row)) }
        }
    }

    package func instructor(_ id: ID<Instructor>, in brandID: ID<Brand>) throws -> Instructor? {
        try read { connection in
            try connection.query(
                .instructor,
                [.id(brandID), .id(id)],
                Instructor.init
            ).first
        }
    }

    package func student(_ id: ID<Student>, in brandID: ID<Brand>) throws -> Student? {
        try read { connection in
            try connection.query(
                .student,
                [.id(brandID), .id(id)],
                Student.init
            ).first
        }
    }
}

extension SQL {
    fileprivate static let brandBySlug: SQL = "SELECT \(columns: Brand.self) FROM brands WHERE slug = ?"
    fileprivate static let brandByHost: SQL = """
        SELECT \(columns: Brand.self, of: "b") FROM brand_domains d JOIN brands b ON b.id = d.brand_id WHERE d.host = ?
        """
    // An instructor who has left shows nothing, also where the work was ended by hand.
    fileprivate static let tokenByDigest: SQL = """
        SELECT \(columns: AccessToken.self, of: "t") FROM api_tokens t
        WHERE digest = ? AND (
            instructor_id IS NULL OR EXISTS (
                SELECT 1 FROM instructors_brands a WHERE a.brand_id = t.brand_id AND a.instructor_id = t.instructor_id
            )
        )
        """
    fileprivate static let instructors: SQL = """
        SELECT \(columns: Instructor.self, of: "i"), \(columns: SchedulingSettings.self, of: "s")
        FROM instructors_brands a
            JOIN instructors i ON i.id = a.instructor_id
            JOIN instructor_scheduling_settings s ON s.brand_id = a.brand_id AND s.instructor_id = a.instructor_id
        WHERE a.brand_id = ?
        ORDER BY i.last_name COLLATE utf8mb4_uca1400_ai_ci, i.first_name COLLATE utf8mb4_uca1400_ai_ci, i.id
        """
    fileprivate static let instructor: SQL = """
        SELECT \(columns: Instructor.self, of: "i")
        FROM instructors_brands a JOIN instructors i ON i.id = a.instructor_id
        WHERE a.brand_id = ? AND a.instructor_id = ?
        """
    fileprivate static let student: SQL = "SELECT \(columns: Student.self) FROM students WHERE brand_id = ? AND id = ?"
}
