extension Plant {
    static let outbox = [
        Plant(
            "outbox_stray",
            "a message is in another brand",
            ["UPDATE notifications SET brand_id = '{hill}' WHERE \(paidMail)"],
            ["SELECT id FROM notifications WHERE \(paidMail)"]
        ),
        Plant(
            "outbox_stray",
            "a message is about no booking",
            [
                """
                INSERT INTO notifications (id, brand_id, booking_id, event, revision, recipient, channel, address,
                    next_attempt_at, created_at)
                VALUES ('\(planted)', '{river}', '{nobody}', 'created', 1, 'student', 'email', 'a@b.example',
                    '2026-11-22', '2026-11-22')
                """
            ],
            [planted]
        ),
        Plant(
            "outbox_event",
            "a cancellation is told of that never was",
            [message("paid", "cancelled", revision: 2)],
            ["{paid}"]
        ),
        Plant("outbox_event", "a move is told of twice", [message("moved", "moved", revision: 1)], ["{moved}"]),
        Plant(
            "outbox_event",
            "a message is of a revision to come",
            ["UPDATE notifications SET revision = 9 WHERE \(paidMail)"],
            ["{paid}"]
        ),
        Plant(
            "outbox_event",
            "a pending booking is reminded of",
            [message("pending", "reminder", revision: 0)],
            ["{pending}"]
        ),
        Plant("outbox_event", "a time to come is reminded of", [message("paid", "reminder", revision: 1)], ["{paid}"]),
        Plant(
            "outbox_event",
            "a conflict is told of at a time to come",
            [message("paid", "zone_conflict", revision: 1)],
            ["{paid}"]
        ),
        Plant(
            "outbox_missing",
            "the student is not told of a move and of a hold that ended",
            [
                "DELETE FROM notifications WHERE booking_id = '{moved}' AND event = 'moved' AND recipient = 'student' LIMIT 1",
                "DELETE FROM notifications WHERE booking_id = '{released}' AND event = 'cancelled'",
            ],
            ["{moved}", "{released}"]
        ),
        Plant(
            "outbox_missing",
            "a mail became an SMS",
            ["UPDATE notifications SET channel = 'sms', address = '+4915112345678' WHERE \(paidMail)"],
            ["{paid}"]
        ),
        Plant(
            "outbox_address",
            "mails go to somebody else",
            ["UPDATE notifications SET address = 'eve@mail.example' WHERE booking_id = '{paid}' AND channel = 'email'"],
            ["SELECT id FROM notifications WHERE booking_id = '{paid}' AND channel = 'email'"]
        ),
        Plant(
            "outbox_address",
            "an instructor is sent an SMS",
            [
                "UPDATE notifications SET channel = 'sms' WHERE booking_id = '{paid}' AND recipient = 'instructor' LIMIT 1"
            ],
            ["SELECT id FROM notifications WHERE booking_id = '{paid}' AND recipient = 'instructor' LIMIT 1"]
        ),
        Plant(
            "outbox_state",
            "a message was sent at no time",
            ["UPDATE notifications SET state = 'sent', sent_at = NULL WHERE \(paidMail)"],
            ["SELECT id FROM notifications WHERE \(paidMail)"]
        ),
        Plant(
            "outbox_state",
            "a queued message went out",
            ["UPDATE notifications SET state = 'queued', sent_at = '2026-11-22' WHERE \(paidMail)"],
            ["SELECT id FROM notifications WHERE \(paidMail)"]
        ),
        Plant(
            "reminder",
            "a reminder is noted that never went",
            [booking("paid", "reminder_sent_at = '2026-11-22'")],
            ["{paid}"]
        ),
        Plant("reminder", "a reminder is not noted", [booking("reminded", "reminder_sent_at = NULL")], ["{reminded}"]),
    ]

    static let belonging =
        [
            Plant(
                "people",
                "a booking is of another brand's student",
                [booking("waived", "student_id = '{ana}'"), booking("cancelled", "student_id = '{nobody}'")],
                ["{waived}", "{cancelled}"]
            ),
            Plant(
                "people",
                "an instructor does not exist",
                [booking("cancelled", "instructor_id = '{nobody}'")],
                ["{cancelled}"]
            ),
            Plant(
                "token",
                "a link is in another brand",
                ["UPDATE api_tokens SET brand_id = '{hill}' WHERE booking_id = '{pending}'"],
                ["SELECT id FROM api_tokens WHERE booking_id = '{pending}'"]
            ),
            Plant(
                "token",
                "a credential is for nobody",
                ["UPDATE api_tokens SET student_id = '{nobody}' WHERE role = 'student'"],
                ["SELECT id FROM api_tokens WHERE role = 'student'"]
            ),
            Plant(
                "token",
                "a student speaks for the brand",
                ["UPDATE api_tokens SET role = 'admin' WHERE role = 'student'"],
                ["SELECT id FROM api_tokens WHERE role = 'student'"]
            ),
            Plant(
                "answer",
                "a booking that was acknowledged is gone",
                ["UPDATE idempotency_keys SET location = '/api/bookings/{nobody}' WHERE idempotency_key = 'paid'"],
                ["{river}"]
            ),
            Plant(
                "answer",
                "a key has no answer",
                ["UPDATE idempotency_keys SET status = NULL, body = NULL WHERE idempotency_key = 'waived'"],
                ["{hill}"]
            ),
            Plant(
                "assignment",
                "an instructor works without settings",
                ["DELETE FROM instructor_scheduling_settings WHERE brand_id = '{hill}' AND instructor_id = '{greta}'"],
                ["{greta}"]
            ),
            Plant(
                "assignment",
                "rules outlive the work",
                ["DELETE FROM instructors_brands WHERE brand_id = '{river}' AND instructor_id = '{hugo}'"],
                ["{hugo}"]
            ),
        ]
        + [
            ("instructor_scheduling_settings", "session_minutes = 17"),
            ("instructor_scheduling_settings", "buffer_minutes = 245"),
            ("instructor_weekly_availability", "end_minute = start_minute"),
            ("instructor_weekly_availability", "end_minute = 1441"),
            ("instructor_date_overrides", "last_date = first_date - INTERVAL 1 DAY"),
            ("instructor_date_overrides", "start_minute = 7, end_minute = 12"),
        ].map { table, change in
            Plant(
                "rules",
                change,
                ["UPDATE \(table) SET \(change) WHERE brand_id = '{river}' AND instructor_id = '{greta}'"],
                ["{greta}"]
            )
        }

    private static let paidMail = "booking_id = '{paid}' AND event = 'confirmed' AND recipient = 'student'"
}
