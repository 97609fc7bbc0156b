-- Brands, the people who give and take sessions, their credentials, and the record of these migrations.
--
-- Why: everything else belongs to a brand and to people.
-- Locks: nothing; it only adds tables. A file that stopped half way can be applied again.
--
-- Rules for every file here: a statement ends with `;` at the end of a line, and a comment takes whole lines. A file that
-- has landed is never edited; the next change is the next file.
--
-- Text compares byte by byte, trailing blanks included (utf8mb4_nopad_bin), everywhere: slugs, hosts, idempotency keys and
-- payment references are names, not words. Sorting for people is asked for where a list is made. Moments are UTC, whole
-- seconds. Lengths are in Unicode code points. Ids are UUIDv7, made by the application.

CREATE TABLE IF NOT EXISTS schema_migrations (
    version INT UNSIGNED NOT NULL COMMENT 'the number the file name begins with',
    name VARCHAR(100) NOT NULL COMMENT 'the file name',
    checksum CHAR(64) NOT NULL COMMENT 'SHA-256 of the file, hexadecimal; an edited file is refused',
    applied_at DATETIME NOT NULL COMMENT 'when it was applied, UTC',
    PRIMARY KEY (version)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'what of sql/ this database has';

CREATE TABLE IF NOT EXISTS brands (
    id UUID NOT NULL COMMENT 'for life',
    slug VARCHAR(63) NOT NULL COMMENT 'name in headers and addresses: a-z, 0-9 and hyphens',
    name VARCHAR(200) NOT NULL COMMENT 'name as people read it',
    allows_guests BOOLEAN NOT NULL DEFAULT TRUE COMMENT 'whether somebody without an account may book',
    payment_policy VARCHAR(16) NOT NULL DEFAULT 'staff' COMMENT 'who may confirm, and on what proof',
    pending_hold_minutes INT UNSIGNED NULL COMMENT 'how long a pending booking holds its time; NULL is for ever',
    created_at DATETIME NOT NULL DEFAULT UTC_TIMESTAMP() COMMENT 'UTC',
    PRIMARY KEY (id),
    -- X-Brand names a brand by it.
    CONSTRAINT brands_slug_unique UNIQUE (slug),
    CONSTRAINT brands_slug_form CHECK (slug REGEXP '^[a-z0-9-]{1,63}$'),
    CONSTRAINT brands_allows_guests_known CHECK (allows_guests IN (0, 1)),
    CONSTRAINT brands_payment_policy_known CHECK (payment_policy IN ('staff', 'verified', 'trusted', 'free')),
    CONSTRAINT brands_pending_hold_positive CHECK (pending_hold_minutes > 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'tenants';

CREATE TABLE IF NOT EXISTS brand_domains (
    host VARCHAR(253) NOT NULL COMMENT 'host name in lower case, no port',
    brand_id UUID NOT NULL COMMENT 'whose it is',
    -- The Host header names a brand by it, so one host has one brand.
    PRIMARY KEY (host),
    -- Lists a brand's hosts; carries the foreign key.
    KEY brand_domains_of_brand (brand_id, host),
    CONSTRAINT brand_domains_brand FOREIGN KEY (brand_id) REFERENCES brands (id),
    CONSTRAINT brand_domains_host_form CHECK (host REGEXP '^[a-z0-9.-]+$')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'host names of brands';

CREATE TABLE IF NOT EXISTS students (
    id UUID NOT NULL COMMENT 'for life',
    brand_id UUID NOT NULL COMMENT 'the only brand that knows this student',
    first_name VARCHAR(100) NOT NULL COMMENT 'as given',
    last_name VARCHAR(100) NOT NULL COMMENT 'as given',
    email VARCHAR(254) NOT NULL COMMENT 'as given',
    email_key VARCHAR(254) AS (LOWER(email)) VIRTUAL COMMENT 'the address in lower case, by which a student is found',
    phone VARCHAR(16) NULL COMMENT 'E.164 with the plus sign',
    created_at DATETIME NOT NULL DEFAULT UTC_TIMESTAMP() COMMENT 'UTC',
    PRIMARY KEY (id),
    -- A guest's address finds or makes exactly one student of the brand.
    CONSTRAINT students_email_unique UNIQUE (brand_id, email_key),
    -- Lets bookings and credentials refer to brand and student together, so that neither crosses brands.
    CONSTRAINT students_in_brand UNIQUE (brand_id, id),
    CONSTRAINT students_brand FOREIGN KEY (brand_id) REFERENCES brands (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'who takes sessions';

CREATE TABLE IF NOT EXISTS instructors (
    id UUID NOT NULL COMMENT 'for life, the same in every brand',
    first_name VARCHAR(100) NOT NULL COMMENT 'as given',
    last_name VARCHAR(100) NOT NULL COMMENT 'as given',
    email VARCHAR(254) NOT NULL COMMENT 'for staff only; replies go here',
    bio VARCHAR(4000) NULL COMMENT 'a few words to students',
    calendar_version BIGINT UNSIGNED NOT NULL DEFAULT 0
        COMMENT 'rises first in every transaction that changes this calendar: its lock, its certification key, its version',
    created_at DATETIME NOT NULL DEFAULT UTC_TIMESTAMP() COMMENT 'UTC',
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'who gives sessions';

CREATE TABLE IF NOT EXISTS instructors_brands (
    brand_id UUID NOT NULL COMMENT 'for whom',
    instructor_id UUID NOT NULL COMMENT 'who works',
    created_at DATETIME NOT NULL DEFAULT UTC_TIMESTAMP() COMMENT 'UTC',
    -- Lists a brand's instructors and answers whether one of them works there.
    PRIMARY KEY (brand_id, instructor_id),
    -- Carries the foreign key.
    KEY instructors_brands_of_instructor (instructor_id),
    CONSTRAINT instructors_brands_brand FOREIGN KEY (brand_id) REFERENCES brands (id),
    CONSTRAINT instructors_brands_instructor FOREIGN KEY (instructor_id) REFERENCES instructors (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'assignments: who works for whom';
