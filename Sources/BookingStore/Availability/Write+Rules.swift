import Scheduling

extension Connection {
    /// Writes the rules of an instructor who has none in that brand yet.
    func insertRules(_ rules: AvailabilityRules, of instructorID: ID<Instructor>, in brandID: ID<Brand>) throws {
        try execute(
            """
            INSERT INTO instructor_scheduling_settings (brand_id, instructor_id, rules_version, timezone, session_minutes,
                slot_interval_minutes, buffer_minutes, minimum_notice_minutes, advance_booking_days,
                cancellation_cutoff_hours, maximum_sessions_per_day)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.id(brandID), .id(instructorID), .int(rules.version)] + rules.settings.parameters
        )
        try insertHours(rules, of: instructorID, in: brandID)
    }

    /// Writes settings, windows and overrides in place of those there are, and raises their version.
    func replaceRules(_ rules: AvailabilityRules, of instructorID: ID<Instructor>, in brandID: ID<Brand>) throws {
        let whose: [Parameter] = [.id(brandID), .id(instructorID)]
        try execute(
            """
            UPDATE instructor_scheduling_settings SET timezone = ?, session_minutes = ?, slot_interval_minutes = ?,
                buffer_minutes = ?, minimum_notice_minutes = ?, advance_booking_days = ?, cancellation_cutoff_hours = ?,
                maximum_sessions_per_day = ?, rules_version = rules_version + 1
            WHERE brand_id = ? AND instructor_id = ?
            """,
            rules.settings.parameters + whose
        )
        try execute("DELETE FROM instructor_weekly_availability WHERE brand_id = ? AND instructor_id = ?", whose)
        try execute("DELETE FROM instructor_date_overrides WHERE brand_id = ? AND instructor_id = ?", whose)
        try insertHours(rules, of: instructorID, in: brandID)
    }

    private func insertHours(
        _ rules: AvailabilityRules,
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>
    ) throws {
        for (position, window) in rules.weeklyWindows.enumerated() {
            try execute(
                """
                INSERT INTO instructor_weekly_availability
                    (brand_id, instructor_id, position, day_of_week, start_minute, end_minute)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    .id(brandID), .id(instructorID), .int(position), .int(window.dayOfWeek),
                    .int(window.hours.start.minutes), .int(window.hours.end.minutes),
                ]
            )
        }
        for (position, override) in rules.dateOverrides.enumerated() {
            try execute(
                """
                INSERT INTO instructor_date_overrides
                    (brand_id, instructor_id, position, first_date, last_date, start_minute, end_minute, note)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .id(brandID), .id(instructorID), .int(position), .date(override.firstDate),
                    .date(override.lastDate), .int(override.hours?.start.minutes), .int(override.hours?.end.minutes),
                    .text(override.note),
                ]
            )
        }
    }
}
