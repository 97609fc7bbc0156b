-- Idempotency keys: the answer that was given to a request which named one, for 24 hours.
--
-- Why: a client that lost the answer asks again and gets the same one. The row is inserted first in the transaction that it
-- protects, so that a second request with the key meets the row's lock while the first one runs.
-- Locks: nothing; it only adds a table. A file that stopped half way can be applied again.

CREATE TABLE IF NOT EXISTS idempotency_keys (
    brand_id UUID NOT NULL COMMENT 'the brand of the request',
    caller VARCHAR(64) NOT NULL COMMENT 'whose key: visitor, or a role and id',
    idempotency_key VARCHAR(255) NOT NULL COMMENT 'the header, visible ASCII',
    fingerprint BINARY(32) NOT NULL COMMENT 'SHA-256 of method, path and body',
    status SMALLINT UNSIGNED NULL COMMENT 'HTTP status of the answer; NULL until there is one',
    location VARCHAR(2000) NULL COMMENT 'Location header of the answer',
    body MEDIUMBLOB NULL COMMENT 'body of the answer, byte for byte',
    created_at DATETIME NOT NULL COMMENT 'when the key was first used, UTC; it counts for 24 hours',
    PRIMARY KEY (brand_id, caller, idempotency_key),
    -- Finds what is too old to keep.
    KEY idempotency_keys_by_age (created_at),
    CONSTRAINT idempotency_keys_brand FOREIGN KEY (brand_id) REFERENCES brands (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'answers kept for repeated requests';
