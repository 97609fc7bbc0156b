extension Invariant {
    /// Nothing crosses brands, and nothing names what does not exist.
    ///
    /// An operator may have ended an instructor's work for a brand by hand; what was agreed before stays.
    static let belonging = [
        Invariant(
            "people",
            .bookings,
            "A booking has a brand, a student of that brand and an instructor.",
            """
            SELECT CAST(b.id AS CHAR(36)), CASE
                WHEN r.id IS NULL THEN 'is of a brand that does not exist'
                WHEN s.id IS NULL THEN 'is of a student whom the brand does not have'
                ELSE 'is of an instructor who does not exist'
            END
            FROM bookings b LEFT JOIN brands r ON r.id = b.brand_id LEFT JOIN instructors i ON i.id = b.instructor_id
                LEFT JOIN students s ON s.id = b.student_id AND s.brand_id = b.brand_id
            WHERE r.id IS NULL OR s.id IS NULL OR i.id IS NULL
            """
        ),
        Invariant(
            "token",
            .tokens,
            "A credential is of one brand, and names only what that brand has; ids are of tokens.",
            """
            SELECT CAST(t.id AS CHAR(36)), CASE
                WHEN r.id IS NULL THEN 'is of a brand that does not exist'
                WHEN t.role = 'manage' THEN 'is for a booking that the brand does not have'
                WHEN t.role = 'student' THEN 'is for a student whom the brand does not have'
                WHEN t.role = 'instructor' THEN 'is for an instructor who does not exist'
                ELSE 'is for somebody, but speaks for the brand'
            END
            FROM api_tokens t LEFT JOIN brands r ON r.id = t.brand_id
                LEFT JOIN bookings b ON b.id = t.booking_id AND b.brand_id = t.brand_id
                LEFT JOIN students s ON s.id = t.student_id AND s.brand_id = t.brand_id
                LEFT JOIN instructors i ON i.id = t.instructor_id
            WHERE r.id IS NULL OR (t.role = 'manage') <> (b.id IS NOT NULL)
                OR (t.role = 'student') <> (s.id IS NOT NULL) OR (t.role = 'instructor') <> (i.id IS NOT NULL)
            """
        ),
        Invariant(
            "answer",
            .answers,
            "A kept answer is whole, and the booking that it tells of is there; ids are of brands.",
            """
            SELECT CAST(k.brand_id AS CHAR(36)), CASE
                WHEN r.id IS NULL THEN 'does not exist, but has an answer'
                WHEN k.status IS NULL OR k.body IS NULL THEN 'has a key without an answer'
                ELSE CONCAT('has an answer that tells of ', SUBSTRING(k.location, 15), ', which it does not have')
            END
            FROM idempotency_keys k LEFT JOIN brands r ON r.id = k.brand_id
                LEFT JOIN bookings b ON b.brand_id = k.brand_id
                    AND b.id = IF(k.location LIKE '/api/bookings/%', CAST(SUBSTRING(k.location, 15) AS UUID), NULL)
            WHERE r.id IS NULL OR k.status IS NULL OR k.body IS NULL
                OR k.location LIKE '/api/bookings/%' AND b.id IS NULL
            """
        ),
        Invariant(
            "assignment",
            .assignments,
            "An instructor works for a brand with settings, and there are no others; ids are of instructors.",
            """
            SELECT CAST(a.instructor_id AS CHAR(36)), CASE
                WHEN r.id IS NULL THEN 'works for a brand that does not exist'
                WHEN i.id IS NULL THEN 'works, but does not exist'
                ELSE CONCAT('has no settings in ', a.brand_id)
            END
            FROM instructors_brands a LEFT JOIN brands r ON r.id = a.brand_id
                LEFT JOIN instructors i ON i.id = a.instructor_id
                LEFT JOIN instructor_scheduling_settings s
                    ON s.brand_id = a.brand_id AND s.instructor_id = a.instructor_id
            WHERE r.id IS NULL OR i.id IS NULL OR s.brand_id IS NULL
            UNION ALL
            SELECT CAST(rules.instructor_id AS CHAR(36)), CONCAT('has rules in ', rules.brand_id, ' without working there')
            FROM (
                SELECT brand_id, instructor_id FROM instructor_scheduling_settings UNION
                SELECT brand_id, instructor_id FROM instructor_weekly_availability UNION
                SELECT brand_id, instructor_id FROM instructor_date_overrides
            ) AS rules LEFT JOIN instructors_brands a USING (brand_id, instructor_id)
            WHERE a.brand_id IS NULL
            """
        ),
        Invariant(
            "rules",
            .assignments,
            "Settings, windows and overrides keep their limits and the grid; ids are of instructors.",
            """
            SELECT CAST(instructor_id AS CHAR(36)), CONCAT('has settings beyond their limits in ', brand_id)
            FROM instructor_scheduling_settings
            WHERE session_minutes NOT BETWEEN 15 AND 480 OR session_minutes MOD 5 <> 0
                OR slot_interval_minutes NOT BETWEEN 5 AND 240 OR slot_interval_minutes MOD 5 <> 0
                OR buffer_minutes > 240 OR buffer_minutes MOD 5 <> 0 OR minimum_notice_minutes > 43200
                OR advance_booking_days NOT BETWEEN 1 AND 365 OR cancellation_cutoff_hours > 720
                OR maximum_sessions_per_day NOT BETWEEN 1 AND 48
            UNION ALL
            SELECT CAST(instructor_id AS CHAR(36)), CONCAT('has weekly window ', position, ' beyond the day in ', brand_id)
            FROM instructor_weekly_availability
            WHERE day_of_week > 6 OR start_minute >= end_minute OR end_minute > 1440
                OR start_minute MOD 5 <> 0 OR end_minute MOD 5 <> 0
            UNION ALL
            SELECT CAST(instructor_id AS CHAR(36)), CONCAT('has override ', position, ' beyond its dates in ', brand_id)
            FROM instructor_date_overrides
            WHERE first_date > last_date OR (start_minute IS NULL) <> (end_minute IS NULL)
                OR start_minute IS NOT NULL AND first_date <> last_date
                OR start_minute >= end_minute OR end_minute > 1440
                OR start_minute MOD 5 <> 0 OR end_minute MOD 5 <> 0
            """
        ),
    ]
}
