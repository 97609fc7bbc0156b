extension Invariant {
    /// No time is sold twice, and the guard's cells say what the bookings say.
    ///
    /// A pending booking whose hold has ended keeps its time until somebody releases it.
    static let calendar = [
        // A session that reaches into a later one reaches into the next one too, which LAG finds at a fiftieth of the price
        // of MAX; of the calendars found, MAX names every session that begins before an earlier one has ended.
        Invariant(
            "overlap",
            .bookings,
            "No two sessions of one instructor overlap, in whichever brand.",
            """
            WITH suspect AS (
                SELECT DISTINCT instructor_id FROM (
                    SELECT instructor_id, start_at,
                        LAG(end_at) OVER (PARTITION BY instructor_id ORDER BY start_at, id) AS before_it
                    FROM bookings WHERE status IN ('pending', 'confirmed', 'completed')
                ) AS session
                WHERE start_at < before_it
            )
            SELECT CAST(id AS CHAR(36)), CONCAT('begins before ', SUBSTRING(ended, 20), ' has ended')
            FROM (
                SELECT id, start_at, MAX(CONCAT(end_at, id)) OVER (
                    PARTITION BY instructor_id ORDER BY start_at, id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS ended
                FROM suspect JOIN bookings USING (instructor_id) WHERE status IN ('pending', 'confirmed', 'completed')
            ) AS session
            WHERE start_at < CAST(LEFT(ended, 19) AS DATETIME)
            """
        ),
        // The larger of two buffers is kept when this session's own is, and that of each before it.
        Invariant(
            "buffer",
            .bookings,
            "Between two sessions of one instructor lies the larger of their buffers.",
            """
            WITH suspect AS (
                SELECT DISTINCT instructor_id FROM (
                    SELECT instructor_id, start_at, buffer_minutes,
                        LAG(end_at) OVER (PARTITION BY instructor_id ORDER BY start_at, id) AS before_it,
                        LAG(buffer_minutes) OVER (PARTITION BY instructor_id ORDER BY start_at, id) AS buffer_before
                    FROM bookings WHERE status IN ('pending', 'confirmed', 'completed')
                ) AS session
                WHERE start_at < before_it + INTERVAL GREATEST(buffer_minutes, buffer_before) MINUTE
            )
            SELECT CAST(id AS CHAR(36)), CONCAT('begins too soon after ', SUBSTRING(
                IF(start_at < CAST(LEFT(freed, 19) AS DATETIME), freed, ended), 20
            ))
            FROM (
                SELECT id, start_at, buffer_minutes,
                    MAX(CONCAT(end_at, id)) OVER (
                        PARTITION BY instructor_id ORDER BY start_at, id
                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                    ) AS ended,
                    MAX(CONCAT(end_at + INTERVAL buffer_minutes MINUTE, id)) OVER (
                        PARTITION BY instructor_id ORDER BY start_at, id
                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                    ) AS freed
                FROM suspect JOIN bookings USING (instructor_id) WHERE status IN ('pending', 'confirmed', 'completed')
            ) AS session
            WHERE start_at >= CAST(LEFT(ended, 19) AS DATETIME) AND (
                start_at < CAST(LEFT(ended, 19) AS DATETIME) + INTERVAL buffer_minutes MINUTE
                OR start_at < CAST(LEFT(freed, 19) AS DATETIME)
            )
            """
        ),
        // Without the hint a plan by instructor would be open to MariaDB, which reads a whole calendar for each booking.
        Invariant(
            "busy_missing",
            .bookings,
            "A booking that keeps its time has every five minutes of it and of its buffer.",
            """
            SELECT CAST(id AS CHAR(36)), CONCAT('has ', kept, ' of ', due, ' cells')
            FROM (
                SELECT b.id, (TIMESTAMPDIFF(MINUTE, b.start_at, b.end_at) + b.buffer_minutes) DIV 5 AS due, (
                    SELECT COUNT(*) FROM instructor_busy c FORCE INDEX (instructor_busy_of_booking)
                    WHERE c.booking_id = b.id AND c.instructor_id = b.instructor_id
                        AND c.quantum >= TIMESTAMPDIFF(MINUTE, '1970-01-01', b.start_at) DIV 5
                        AND c.quantum < (TIMESTAMPDIFF(MINUTE, '1970-01-01', b.end_at) + b.buffer_minutes) DIV 5
                ) AS kept
                FROM bookings b WHERE b.status IN ('pending', 'confirmed', 'completed')
            ) AS session
            WHERE kept <> due
            """
        ),
        Invariant(
            "busy_stray",
            .cells,
            "No booking has other five minutes than those, and none has any that does not keep its time.",
            """
            SELECT CAST(c.booking_id AS CHAR(36)), CASE
                WHEN b.id IS NULL THEN CONCAT('has ', c.cells, ' cells, but there is no such booking')
                WHEN b.status NOT IN ('pending', 'confirmed', 'completed')
                    THEN CONCAT('has ', c.cells, ' cells, but is ', b.status)
                WHEN b.instructor_id <> c.one_instructor OR b.instructor_id <> c.other_instructor
                    THEN 'has cells of another instructor'
                ELSE 'has cells outside its time'
            END
            FROM (
                SELECT booking_id, COUNT(*) AS cells, MIN(quantum) AS first, MAX(quantum) AS last,
                    MIN(instructor_id) AS one_instructor, MAX(instructor_id) AS other_instructor
                FROM instructor_busy GROUP BY booking_id
            ) AS c LEFT JOIN bookings b ON b.id = c.booking_id
            WHERE b.id IS NULL OR b.status NOT IN ('pending', 'confirmed', 'completed')
                OR b.instructor_id <> c.one_instructor OR b.instructor_id <> c.other_instructor
                OR c.first < TIMESTAMPDIFF(MINUTE, '1970-01-01', b.start_at) DIV 5
                OR c.last >= (TIMESTAMPDIFF(MINUTE, '1970-01-01', b.end_at) + b.buffer_minutes) DIV 5
            """
        ),
        Invariant(
            "limits",
            .bookings,
            "Sessions last 15 to 480 minutes with at most 240 of buffer, on the grid of five minutes.",
            """
            SELECT CAST(id AS CHAR(36)), CONCAT(start_at, ' to ', end_at, ' and ', buffer_minutes, ' minutes')
            FROM bookings
            WHERE TIMESTAMPDIFF(SECOND, start_at, end_at) NOT BETWEEN 900 AND 28800
                OR MINUTE(start_at) MOD 5 <> 0 OR SECOND(start_at) <> 0
                OR MINUTE(end_at) MOD 5 <> 0 OR SECOND(end_at) <> 0
                OR buffer_minutes > 240 OR buffer_minutes MOD 5 <> 0
            """
        ),
    ]
}
