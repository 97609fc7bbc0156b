extension Invariant {
    /// Every history is a path that a booking may take, and the booking stands where it ends.
    static let history = [
        Invariant(
            "history_begins",
            .bookings,
            "A history begins when its booking is created, once.",
            """
            SELECT CAST(b.id AS CHAR(36)), 'has no history' FROM bookings b
            WHERE NOT EXISTS (SELECT 1 FROM booking_events e WHERE e.booking_id = b.id)
            UNION ALL
            SELECT CAST(booking_id AS CHAR(36)), CASE COUNT(IF(kind = 'created', 1, NULL))
                WHEN 0 THEN 'was never created'
                WHEN 1 THEN 'was created after something else had happened'
                ELSE 'was created more than once'
            END
            FROM booking_events GROUP BY booking_id
            HAVING COUNT(IF(kind = 'created', 1, NULL)) <> 1 OR MIN(IF(kind = 'created', id, NULL)) <> MIN(id)
            """
        ),
        // BookingStatus.successors, said in SQL.
        Invariant(
            "history_step",
            .events,
            "Every step of a history is one that a booking may take; ids are of events.",
            """
            SELECT CAST(id AS CHAR(20)), CONCAT(
                kind, ' took ', booking_id, ' from ', COALESCE(from_status, 'nothing'), ' to ', to_status
            )
            FROM booking_events
            WHERE NOT CASE kind
                WHEN 'created' THEN from_status IS NULL AND to_status = 'pending'
                WHEN 'confirmed' THEN from_status <=> 'pending' AND to_status = 'confirmed'
                WHEN 'cancelled' THEN from_status <=> 'pending' AND to_status = 'cancelled'
                    OR from_status <=> 'confirmed' AND to_status = 'cancelled'
                WHEN 'completed' THEN from_status <=> 'confirmed' AND to_status = 'completed'
                WHEN 'no_show' THEN from_status <=> 'confirmed' AND to_status = 'no_show'
                WHEN 'moved' THEN from_status <=> to_status AND to_status IN ('pending', 'confirmed')
                ELSE FALSE
            END
            """
        ),
        Invariant(
            "history_chain",
            .events,
            "Every step of a history begins where the one before it ended; ids are of events.",
            """
            SELECT CAST(id AS CHAR(20)), CONCAT(
                kind, ' took ', booking_id, ' from ', COALESCE(from_status, 'nothing'), ', but it was ', before_it
            )
            FROM (
                SELECT id, booking_id, kind, from_status,
                    LAG(to_status) OVER (PARTITION BY booking_id ORDER BY id) AS before_it
                FROM booking_events
            ) AS step
            WHERE kind <> 'created' AND before_it IS NOT NULL AND NOT from_status <=> before_it
            """
        ),
        Invariant(
            "history_end",
            .bookings,
            "A booking is in the state in which its history ends.",
            """
            SELECT CAST(b.id AS CHAR(36)), CONCAT('is ', b.status, ', but its history ends with ', e.to_status)
            FROM (SELECT booking_id, MAX(id) AS last FROM booking_events GROUP BY booking_id) AS ended
                JOIN booking_events e ON e.id = ended.last
                JOIN bookings b ON b.id = ended.booking_id
            WHERE b.status <> e.to_status
            """
        ),
        Invariant(
            "history_stray",
            .events,
            "An event happened to a booking of its own brand; ids are of events.",
            """
            SELECT CAST(e.id AS CHAR(20)), IF(
                b.id IS NULL,
                CONCAT('happened to ', e.booking_id, ', which does not exist'),
                CONCAT('happened to ', e.booking_id, ', which is another brand''s')
            )
            FROM booking_events e LEFT JOIN bookings b ON b.id = e.booking_id
            WHERE b.id IS NULL OR b.brand_id <> e.brand_id
            """
        ),
        Invariant(
            "moments",
            .bookings,
            "A booking's moments are those of its history, and none was closed before it began.",
            """
            SELECT CAST(b.id AS CHAR(36)), CASE
                WHEN b.created_at <> e.created_at THEN 'created_at is not when it was created'
                WHEN NOT b.confirmed_at <=> e.confirmed_at THEN 'confirmed_at is not when it was confirmed'
                WHEN NOT b.completed_at <=> e.completed_at THEN 'completed_at is not when it was completed'
                WHEN NOT b.cancelled_at <=> e.cancelled_at THEN 'cancelled_at is not when it was cancelled'
                WHEN NOT b.no_show_at <=> e.no_show_at THEN 'no_show_at is not when it was closed'
                WHEN COALESCE(b.completed_at, b.no_show_at) < b.start_at THEN 'it was closed before it began'
                ELSE CONCAT('is ', b.status, ' with a hold')
            END
            FROM bookings b JOIN (
                SELECT booking_id,
                    MAX(IF(kind = 'created', at, NULL)) AS created_at, MAX(IF(kind = 'confirmed', at, NULL)) AS confirmed_at,
                    MAX(IF(kind = 'completed', at, NULL)) AS completed_at,
                    MAX(IF(kind = 'cancelled', at, NULL)) AS cancelled_at, MAX(IF(kind = 'no_show', at, NULL)) AS no_show_at
                FROM booking_events GROUP BY booking_id
            ) AS e ON e.booking_id = b.id
            WHERE b.created_at <> e.created_at OR NOT b.confirmed_at <=> e.confirmed_at
                OR NOT b.completed_at <=> e.completed_at OR NOT b.cancelled_at <=> e.cancelled_at
                OR NOT b.no_show_at <=> e.no_show_at OR COALESCE(b.completed_at, b.no_show_at) < b.start_at
                OR b.hold_expires_at IS NOT NULL AND b.status <> 'pending'
                    AND NOT (b.status = 'cancelled' AND b.hold_expires_at <=> b.cancelled_at)
            """
        ),
        Invariant(
            "sequence",
            .bookings,
            "A booking's sequence is the number of its moves and cancellations.",
            """
            SELECT CAST(b.id AS CHAR(36)), CONCAT('has sequence ', b.sequence, ' after ', e.changes, ' changes')
            FROM bookings b JOIN (
                SELECT booking_id, COUNT(IF(kind IN ('moved', 'cancelled'), 1, NULL)) AS changes
                FROM booking_events GROUP BY booking_id
            ) AS e ON e.booking_id = b.id
            WHERE b.sequence <> e.changes
            """
        ),
    ]
}
