extension Plant {
    static let history =
        [
            Plant(
                "history_begins",
                "a booking has no history",
                [
                    "DELETE FROM booking_events WHERE booking_id = '{pending}'",
                    "DELETE FROM notifications WHERE booking_id = '{pending}'",
                ],
                ["{pending}"]
            ),
            Plant(
                "history_begins",
                "a booking is created twice",
                [
                    """
                    INSERT INTO booking_events (brand_id, booking_id, kind, actor, at, to_status)
                    SELECT brand_id, id, 'created', 'visitor', created_at, 'pending' FROM bookings WHERE id = '{moved}'
                    """, message("moved", "created", revision: 2),
                ],
                ["{moved}"]
            ),
            Plant(
                "history_begins",
                "a booking was moved before it was created",
                ["UPDATE booking_events SET id = 0 WHERE \(firstMove)"],
                ["{moved}"]
            ),
            Plant(
                "history_step",
                "a confirmed booking becomes pending",
                [
                    "UPDATE booking_events SET to_status = 'confirmed' WHERE booking_id = '{moved}' AND kind = 'created'",
                    "UPDATE booking_events SET from_status = 'confirmed' WHERE booking_id = '{moved}' AND kind = 'moved' LIMIT 1",
                ],
                ["SELECT id FROM booking_events WHERE booking_id = '{moved}' ORDER BY id LIMIT 2"]
            ),
            Plant(
                "history_step",
                "a cancelled booking is moved",
                [
                    """
                    INSERT INTO booking_events (id, brand_id, booking_id, kind, actor, at, from_status, to_status)
                    SELECT 4000000, brand_id, id, 'moved', 'visitor', updated_at, 'cancelled', 'cancelled'
                    FROM bookings WHERE id = '{cancelled}'
                    """, booking("cancelled", "sequence = sequence + 1, revision = revision + 1"),
                    message("cancelled", "moved", revision: 4),
                ],
                ["SELECT 4000000"]
            ),
            Plant(
                "history_chain",
                "a move is of a booking in another state",
                ["UPDATE booking_events SET from_status = 'confirmed', to_status = 'confirmed' WHERE \(firstMove)"],
                ["SELECT id FROM booking_events WHERE booking_id = '{moved}' AND kind = 'moved'"]
            ),
            Plant("history_end", "a confirmed booking is pending", [booking("paid", "status = 'pending'")], ["{paid}"]),
            Plant(
                "history_stray",
                "an event is in another brand",
                ["UPDATE booking_events SET brand_id = '{hill}' WHERE \(firstMove)"],
                ["SELECT id FROM booking_events WHERE \(firstMove)"]
            ),
            Plant(
                "history_stray",
                "an event happened to no booking",
                [
                    """
                    INSERT INTO booking_events (id, brand_id, booking_id, kind, actor, at, to_status)
                    VALUES (4000000, '{river}', '{nobody}', 'created', 'visitor', '2026-11-22', 'pending')
                    """
                ],
                ["SELECT 4000000"]
            ),
            Plant("sequence", "a change was not counted", [booking("moved", "sequence = sequence - 1")], ["{moved}"]),
        ]
        + [
            ("pending", "created_at = created_at - INTERVAL 1 SECOND"),
            ("paid", "confirmed_at = confirmed_at + INTERVAL 1 DAY"),
            ("cancelled", "cancelled_at = NULL"), ("pending", "cancelled_at = '2026-11-23'"),
            ("noShow", "no_show_at = NULL"),
            ("completed", "completed_at = NULL"), ("paid", "hold_expires_at = '2026-11-24'"),
            ("released", "hold_expires_at = hold_expires_at + INTERVAL 1 MINUTE"),
            ("noShow", "start_at = start_at + INTERVAL 9 DAY, end_at = end_at + INTERVAL 9 DAY"),
        ].map { name, change in Plant("moments", "\(name), \(change)", [booking(name, change)], ["{\(name)}"]) }

    private static let firstMove =
        "id = (SELECT MIN(id) FROM (SELECT id, booking_id, kind FROM booking_events) e "
        + "WHERE booking_id = '{moved}' AND kind = 'moved')"
}
