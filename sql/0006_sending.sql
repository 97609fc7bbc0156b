-- Sending: what a message says beyond its booking, what became of an attempt, what providers report later, and addresses to
-- which nothing goes any more.
--
-- Why: an attempt whose outcome nobody wrote down must be recognised before it is repeated, a provider's report counts once
-- and only forward, and whoever said stop or whose mailbox is gone is left alone. A brand's language chooses the words.
-- Locks: rewrites notifications once for its checks, and writes to it wait meanwhile; brands likewise, which is small. A file
-- that stopped half way can be applied again. The binary of the release before neither sees nor needs any of it.

ALTER TABLE notifications
    ADD COLUMN IF NOT EXISTS manage_url VARCHAR(2000) NULL
        COMMENT 'the student''s link to the booking, which holds a secret; NULL once the message is out',
    ADD COLUMN IF NOT EXISTS previous_start_at DATETIME NULL
        COMMENT 'when a moved session was to start before, UTC; NULL for any other event',
    ADD COLUMN IF NOT EXISTS is_outcome_unknown BOOLEAN NOT NULL DEFAULT FALSE
        COMMENT 'whether an attempt began of which nobody knows how it ended',
    ADD COLUMN IF NOT EXISTS requeued_at DATETIME NULL
        COMMENT 'when an operator last queued it again, UTC; its age counts from then',
    ADD COLUMN IF NOT EXISTS delivery VARCHAR(16) NULL COMMENT 'how far the provider says it came; NULL is nothing yet',
    ADD COLUMN IF NOT EXISTS delivery_at DATETIME NULL COMMENT 'when the provider last said so, UTC',
    -- Finds the message that a provider's report is about.
    ADD KEY IF NOT EXISTS notifications_of_provider (provider_id),
    -- Lists for operators, newest first.
    ADD KEY IF NOT EXISTS notifications_newest (created_at, id),
    DROP CONSTRAINT IF EXISTS notifications_outcome_known,
    DROP CONSTRAINT IF EXISTS notifications_delivery_known,
    DROP CONSTRAINT IF EXISTS notifications_delivery_whole;

ALTER TABLE notifications
    ADD CONSTRAINT notifications_outcome_known CHECK (is_outcome_unknown IN (0, 1)),
    ADD CONSTRAINT notifications_delivery_known
        CHECK (delivery IN ('accepted', 'sent', 'delayed', 'delivered', 'undelivered', 'bounced', 'complained')),
    ADD CONSTRAINT notifications_delivery_whole CHECK ((delivery IS NULL) = (delivery_at IS NULL));

CREATE TABLE IF NOT EXISTS provider_events (
    provider VARCHAR(16) NOT NULL COMMENT 'who reported: resend or twilio',
    event_id VARCHAR(255) NOT NULL COMMENT 'the report''s own id',
    received_at DATETIME NOT NULL COMMENT 'UTC',
    -- A report that comes again changes nothing.
    PRIMARY KEY (provider, event_id),
    -- Finds what is too old to keep; no provider repeats a report after a few days.
    KEY provider_events_by_age (received_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'reports of providers that were taken';

CREATE TABLE IF NOT EXISTS address_blocks (
    channel VARCHAR(16) NOT NULL COMMENT 'email or sms',
    address VARCHAR(254) NOT NULL COMMENT 'e-mail address in lower case, or phone number',
    reason VARCHAR(500) NOT NULL COMMENT 'stopped, bounced, complained, invalid or the provider''s words',
    since DATETIME NOT NULL COMMENT 'UTC',
    PRIMARY KEY (channel, address),
    CONSTRAINT address_blocks_channel_known CHECK (channel IN ('email', 'sms'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin
    COMMENT 'where nothing is sent any more, over all brands: the providers block whole accounts';

ALTER TABLE brands
    ADD COLUMN IF NOT EXISTS language VARCHAR(8) NOT NULL DEFAULT 'en'
        COMMENT 'language of its messages: en, de, pt-BR',
    DROP CONSTRAINT IF EXISTS brands_language_form;

ALTER TABLE brands
    ADD CONSTRAINT brands_language_form CHECK (language REGEXP '^[a-z]{2,3}(-[A-Z]{2})?$');
