extension SQLClient {
    private static let keepsTime = "status IN ('pending', 'confirmed', 'completed')"

    /// Sessions of one instructor that overlap or are closer than the larger of their buffers, in pairs; the ids of
    /// instructors stand in quotes, separated by commas.
    package func sessionsTooClose(of instructors: String) throws -> [[String]] {
        try rows(
            """
            SELECT a.id, a.start_at, a.end_at, a.buffer_minutes, b.id, b.start_at, b.end_at, b.buffer_minutes
            FROM bookings a JOIN bookings b ON a.instructor_id = b.instructor_id AND a.id < b.id
            WHERE a.instructor_id IN (\(instructors)) AND a.\(Self.keepsTime) AND b.\(Self.keepsTime)
                AND a.start_at < b.end_at + INTERVAL GREATEST(a.buffer_minutes, b.buffer_minutes) MINUTE
                AND b.start_at < a.end_at + INTERVAL GREATEST(a.buffer_minutes, b.buffer_minutes) MINUTE
            """
        )
    }

    /// Rows of the calendar guard that are missing or belong to nothing: quantum and booking; the ids as above.
    package func busyCellsAstray(of instructors: String) throws -> [[String]] {
        let due = try rows(
            """
            SELECT instructor_id, UNIX_TIMESTAMP(start_at) DIV 300 + seq, id
            FROM bookings JOIN seq_0_to_200
                ON seq < (UNIX_TIMESTAMP(end_at) - UNIX_TIMESTAMP(start_at) + buffer_minutes * 60) DIV 300
            WHERE instructor_id IN (\(instructors)) AND \(Self.keepsTime)
            """
        )
        let kept = try rows(
            "SELECT instructor_id, quantum, booking_id FROM instructor_busy WHERE instructor_id IN (\(instructors))"
        )
        return Array(Set(due).symmetricDifference(kept))
            + (Set(due).count == due.count ? [] : [["cells claimed twice"]])
    }
}
