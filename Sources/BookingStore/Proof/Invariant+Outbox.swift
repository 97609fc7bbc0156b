extension Invariant {
    /// Everybody is told of what happened, and of nothing else.
    static let outbox = [
        Invariant(
            "outbox_stray",
            .messages,
            "A message is about a booking of its own brand; ids are of messages.",
            """
            SELECT CAST(n.id AS CHAR(36)), IF(
                b.id IS NULL,
                CONCAT('is about ', n.booking_id, ', which does not exist'),
                CONCAT('is about ', n.booking_id, ', which is another brand''s')
            )
            FROM notifications n LEFT JOIN bookings b ON b.id = n.booking_id
            WHERE b.id IS NULL OR b.brand_id <> n.brand_id
            """
        ),
        // Every change that makes an event raises the revision, so a kind has no more revisions than events. A session that
        // changed clocks have moved is told of as zone_moved; a new place is no line of history; reminder and zone_conflict tell
        // of no change, and have the sequence as revision. Histories and messages are counted in one pass: joining two counts takes thrice as long.
        Invariant(
            "outbox_event",
            .messages,
            "A message tells of something that happened.",
            """
            SELECT CAST(b.id AS CHAR(36)), CONCAT(
                'tells of ', n.kind, ' ', n.told, ' times, which happened ', n.happened, ' times'
            )
            FROM (
                SELECT booking_id, kind, COUNT(happened) AS happened, COUNT(DISTINCT revision) AS told FROM (
                    SELECT booking_id, kind, 1 AS happened, NULL AS revision FROM booking_events UNION ALL
                    SELECT booking_id, IF(event = 'zone_moved', 'moved', event), NULL, revision FROM notifications
                    WHERE event NOT IN ('relocated', 'reminder', 'zone_conflict')
                ) AS either
                GROUP BY booking_id, kind HAVING COUNT(DISTINCT revision) > COUNT(happened)
            ) AS n JOIN bookings b ON b.id = n.booking_id
            UNION ALL
            SELECT CAST(b.id AS CHAR(36)), CASE
                WHEN n.event NOT IN ('reminder', 'zone_conflict')
                    THEN CONCAT('tells of revision ', n.revision, ', but is at ', b.revision)
                WHEN n.revision > b.sequence THEN CONCAT(n.event, ' is about a time that was never agreed')
                ELSE 'reminds of a booking that was never confirmed'
            END
            FROM notifications n JOIN bookings b ON b.id = n.booking_id
            WHERE n.revision > IF(n.event IN ('reminder', 'zone_conflict'), b.sequence, b.revision)
                OR n.event = 'reminder' AND b.confirmed_at IS NULL
            """
        ),
        Invariant(
            "outbox_missing",
            .events,
            "The student is told by e-mail of every creation, confirmation, cancellation and move.",
            """
            SELECT CAST(b.id AS CHAR(36)), CONCAT(n.kind, ' ', n.happened, ' times, told ', n.told, ' times')
            FROM (
                SELECT booking_id, kind, COUNT(happened) AS happened, COUNT(DISTINCT revision) AS told FROM (
                    SELECT booking_id, kind, 1 AS happened, NULL AS revision FROM booking_events
                    WHERE kind IN ('created', 'confirmed', 'cancelled', 'moved') UNION ALL
                    SELECT booking_id, IF(event = 'zone_moved', 'moved', event), NULL, revision FROM notifications
                    WHERE recipient = 'student' AND channel = 'email'
                ) AS either
                GROUP BY booking_id, kind HAVING COUNT(DISTINCT revision) < COUNT(happened)
            ) AS n JOIN bookings b ON b.id = n.booking_id
            """
        ),
        Invariant(
            "outbox_address",
            .messages,
            "A message goes to its booking's contact or its instructor; ids are of messages.",
            """
            SELECT CAST(n.id AS CHAR(36)), CONCAT('does not go to the ', n.recipient, ' of ', b.id, ' by ', n.channel)
            FROM notifications n JOIN bookings b ON b.id = n.booking_id LEFT JOIN instructors i ON i.id = b.instructor_id
            WHERE NOT n.address <=> CASE
                WHEN n.recipient = 'student' AND n.channel = 'email' THEN b.contact_email
                WHEN n.recipient = 'student' AND n.channel = 'sms' THEN b.contact_phone
                WHEN n.recipient = 'instructor' AND n.channel = 'email' THEN COALESCE(i.email, n.address)
            END
            """
        ),
        Invariant(
            "outbox_state",
            .messages,
            "A message says when it was sent if it was; ids are of messages.",
            """
            SELECT CAST(id AS CHAR(36)), CONCAT('is ', state, IF(sent_at IS NULL, ' at no time', ', but went out'))
            FROM notifications WHERE (state = 'sent') <> (sent_at IS NOT NULL)
            """
        ),
        Invariant(
            "reminder",
            .bookings,
            "A booking says that its reminder was sent if it was, so that it is sent once.",
            """
            SELECT CAST(b.id AS CHAR(36)), IF(
                b.reminder_sent_at IS NULL, 'was reminded without a note of it', 'was never reminded, but says so'
            )
            FROM bookings b LEFT JOIN (
                SELECT booking_id, MAX(revision) AS newest FROM notifications
                WHERE event = 'reminder' AND state = 'sent' GROUP BY booking_id
            ) AS n ON n.booking_id = b.id
            WHERE b.reminder_sent_at IS NOT NULL AND n.booking_id IS NULL
                OR b.reminder_sent_at IS NULL AND n.newest = b.sequence
            """
        ),
    ]
}
