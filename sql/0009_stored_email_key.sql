-- A student's address in lower case, stored.
--
-- Why: the key lay over a VIRTUAL column. While rows of such a table wait to be purged, `mariadbd --wsrep-recover`, with
-- which Debian starts each node of a Galera cluster, may never end (seen with MariaDB 10.11.19): a node that lost power would
-- not come back by itself.
-- Locks: students is copied; it is read meanwhile, and writes to it wait. On a Galera cluster all writes wait so long. One
-- statement takes the old column and key away and adds the new ones, so the key is never missing. The file can be applied
-- again; it copies once more. The binary of the release before works with it: name and meaning are the same.

ALTER TABLE students
    DROP KEY IF EXISTS students_email_unique,
    DROP COLUMN IF EXISTS email_key,
    ADD COLUMN email_key VARCHAR(254) AS (LOWER(email)) STORED
        COMMENT 'the address in lower case, by which a student is found' AFTER email,
    -- A guest's address finds or makes exactly one student of the brand.
    ADD CONSTRAINT students_email_unique UNIQUE (brand_id, email_key),
    ALGORITHM = COPY, LOCK = SHARED;
