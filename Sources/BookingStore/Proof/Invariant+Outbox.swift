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
        // One message of a kind for each revision that made the event, so never more revisions than events.
        Invariant(
            "outbox_event",
            .messages,
            "A message tells of something that happened.",
            """
            SELECT CAST(b.id AS CHAR(36)), CONCAT(
                'tells of ', n.event, ' ', n.told, ' times, which happened ', COALESCE(e.happened, 0), ' times'
            )
            FROM (
                SELECT booking_id, event, COUNT(DISTINCT revision) AS told, MAX(revision) AS newest
                FROM notifications WHERE event <> 'reminder' GROUP BY booking_id, event
            ) AS n JOIN bookings b ON b.id = n.booking_id LEFT JOIN (
                SELECT booking_id, kind, COUNT(*) AS happened FROM booking_events GROUP BY booking_id, kind
            ) AS e ON e.booking_id = n.booking_id AND e.kind = n.event
            WHERE n.told > COALESCE(e.happened, 0) OR n.newest > b.revision
            UNION ALL
            SELECT CAST(b.id AS CHAR(36)), IF(
                b.confirmed_at IS NULL,
                'reminds of a booking that was never confirmed',
                'reminds of a time that was never agreed'
            )
            FROM notifications n JOIN bookings b ON b.id = n.booking_id
            WHERE n.event = 'reminder' AND (b.confirmed_at IS NULL OR n.revision > b.sequence)
            """
        ),
        Invariant(
            "outbox_missing",
            .events,
            "The student is told by e-mail of every creation, confirmation, cancellation and move.",
            """
            SELECT CAST(e.booking_id AS CHAR(36)), CONCAT(
                e.kind, ' ', e.happened, ' times, told ', COALESCE(n.told, 0), ' times'
            )
            FROM (
                SELECT booking_id, kind, COUNT(*) AS happened FROM booking_events
                WHERE kind IN ('created', 'confirmed', 'cancelled', 'moved') GROUP BY booking_id, kind
            ) AS e JOIN bookings b ON b.id = e.booking_id LEFT JOIN (
                SELECT booking_id, event, COUNT(*) AS told FROM notifications
                WHERE recipient = 'student' AND channel = 'email' GROUP BY booking_id, event
            ) AS n ON n.booking_id = e.booking_id AND n.event = e.kind
            WHERE COALESCE(n.told, 0) < e.happened
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
                WHEN n.recipient = 'instructor' AND n.channel = 'email' THEN i.email
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
