package import Scheduling

extension MariaDBStore {
    package func messages(of bookingID: ID<Booking>, in brandID: ID<Brand>) throws -> [MessageRecord] {
        try read { connection in
            try connection.query(
                """
                SELECT id, brand_id, booking_id, event, revision, recipient, channel, address, created_at,
                    manage_url, previous_start_at, state, attempts, next_attempt_at, sent_at, delivery, delivery_at, last_error
                FROM notifications
                WHERE booking_id = ? AND brand_id = ?
                ORDER BY created_at, id
                """,
                [.id(bookingID), .id(brandID)],
                MessageRecord.init
            )
        }
    }

    package func messages(in state: MessageState?, of brandID: ID<Brand>?, limit: Int) throws -> [MessageRecord] {
        try read { connection in
            try connection.query(
                """
                SELECT id, brand_id, booking_id, event, revision, recipient, channel, address, created_at,
                    manage_url, previous_start_at, state, attempts, next_attempt_at, sent_at, delivery, delivery_at, last_error
                FROM notifications
                WHERE (? IS NULL OR state = ?) AND (? IS NULL OR brand_id = ?)
                ORDER BY created_at DESC, id DESC
                LIMIT ?
                """,
                [.text(state?.rawValue), .text(state?.rawValue), .id(brandID), .id(brandID), .int(limit)],
                MessageRecord.init
            )
        }
    }

    package func requeue(_ id: ID<OutboxMessage>, at now: Moment) throws -> Bool {
        // Somebody may still be sending a message that was discarded: a lease stays.
        try transaction { connection in
            try connection.execute(
                """
                UPDATE notifications SET state = 'queued', next_attempt_at = ?, requeued_at = ?, attempts = 0,
                    payload = IF(is_outcome_unknown, payload, NULL),
                    first_attempt_at = IF(is_outcome_unknown, first_attempt_at, NULL)
                WHERE id = ? AND state IN ('failed', 'dead')
                """,
                [.moment(now), .moment(now), .id(id)]
            ) == 1
        }
    }

    package func discard(_ id: ID<OutboxMessage>, at now: Moment) throws -> Bool {
        try transaction { connection in
            try connection.execute(
                "UPDATE notifications SET state = 'dead', last_error = 'discarded' WHERE id = ? AND state = 'queued'",
                [.id(id)]
            ) == 1
        }
    }
}
