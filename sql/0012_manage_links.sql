-- Manage links: one a booking, made anew whenever it is needed, so that nothing that is stored opens a booking.
--
-- Why: the outbox and the answers that are kept for repeated requests held links in clear, each change of a booking made
-- another, and none of them ever ended. Now a link is derived from the server's secret key, the booking's id and its
-- generation. Links that are out keep working by their digests, until 30 days after their session.
-- Locks: reads notifications and idempotency_keys once, and writes to their rows that hold a link; the links' rows in
-- api_tokens likewise. A file that stopped half way can be applied again. The binary of the release before works with it.
-- Until it is restarted it still writes links in clear: in answers, which are kept for 24 hours, and in messages, which lose
-- them when they are sent or given up. What it sends of a message that it did not begin, or repeats for a client, has no
-- link. An e-mail or SMS of which nobody knows whether it went out may come a second time, with its new link.

ALTER TABLE bookings
    ADD COLUMN IF NOT EXISTS link_generation INT UNSIGNED NOT NULL DEFAULT 0
        COMMENT 'which of its links counts; rises by one when staff end those that are out',
    ALGORITHM = INSTANT;

UPDATE api_tokens t JOIN bookings b ON b.id = t.booking_id
SET t.expires_at = b.end_at + INTERVAL 30 DAY
WHERE t.role = 'manage' AND t.expires_at IS NULL;

UPDATE notifications SET payload = NULL, manage_url = NULL
WHERE manage_url IS NOT NULL OR payload LIKE '%cb_manage_%';

UPDATE idempotency_keys SET body = REGEXP_REPLACE(body, '"manageUrl":"[^"]*"', '"manageUrl":null')
WHERE body LIKE '%"manageUrl":"%';
