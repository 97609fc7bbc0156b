package import Scheduling

extension MariaDBStore: People {
    package func brand(slug: String) throws -> Brand? {
        try read { connection in
            try connection.query(
                """
                SELECT id, slug, name, allows_guests, payment_policy, pending_hold_minutes, language
                FROM brands WHERE slug = ?
                """,
                [.text(slug)],
                Brand.init
            ).first
        }
    }

    package func brand(host: String) throws -> Brand? {
        try read { connection in
            try connection.query(
                """
                SELECT b.id, b.slug, b.name, b.allows_guests, b.payment_policy, b.pending_hold_minutes,
                    b.language
                FROM brand_domains d JOIN brands b ON b.id = d.brand_id
                WHERE d.host = ?
                """,
                [.text(host)],
                Brand.init
            ).first
        }
    }

    package func token(digest: [UInt8]) throws -> AccessToken? {
        try read { connection in
            try connection.query(
                """
                SELECT id, brand_id, role, instructor_id, student_id, booking_id, digest, prefix,
                    created_at, last_used_at, expires_at, revoked_at
                FROM api_tokens WHERE digest = ?
                """,
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
                """
                SELECT i.id, i.first_name, i.last_name, i.email, i.bio,
                    s.timezone, s.session_minutes, s.slot_interval_minutes, s.buffer_minutes, s.minimum_notice_minutes,
                    s.advance_booking_days, s.cancellation_cutoff_hours, s.maximum_sessions_per_day
                FROM instructors_brands a
                    JOIN instructors i ON i.id = a.instructor_id
                    JOIN instructor_scheduling_settings s
                        ON s.brand_id = a.brand_id AND s.instructor_id = a.instructor_id
                WHERE a.brand_id = ?
                ORDER BY i.last_name COLLATE utf8mb4_uca1400_ai_ci, i.first_name COLLATE utf8mb4_uca1400_ai_ci, i.id
                """,
                [.id(brandID)]
            ) { row in (try Instructor(&row), try SchedulingSettings(&row)) }
        }
    }

    package func instructor(_ id: ID<Instructor>, in brandID: ID<Brand>) throws -> Instructor? {
        try read { connection in
            try connection.query(
                """
                SELECT i.id, i.first_name, i.last_name, i.email, i.bio
                FROM instructors_brands a JOIN instructors i ON i.id = a.instructor_id
                WHERE a.brand_id = ? AND a.instructor_id = ?
                """,
                [.id(brandID), .id(id)],
                Instructor.init
            ).first
        }
    }

    package func student(_ id: ID<Student>, in brandID: ID<Brand>) throws -> Student? {
        try read { connection in
            try connection.query(
                """
                SELECT id, first_name, last_name, email, phone FROM students WHERE brand_id = ? AND id = ?
                """,
                [.id(brandID), .id(id)],
                Student.init
            ).first
        }
    }
}
