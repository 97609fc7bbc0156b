-- Zone changes: sessions that no longer begin at their promised local time, and the releases of tzdata that were looked at.
--
-- Why: a booking promises a date and time on the instructor's wall. When a government changes its clocks, the instant that
-- keeps the promise is another. What can be moved is moved; the rest waits here for a person. Of several hosts, one whose
-- tzdata is older must not move back what another has moved, so the releases are kept.
-- Locks: rewrites notifications twice for its check, and writes to it wait meanwhile; nothing else. A file that stopped half
-- way can be applied again. The binary of the release before works on with it. It cannot read the two new events, though:
-- while both run, its dispatcher passes over nothing and waits until the new one has sent such a message.

CREATE TABLE IF NOT EXISTS booking_zone_conflicts (
    booking_id UUID NOT NULL COMMENT 'whose time is in doubt',
    sequence INT UNSIGNED NOT NULL COMMENT 'the booking''s sequence when it was found; with another the conflict is over',
    right_start_at DATETIME NULL COMMENT 'when it should begin by the rules in force, UTC; NULL is unknown',
    -- taken, buffer: another session is in the way; soon: within 48 hours; too_far_off: no clock was ever changed so much.
    reason VARCHAR(16) NOT NULL COMMENT 'why it was not moved: taken, buffer, off_grid, soon, too_far_off or zone_unknown',
    found_at DATETIME NOT NULL COMMENT 'since when it is as this row says, UTC',
    -- One for each booking.
    PRIMARY KEY (booking_id),
    CONSTRAINT booking_zone_conflicts_booking FOREIGN KEY (booking_id) REFERENCES bookings (id) ON DELETE CASCADE,
    CONSTRAINT booking_zone_conflicts_reason_known
        CHECK (reason IN ('taken', 'buffer', 'off_grid', 'soon', 'too_far_off', 'zone_unknown'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin
    COMMENT 'bookings that a person has to move, confirm with both people or call off';

CREATE TABLE IF NOT EXISTS zone_releases (
    version VARCHAR(64) NOT NULL COMMENT 'release of tzdata, such as 2026f',
    first_scan_at DATETIME NOT NULL COMMENT 'when the first look at every future booking with it ended, UTC',
    last_scan_at DATETIME NOT NULL COMMENT 'when the last one ended, UTC',
    -- One for each release.
    PRIMARY KEY (version)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin
    COMMENT 'with which time-zone rules the promises of bookings were looked through';

ALTER TABLE notifications DROP CONSTRAINT IF EXISTS notifications_event_known;

ALTER TABLE notifications
    MODIFY event VARCHAR(16) NOT NULL
        COMMENT 'created, confirmed, cancelled, moved, reminder, zone_moved or zone_conflict',
    MODIFY revision INT UNSIGNED NOT NULL
        COMMENT 'the booking''s revision after the event; for a reminder or a zone_conflict its sequence',
    ADD CONSTRAINT notifications_event_known CHECK (
        event IN ('created', 'confirmed', 'cancelled', 'moved', 'reminder', 'zone_moved', 'zone_conflict')
    );
