package import Scheduling

extension MariaDBStore {
    package func schedule(
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        busyWithin span: TimeSpan,
        at now: Moment
    ) throws -> Schedule? {
        try read { try $0.schedule(of: instructorID, in: brandID, busyWithin: span, at: now) }
    }
}

extension Connection {
    /// Reads rules and busy time in one round trip, which takes a third of the time of four.
    ///
    /// A UNION has one type for each column, so every part casts to it. No part has an ORDER BY, which would cost a temporary
    /// table: the rows are put in order here. A session starts at most 12 hours (length and buffer)
    /// before the buffer after it ends, and at most 4 hours after the one before it begins.
    func schedule(
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        busyWithin span: TimeSpan,
        at now: Moment
    ) throws -> Schedule? {
        let rows = try query(
            """
            SELECT 0 AS part, CAST(i.calendar_version AS SIGNED) AS a, CAST(s.rules_version AS SIGNED) AS b,
                CAST(s.timezone AS CHAR(500)) AS words, CAST(s.session_minutes AS SIGNED) AS c,
                CAST(s.slot_interval_minutes AS SIGNED) AS d, CAST(s.buffer_minutes AS SIGNED) AS e,
                CAST(s.minimum_notice_minutes AS SIGNED) AS f, CAST(s.advance_booking_days AS SIGNED) AS g,
                CAST(s.cancellation_cutoff_hours AS SIGNED) AS h, CAST(s.maximum_sessions_per_day AS SIGNED) AS i
            FROM instructors i
                JOIN instructor_scheduling_settings s ON s.brand_id = ? AND s.instructor_id = i.id
            WHERE i.id = ?
            UNION ALL
            SELECT 1, CAST(position AS SIGNED), CAST(day_of_week AS SIGNED), NULL, CAST(start_minute AS SIGNED),
                CAST(end_minute AS SIGNED), 0, 0, 0, 0, 0
            FROM instructor_weekly_availability WHERE brand_id = ? AND instructor_id = ?
            UNION ALL
            SELECT 2, CAST(position AS SIGNED), TO_DAYS(first_date) - 719528, note, TO_DAYS(last_date) - 719528,
                start_minute IS NOT NULL, CAST(start_minute AS SIGNED), CAST(end_minute AS SIGNED), 0, 0, 0
            FROM instructor_date_overrides WHERE brand_id = ? AND instructor_id = ?
            UNION ALL
            SELECT 3, TIMESTAMPDIFF(SECOND, '1970-01-01', start_at), TIMESTAMPDIFF(SECOND, '1970-01-01', end_at),
                CAST(id AS CHAR(36)), CAST(buffer_minutes AS SIGNED), 0, 0, 0, 0, 0, 0
            FROM bookings
            WHERE instructor_id = ? AND start_at > ? AND start_at < ?
                AND start_at - INTERVAL buffer_minutes MINUTE < ? AND end_at + INTERVAL buffer_minutes MINUTE > ?
                AND (status IN ('confirmed', 'completed')
                    OR status = 'pending' AND (hold_expires_at IS NULL OR hold_expires_at > ?))
            """,
            [
                .id(brandID), .id(instructorID), .id(brandID), .id(instructorID), .id(brandID), .id(instructorID),
                .id(instructorID), .moment(span.start.adding(hours: -12)), .moment(span.end.adding(hours: 4)),
                .moment(span.end), .moment(span.start), .moment(now),
            ],
            ScheduleRow.init
        )
        return Schedule(rows)
    }
}

extension Schedule {
    /// Puts the rows together; nil when there are no settings, because the brand does not have the instructor.
    fileprivate init?(_ rows: [ScheduleRow]) {
        var rules: (calendarVersion: Int, rulesVersion: Int, settings: SchedulingSettings)?
        var weekly: [(position: Int, window: WeeklyWindow)] = []
        var overrides: [(position: Int, override: DateOverride)] = []
        var busy: [BusySession] = []
        for row in rows {
            switch row {
            case .rules(let calendarVersion, let rulesVersion, let settings):
                rules = (calendarVersion, rulesVersion, settings)
            case .weekly(let position, let window): weekly.append((position, window))
            case .override(let position, let override): overrides.append((position, override))
            case .busy(let session): busy.append(session)
            }
        }
        guard let rules else { return nil }
        self.init(
            calendarVersion: rules.calendarVersion,
            rules: AvailabilityRules(
                version: rules.rulesVersion,
                settings: rules.settings,
                weeklyWindows: weekly.sorted { $0.position < $1.position }.map(\.window),
                dateOverrides: overrides.sorted { $0.position < $1.position }.map(\.override)
            ),
            busy: busy.sorted { $0.span.start < $1.span.start }
        )
    }
}
