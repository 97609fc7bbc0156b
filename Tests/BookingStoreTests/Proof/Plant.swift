import Testing

/// One way in which a database can be wrong: what to write into a chronicle, and which ids are then off.
struct Plant: Sendable, CustomTestStringConvertible {
    /// The invariant that it breaks.
    let invariant: String

    /// What is wrong, in words.
    let testDescription: String

    /// SQL with `{names}` in place of ids.
    let statements: [String]

    /// The offending ids: `{names}`, or a SELECT that reads them before anything is planted.
    let ids: [String]

    init(_ invariant: String, _ words: String, _ statements: [String], _ ids: [String]) {
        (self.invariant, testDescription, self.statements, self.ids) = (
            invariant, "\(invariant): \(words)", statements, ids
        )
    }

    /// Every one.
    static let all = calendar + money + history + outbox + belonging

    static let calendar =
        [
            Plant(
                "overlap",
                "one brand's session begins within another's",
                time("pending", "2026-11-28 10:30"),
                ["{pending}"]
            ),
            Plant(
                "overlap",
                "the later of two sessions begins when the earlier one does",
                time("pending", "2026-11-27 14:00"),
                ["SELECT id FROM bookings WHERE id IN ('{pending}', '{paid}') ORDER BY id DESC LIMIT 1"]
            ),
            Plant(
                "overlap",
                "a session that covers two others, of which only the first is next to it",
                time("pending", "2026-11-27 13:30", minutes: 480) + time("waived", "2026-11-27 18:00"),
                ["{paid}", "{waived}"]
            ),
            Plant("buffer", "a session begins when another ends", time("pending", "2026-11-28 11:00"), ["{pending}"]),
            Plant(
                "buffer",
                "a session comes closer than the buffer of the one before",
                time("pending", "2026-11-28 11:25"),
                ["{pending}"]
            ),
            Plant(
                "buffer",
                "a session comes closer than its own buffer",
                time("waived", "2026-11-27 15:25"),
                ["{waived}"]
            ),
            Plant(
                "busy_missing",
                "a booking has lost five minutes",
                ["DELETE FROM instructor_busy WHERE booking_id = '{pending}' ORDER BY quantum DESC LIMIT 1"],
                ["{pending}"]
            ),
            Plant(
                "busy_missing",
                "bookings have no time, the one of a lapsed hold included",
                ["DELETE FROM instructor_busy WHERE booking_id IN ('{completed}', '{lapsed}')"],
                ["{completed}", "{lapsed}"]
            ),
            Plant("busy_stray", "a cancelled booking keeps time", [cell("{cancelled}")], ["{cancelled}"]),
            Plant("busy_stray", "a booking that was never made keeps time", [cell("{nobody}")], ["{nobody}"]),
            Plant("busy_stray", "a booking keeps time beyond its own", [cell("{paid}")], ["{paid}"]),
            Plant(
                "busy_stray",
                "a no-show keeps time of another instructor",
                [cell("{noShow}", of: "{hugo}")],
                ["{noShow}"]
            ),
            Plant(
                "busy_stray",
                "a booking has its own time in another calendar too",
                [
                    """
                    INSERT INTO instructor_busy (instructor_id, quantum, booking_id)
                    SELECT '{hugo}', quantum, booking_id FROM instructor_busy WHERE booking_id = '{paid}' LIMIT 1
                    """
                ],
                ["{paid}"]
            ),
        ]
        + [
            "start_at = start_at + INTERVAL 2 MINUTE", "end_at = end_at + INTERVAL 1 SECOND",
            "end_at = start_at + INTERVAL 10 MINUTE", "end_at = start_at + INTERVAL 485 MINUTE", "end_at = start_at",
            "buffer_minutes = 7", "buffer_minutes = 245",
        ].map { Plant("limits", $0, [booking("cancelled", $0)], ["{cancelled}"]) }
}

extension Plant {
    /// A payment that a test adds.
    static let planted = "0190eeee-0000-7000-8000-000000000000"

    /// Sets columns of a booking.
    static func booking(_ name: String, _ assignments: String) -> String {
        "UPDATE bookings SET \(assignments) WHERE id = '{\(name)}'"
    }

    /// Another time for a booking, with its cells.
    static func time(_ name: String, _ start: String, minutes: Int = 60) -> [String] {
        [
            booking(name, "start_at = '\(start)', end_at = start_at + INTERVAL \(minutes) MINUTE"),
            "DELETE FROM instructor_busy WHERE booking_id = '{\(name)}'",
            """
            INSERT INTO instructor_busy (instructor_id, quantum, booking_id)
            SELECT instructor_id, TIMESTAMPDIFF(MINUTE, '1970-01-01', start_at) DIV 5 + seq, id
            FROM bookings JOIN seq_0_to_143
                ON seq < (TIMESTAMPDIFF(MINUTE, start_at, end_at) + buffer_minutes) DIV 5
            WHERE id = '{\(name)}'
            """,
        ]
    }

    /// Five minutes of long ago.
    static func cell(_ id: String, of instructor: String = "{greta}") -> String {
        "INSERT INTO instructor_busy (instructor_id, quantum, booking_id) VALUES ('\(instructor)', 1, '\(id)')"
    }

    /// A payment through another provider.
    static func payment(_ id: String, in brand: String = "{river}", named name: String = "pi_other") -> String {
        """
        INSERT INTO payments (id, brand_id, booking_id, amount_cents, currency, provider, provider_payment_id, created_at)
        VALUES ('\(planted)', '\(brand)', '\(id)', 100, 'EUR', 'other', '\(name)', '2026-11-22')
        """
    }

    /// A message to a booking's student by e-mail, not sent yet.
    static func message(_ name: String, _ event: String, revision: Int) -> String {
        """
        INSERT INTO notifications (id, brand_id, booking_id, event, revision, recipient, channel, address,
            next_attempt_at, created_at)
        SELECT '\(planted)', brand_id, id, '\(event)', \(revision), 'student', 'email', contact_email,
            '2026-11-22', '2026-11-22'
        FROM bookings WHERE id = '{\(name)}'
        """
    }
}
