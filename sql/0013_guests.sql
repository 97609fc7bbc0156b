-- What a brand allows to guests, how much of it they have used, and what in its records is only a guest's word.
--
-- Why: a guest is anybody. Without limits one fills a calendar in a second, has the brand write to strangers, and gives an
-- address a telephone number that is somebody else's.
-- Locks: columns are added without a copy of their tables; bookings is read and written while its key is built. The rows of
-- guests' bookings that are still to come, and of students, are written once. A file that stopped half way can be applied
-- again. The binary of the release before works with it: what it adds counts as not made by a guest, and as not claimed.

ALTER TABLE brands
    ADD COLUMN IF NOT EXISTS guest_open_bookings SMALLINT UNSIGNED NOT NULL DEFAULT 3
        COMMENT 'how many upcoming bookings made as a guest one e-mail address or phone number may have',
    ADD COLUMN IF NOT EXISTS guest_requests_per_hour SMALLINT UNSIGNED NOT NULL DEFAULT 10
        COMMENT 'how many requests to book may name one e-mail address or phone number in an hour',
    ADD COLUMN IF NOT EXISTS guest_hold_minutes INT UNSIGNED NOT NULL DEFAULT 4320
        COMMENT 'how long a guest''s pending booking holds its time at most; pending_hold_minutes where it is shorter',
    ADD COLUMN IF NOT EXISTS guest_sms_countries VARCHAR(500) NULL
        COMMENT 'country codes to which guests'' SMS go, such as 49,1; NULL is that of the sender''s own number',
    ADD COLUMN IF NOT EXISTS guest_sms_per_day SMALLINT UNSIGNED NOT NULL DEFAULT 5
        COMMENT 'how many SMS of guests'' bookings go to one number in a day',
    ADD COLUMN IF NOT EXISTS guest_emails_per_day SMALLINT UNSIGNED NOT NULL DEFAULT 10
        COMMENT 'how many e-mails of guests'' bookings go to one address in a day',
    ADD COLUMN IF NOT EXISTS guest_sms_per_hour SMALLINT UNSIGNED NOT NULL DEFAULT 60
        COMMENT 'how many SMS of guests'' bookings go out in an hour, to whomever',
    ALGORITHM = INSTANT;

ALTER TABLE students
    ADD COLUMN IF NOT EXISTS claimed_at DATETIME NULL
        COMMENT 'since when staff or the student''s own credential vouch for the details, UTC; NULL is only a guest''s word',
    ALGORITHM = INSTANT;

ALTER TABLE bookings
    ADD COLUMN IF NOT EXISTS made_by_guest BOOLEAN NOT NULL DEFAULT FALSE
        COMMENT 'whether somebody made it who was not signed in',
    ADD COLUMN IF NOT EXISTS guest_wrote_location BOOLEAN NOT NULL DEFAULT FALSE
        COMMENT 'whether a guest wrote the place; it is then told to staff only',
    ADD COLUMN IF NOT EXISTS guest_wrote_reason BOOLEAN NOT NULL DEFAULT FALSE
        COMMENT 'whether a guest wrote why it was cancelled; it is then told to staff only',
    ALGORITHM = INSTANT;

ALTER TABLE bookings
    -- Counts the open bookings of a guest's phone number; those of an e-mail address are counted by student.
    ADD KEY IF NOT EXISTS bookings_of_phone (brand_id, contact_phone, start_at),
    ALGORITHM = INPLACE, LOCK = NONE;

ALTER TABLE notifications
    ADD COLUMN IF NOT EXISTS is_budgeted BOOLEAN NOT NULL DEFAULT FALSE
        COMMENT 'whether it counts against what guests'' bookings may send',
    ALGORITHM = INSTANT;

-- A row is taken first in the transaction that counts, so that two never pass a limit together.
CREATE TABLE IF NOT EXISTS guest_counts (
    brand_id UUID NOT NULL COMMENT 'in which brand',
    kind VARCHAR(16) NOT NULL COMMENT 'what is counted: request, email, sms or brand_sms',
    name VARCHAR(254) NOT NULL COMMENT 'under which name: e-mail address in lower case, phone number, or nothing for the brand',
    recent TEXT NOT NULL COMMENT 'when it happened lately, ascending: seconds since 1970 UTC with blanks between',
    last_at DATETIME NOT NULL COMMENT 'when it last happened, UTC; a day later the row is of no more use',
    PRIMARY KEY (brand_id, kind, name),
    -- Finds what is too old to keep.
    KEY guest_counts_by_age (last_at),
    CONSTRAINT guest_counts_brand FOREIGN KEY (brand_id) REFERENCES brands (id),
    CONSTRAINT guest_counts_kind_known CHECK (kind IN ('request', 'email', 'sms', 'brand_sms'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'what guests did lately, for their limits';

-- Guests' bookings that are still to come are known by their history.
UPDATE bookings b
SET b.made_by_guest = TRUE, b.guest_wrote_location = b.location IS NOT NULL
WHERE b.made_by_guest = FALSE AND b.status IN ('pending', 'confirmed') AND b.end_at > UTC_TIMESTAMP()
    AND EXISTS (SELECT 1 FROM booking_events e WHERE e.booking_id = b.id AND e.kind = 'created' AND e.actor = 'visitor');

-- Whoever has a credential, or has no booking that a guest made, was added by staff.
UPDATE students s
SET s.claimed_at = s.created_at
WHERE s.claimed_at IS NULL
    AND (
        EXISTS (SELECT 1 FROM api_tokens t WHERE t.brand_id = s.brand_id AND t.student_id = s.id)
        OR NOT EXISTS (
            SELECT 1
            FROM bookings b JOIN booking_events e ON e.booking_id = b.id
            WHERE b.brand_id = s.brand_id AND b.student_id = s.id AND e.kind = 'created' AND e.actor = 'visitor'
        )
    );
