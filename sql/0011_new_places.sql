-- A message about a new place, and what `sequence` counts.
--
-- Why: a confirmed session whose place changes is told to both people, with an invitation that carries the new place. SEQUENCE
-- of iCalendar is the revision now, because it must rise with status and place too (RFC 5546 §2.1.4); a booking's own sequence
-- goes on naming the agreed times, so that no reminder goes out twice.
-- Locks: rewrites notifications once for its check, and writes to it wait meanwhile; nothing else. A file that stopped half way
-- can be applied again. The binary of the release before works on with it, but cannot read the new event: while both run, its
-- dispatcher waits until the new one has sent such a message.

ALTER TABLE notifications DROP CONSTRAINT IF EXISTS notifications_event_known;

ALTER TABLE notifications
    MODIFY event VARCHAR(16) NOT NULL
        COMMENT 'created, confirmed, cancelled, moved, relocated, reminder, zone_moved or zone_conflict',
    ADD CONSTRAINT notifications_event_known CHECK (
        event IN ('created', 'confirmed', 'cancelled', 'moved', 'relocated', 'reminder', 'zone_moved', 'zone_conflict')
    );

ALTER TABLE bookings
    MODIFY sequence INT UNSIGNED NOT NULL COMMENT 'rises with every move and cancellation: names the agreed time',
    ALGORITHM = INSTANT;
