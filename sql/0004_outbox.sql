-- The outbox: every message, written in the transaction of the booking it is about.
--
-- Why: a message is neither lost with a crashed process nor sent for a booking that was never made. Whoever sends takes a
-- lease (token and end), sends outside any transaction, and acknowledges with the token; a lease that ran out is free again.
-- Locks: nothing; it only adds a table. A file that stopped half way can be applied again.

CREATE TABLE IF NOT EXISTS notifications (
    id UUID NOT NULL COMMENT 'for life; names the message to the provider',
    brand_id UUID NOT NULL COMMENT 'in whose name it goes out',
    booking_id UUID NOT NULL COMMENT 'what it is about',
    event VARCHAR(16) NOT NULL COMMENT 'created, confirmed, cancelled, moved or reminder',
    revision INT UNSIGNED NOT NULL COMMENT 'the booking''s revision after the event; for a reminder its sequence',
    recipient VARCHAR(16) NOT NULL COMMENT 'student or instructor',
    channel VARCHAR(16) NOT NULL COMMENT 'email or sms',
    address VARCHAR(254) NOT NULL COMMENT 'e-mail address or phone number',
    state VARCHAR(16) NOT NULL DEFAULT 'queued'
        COMMENT 'queued: to be sent; sent: the provider took it; failed: the provider refused it for good; dead: given up',
    payload MEDIUMTEXT NULL COMMENT 'what is sent, frozen at the first attempt, because a repeat must be byte for byte the same',
    attempts SMALLINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how often sending was begun',
    next_attempt_at DATETIME NOT NULL COMMENT 'not before, UTC',
    first_attempt_at DATETIME NULL COMMENT 'UTC; the provider forgets a repeated e-mail 24 hours later',
    lease_token BIGINT UNSIGNED NULL COMMENT 'proves whose lease it is; NULL is nobody''s',
    lease_until DATETIME NULL COMMENT 'when the lease ends, UTC',
    provider_id VARCHAR(255) NULL COMMENT 'the provider''s name for the message',
    last_error VARCHAR(500) NULL COMMENT 'why the last attempt failed, without secrets',
    sent_at DATETIME NULL COMMENT 'when the provider took it, UTC',
    created_at DATETIME NOT NULL COMMENT 'UTC',
    PRIMARY KEY (id),
    -- One message of a kind, however often it is asked for; carries the foreign key.
    CONSTRAINT notifications_message_unique UNIQUE (booking_id, event, revision, recipient, channel),
    -- Finds what is due, oldest first.
    KEY notifications_due (state, next_attempt_at, id),
    -- Reads what a lease has taken.
    KEY notifications_leased (lease_token),
    -- Carries the foreign key.
    KEY notifications_of_brand (brand_id, created_at),
    CONSTRAINT notifications_brand FOREIGN KEY (brand_id) REFERENCES brands (id),
    CONSTRAINT notifications_booking FOREIGN KEY (booking_id) REFERENCES bookings (id),
    CONSTRAINT notifications_event_known CHECK (event IN ('created', 'confirmed', 'cancelled', 'moved', 'reminder')),
    CONSTRAINT notifications_recipient_known CHECK (recipient IN ('student', 'instructor')),
    CONSTRAINT notifications_channel_known CHECK (channel IN ('email', 'sms')),
    CONSTRAINT notifications_state_known CHECK (state IN ('queued', 'sent', 'failed', 'dead')),
    CONSTRAINT notifications_lease_whole CHECK ((lease_token IS NULL) = (lease_until IS NULL))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'messages to send and sent';
