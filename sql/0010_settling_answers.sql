-- Answers that may still change.
--
-- Why: an answer is kept in the transaction that it answers, and again when its messages have been tried and it can say how
-- that went. Between the two its request still runs, and a repeat is told so instead of getting another answer than the
-- first one. A request that dies in between never settles: its answer counts from that moment on.
-- Locks: nothing for long. A file that stopped half way can be applied again. The binary of the release before works with
-- it; its answers count at once.

ALTER TABLE idempotency_keys
    ADD COLUMN IF NOT EXISTS settles_at DATETIME NULL
        COMMENT 'until then the first request may still run, UTC; NULL once its answer is final',
    ALGORITHM = INSTANT;
