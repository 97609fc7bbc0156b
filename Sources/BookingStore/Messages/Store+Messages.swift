package import Scheduling

extension MariaDBStore {
    package func messages(of bookingID: ID<Booking>, in brandID: ID<Brand>) throws -> [MessageRecord] {
        try read { try $0.query(.messagesOfBooking, [.id(bookingID), .id(brandID)], MessageRecord.init) }
    }

    package func messages(in state: MessageState?, of brandID: ID<Brand>?, limit: Int) throws -> [MessageRecord] {
        try read { connection in
            try connection.query(
                .newestMessages,
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
                """
                UPDATE notifications SET state = 'dead', last_error = 'discarded',
                    payload = IF(is_outcome_unknown AND manage_url IS NULL, payload, NULL), manage_url = NULL
                WHERE id = ? AND state = 'queued'
                """,
                [.id(id)]
            ) == 1
        }
    }
}

extension SQL {
    fileprivate static let messagesOfBooking: SQL = """
        SELECT \(columns: MessageRecord.self) FROM notifications
        WHERE booking_id = ? AND brand_id = ?
        ORDER BY created_at, id
        """
    fileprivate static let newestMessages: SQL = """
        SELECT \(columns: MessageRecord.self) FROM notifications
        WHERE (? IS NULL OR state = ?) AND (? IS NULL OR brand_id = ?)
        ORDER BY created_at DESC, id DESC
        LIMIT ?
        """
}
