package import Scheduling

extension MariaDBStore: ClockChanges {
    package func instructorIDs(after id: ID<Instructor>?, limit: Int) throws -> [ID<Instructor>] {
        try read { connection in
            try connection.query(
                "SELECT id FROM instructors WHERE (? IS NULL OR id > ?) ORDER BY id LIMIT ?",
                [.id(id), .id(id), .int(limit)]
            ) { try $0.id() }
        }
    }

    package func promises(of instructorID: ID<Instructor>, at now: Moment) throws -> [LocalPromise] {
        try read { connection in
            try connection.query(
                """
                SELECT b.start_at, b.instructor_timezone, b.promised_date, b.promised_minute,
                    c.booking_id IS NOT NULL AS has_conflict
                FROM bookings b
                    LEFT JOIN booking_zone_conflicts c ON c.booking_id = b.id AND c.sequence = b.sequence
                WHERE b.instructor_id = ? AND b.start_at > ? AND b.status IN ('pending', 'confirmed')
                ORDER BY b.start_at, b.id
                """,
                [.id(instructorID), .moment(now)]
            ) { row in
                LocalPromise(
                    startAt: try row.moment(),
                    timezone: try row.text(),
                    date: try row.date(),
                    time: try LocalTime(&row),
                    hasConflict: try row.flag()
                )
            }
        }
    }

    package func promisedSessions(of instructorID: ID<Instructor>, at now: Moment) throws -> [PromisedSession] {
        try read { try $0.promisedSessions(of: instructorID, at: now) }
    }

    package func changePromisedSessions(
        of instructorID: ID<Instructor>,
        at now: Moment,
        _ body: ([PromisedSession]) throws -> Changes
    ) throws -> Changes {
        try transaction { connection in
            guard try connection.raiseCalendarVersion(of: instructorID) else { return Changes() }
            try connection.releaseEndedHolds(of: instructorID, at: now)
            let changes = try body(connection.promisedSessions(of: instructorID, at: now))
            try connection.write(changes, of: instructorID, in: nil, at: now)
            return changes
        }
    }

    package func zoneConflicts(at now: Moment) throws -> [ZoneConflictRecord] {
        try read { connection in
            try connection.query(
                """
                SELECT c.booking_id, c.sequence, c.right_start_at, c.reason, br.slug, b.instructor_id,
                    CONCAT(i.first_name, ' ', i.last_name) AS instructor_name, b.start_at, b.instructor_timezone,
                    b.promised_date, b.promised_minute, c.found_at
                FROM booking_zone_conflicts c
                    JOIN bookings b ON b.id = c.booking_id
                    JOIN brands br ON br.id = b.brand_id
                    JOIN instructors i ON i.id = b.instructor_id
                WHERE b.sequence = c.sequence AND b.status IN ('pending', 'confirmed') AND b.start_at > ?
                ORDER BY b.start_at, b.id
                """,
                [.moment(now)],
                ZoneConflictRecord.init
            )
        }
    }

    package func zoneReleases() throws -> [ZoneRelease] {
        try read { connection in
            try connection.query("SELECT version, first_scan_at, last_scan_at FROM zone_releases ORDER BY version") {
                ZoneRelease(version: try $0.text(), firstScanAt: try $0.moment(), lastScanAt: try $0.moment())
            }
        }
    }

    package func noteScan(with version: String, at now: Moment) throws {
        try transaction { connection in
            try connection.execute(
                """
                INSERT INTO zone_releases (version, first_scan_at, last_scan_at) VALUES (?, ?, ?)
                ON DUPLICATE KEY UPDATE last_scan_at = VALUES(last_scan_at)
                """,
                [.text(version), .moment(now), .moment(now)]
            )
            try connection.execute(
                """
                DELETE c FROM booking_zone_conflicts c JOIN bookings b ON b.id = c.booking_id
                WHERE b.sequence <> c.sequence OR b.status NOT IN ('pending', 'confirmed') OR b.start_at <= ?
                """,
                [.moment(now)]
            )
        }
    }
}

extension Connection {
    fileprivate func promisedSessions(of instructorID: ID<Instructor>, at now: Moment) throws -> [PromisedSession] {
        try query(
            .promisedSessions,
            [.id(instructorID), .moment(now)],
            PromisedSession.init
        )
    }
}

extension SQL {
    fileprivate static let promisedSessions: SQL = """
        SELECT \(columns: Booking.self, of: "b"), br.slug, i.email, c.right_start_at, c.reason
        FROM bookings b
            JOIN brands br ON br.id = b.brand_id
            JOIN instructors i ON i.id = b.instructor_id
            LEFT JOIN booking_zone_conflicts c ON c.booking_id = b.id AND c.sequence = b.sequence
        WHERE b.instructor_id = ? AND b.start_at > ? AND b.status IN ('pending', 'confirmed')
        ORDER BY b.start_at, b.id
        """
}

extension PromisedSession {
    fileprivate init(_ row: inout Row) throws {
        let booking = try Booking(&row)
        let (slug, email) = (try row.text(), try row.text())
        let rightStart = try row.optionalMoment()
        let reason: ZoneConflict.Reason? = try row.optionalWord()
        let conflict = reason.map {
            ZoneConflict(bookingID: booking.id, sequence: booking.sequence, rightStart: rightStart, reason: $0)
        }
        self.init(booking: booking, brandSlug: slug, instructorEmail: email, conflict: conflict)
    }
}

extension ZoneConflictRecord {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            conflict: ZoneConflict(
                bookingID: try row.id(),
                sequence: try row.int(),
                rightStart: try row.optionalMoment(),
                reason: try row.word()
            ),
            brandSlug: try row.text(),
            instructorID: try row.id(),
            instructorName: try row.text(),
            startAt: try row.moment(),
            timezone: try row.text(),
            promisedDate: try row.date(),
            promisedTime: try LocalTime(&row),
            foundAt: try row.moment()
        )
    }
}
