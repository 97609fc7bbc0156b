-- Bookings, the time they take, their history, their payments, and the credentials that may name one booking.
--
-- Why: one instructor has one calendar. instructor_busy has a row for each five minutes that a booking keeps, its own buffer
-- included, and a primary key that lets no two bookings have the same five minutes: on a single server, on replicas and on
-- a Galera cluster alike. Triggers on bookings write those rows, so the promise holds whatever program writes a booking.
-- That the larger of two buffers lies between two sessions is decided by the application, which takes the instructor's row first.
--
-- Locks: nothing; it only adds tables and triggers. A file that stopped half way can be applied again.
-- Needs: the TRIGGER right, and, where the binary log is on, log_bin_trust_function_creators = 1 or SUPER. The triggers run
-- with the rights of the user who applies this file; that user must stay.

CREATE TABLE IF NOT EXISTS bookings (
    id UUID NOT NULL COMMENT 'for life',
    brand_id UUID NOT NULL COMMENT 'who sold it',
    instructor_id UUID NOT NULL COMMENT 'who gives it',
    student_id UUID NOT NULL COMMENT 'who takes it',
    contact_first_name VARCHAR(100) NOT NULL COMMENT 'as given for this booking',
    contact_last_name VARCHAR(100) NOT NULL COMMENT 'as given for this booking',
    contact_email VARCHAR(254) NOT NULL COMMENT 'messages about this booking go here',
    contact_phone VARCHAR(16) NULL COMMENT 'messages about this booking go here; E.164',
    status VARCHAR(16) NOT NULL COMMENT 'pending, confirmed, completed, cancelled or no_show',
    payment_status VARCHAR(16) NOT NULL COMMENT 'unpaid, paid, waived, refunded or failed',
    payment_reference VARCHAR(255) NULL COMMENT 'name of the payment at its provider',
    start_at DATETIME NOT NULL COMMENT 'first second of the session, UTC',
    end_at DATETIME NOT NULL COMMENT 'first second after the session, UTC',
    buffer_minutes SMALLINT UNSIGNED NOT NULL COMMENT 'the buffer of the brand when the time was agreed',
    scheduled_at DATETIME NOT NULL COMMENT 'when the present time was agreed: made or last moved, UTC',
    student_timezone VARCHAR(64) NOT NULL COMMENT 'IANA name of the zone in which the student reads times',
    instructor_timezone VARCHAR(64) NOT NULL COMMENT 'IANA name of the instructor''s zone when the time was agreed',
    promised_date DATE NOT NULL COMMENT 'date on the instructor''s wall when it starts, as agreed',
    promised_minute SMALLINT UNSIGNED NOT NULL COMMENT 'minutes since midnight on the instructor''s wall, as agreed',
    location VARCHAR(500) NULL COMMENT 'where to meet',
    notes VARCHAR(4000) NULL COMMENT 'the student''s words',
    instructor_notes VARCHAR(4000) NULL COMMENT 'words of staff after the session, never for students',
    cancellation_reason VARCHAR(500) NULL COMMENT 'why it was called off; hold_expired when its hold ended',
    hold_expires_at DATETIME NULL COMMENT 'when a pending booking lets go of its time, UTC; NULL is never',
    confirmed_at DATETIME NULL COMMENT 'UTC',
    completed_at DATETIME NULL COMMENT 'UTC',
    cancelled_at DATETIME NULL COMMENT 'UTC',
    no_show_at DATETIME NULL COMMENT 'UTC',
    reminder_sent_at DATETIME NULL COMMENT 'when the reminder for the present time went out, UTC',
    created_at DATETIME NOT NULL COMMENT 'UTC',
    updated_at DATETIME NOT NULL COMMENT 'UTC',
    revision INT UNSIGNED NOT NULL COMMENT 'rises with every change; the ETag',
    sequence INT UNSIGNED NOT NULL COMMENT 'rises with every move and cancellation; SEQUENCE of iCalendar',
    PRIMARY KEY (id),
    -- What is taken of one calendar, without a visit to the rows: the availability of an instructor.
    KEY bookings_of_instructor (instructor_id, start_at, end_at, buffer_minutes, status, hold_expires_at),
    -- Expired holds of one instructor, before each change of its calendar.
    KEY bookings_holds_of_instructor (instructor_id, status, hold_expires_at),
    -- Lists of staff by start; expired holds before such a list.
    KEY bookings_of_brand (brand_id, start_at, id),
    KEY bookings_holds_of_brand (brand_id, status, hold_expires_at),
    -- A student's own list; carries the foreign key.
    KEY bookings_of_student (brand_id, student_id, start_at),
    -- Reminders that are due, over all brands.
    KEY bookings_reminders (status, reminder_sent_at, start_at),
    CONSTRAINT bookings_brand FOREIGN KEY (brand_id) REFERENCES brands (id),
    CONSTRAINT bookings_instructor FOREIGN KEY (instructor_id) REFERENCES instructors (id),
    CONSTRAINT bookings_student FOREIGN KEY (brand_id, student_id) REFERENCES students (brand_id, id),
    CONSTRAINT bookings_status_known CHECK (status IN ('pending', 'confirmed', 'completed', 'cancelled', 'no_show')),
    CONSTRAINT bookings_payment_status_known
        CHECK (payment_status IN ('unpaid', 'paid', 'waived', 'refunded', 'failed')),
    CONSTRAINT bookings_length_limits CHECK (TIMESTAMPDIFF(MINUTE, start_at, end_at) BETWEEN 15 AND 480),
    CONSTRAINT bookings_on_grid CHECK (
        MINUTE(start_at) MOD 5 = 0 AND SECOND(start_at) = 0 AND MINUTE(end_at) MOD 5 = 0 AND SECOND(end_at) = 0
    ),
    CONSTRAINT bookings_buffer_limits CHECK (buffer_minutes <= 240 AND buffer_minutes MOD 5 = 0),
    CONSTRAINT bookings_promise_limits CHECK (promised_minute < 1440)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'sessions, from the first request to their end';

CREATE TABLE IF NOT EXISTS instructor_busy (
    instructor_id UUID NOT NULL COMMENT 'whose time',
    quantum INT UNSIGNED NOT NULL COMMENT 'five minutes of it: seconds since 1970 UTC, divided by 300',
    booking_id UUID NOT NULL COMMENT 'who has it',
    -- The calendar guard: nobody else has it.
    PRIMARY KEY (instructor_id, quantum),
    -- Gives back what a booking had; carries the foreign key.
    KEY instructor_busy_of_booking (booking_id),
    CONSTRAINT instructor_busy_booking FOREIGN KEY (booking_id) REFERENCES bookings (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin
    COMMENT 'the time that pending, confirmed and completed bookings keep; written by the triggers of bookings';

-- 144 cells are the longest session and the longest buffer. TIMESTAMPDIFF, unlike UNIX_TIMESTAMP, knows no session time zone.
CREATE TRIGGER IF NOT EXISTS bookings_take_time AFTER INSERT ON bookings FOR EACH ROW
    INSERT INTO instructor_busy (instructor_id, quantum, booking_id)
    SELECT NEW.instructor_id, TIMESTAMPDIFF(MINUTE, '1970-01-01', NEW.start_at) DIV 5 + cell.seq, NEW.id
    FROM seq_0_to_143 AS cell
    WHERE NEW.status IN ('pending', 'confirmed', 'completed')
        AND cell.seq < (TIMESTAMPDIFF(MINUTE, NEW.start_at, NEW.end_at) + NEW.buffer_minutes) DIV 5
    ORDER BY cell.seq;

-- Two triggers, each one statement, because nested blocks gave spurious errors on a cluster under failures.
CREATE TRIGGER IF NOT EXISTS bookings_give_time_back AFTER UPDATE ON bookings FOR EACH ROW
    DELETE FROM instructor_busy
    WHERE instructor_id = OLD.instructor_id
        AND quantum >= TIMESTAMPDIFF(MINUTE, '1970-01-01', OLD.start_at) DIV 5
        AND quantum < (TIMESTAMPDIFF(MINUTE, '1970-01-01', OLD.end_at) + OLD.buffer_minutes) DIV 5
        AND booking_id = OLD.id
        AND NOT (
            NEW.id = OLD.id AND NEW.instructor_id = OLD.instructor_id AND NEW.start_at = OLD.start_at
            AND NEW.end_at = OLD.end_at AND NEW.buffer_minutes = OLD.buffer_minutes
            AND NEW.status IN ('pending', 'confirmed', 'completed')
        );

CREATE TRIGGER IF NOT EXISTS bookings_move_time AFTER UPDATE ON bookings FOR EACH ROW
    FOLLOWS bookings_give_time_back
    INSERT INTO instructor_busy (instructor_id, quantum, booking_id)
    SELECT NEW.instructor_id, TIMESTAMPDIFF(MINUTE, '1970-01-01', NEW.start_at) DIV 5 + cell.seq, NEW.id
    FROM seq_0_to_143 AS cell
    WHERE NEW.status IN ('pending', 'confirmed', 'completed')
        AND cell.seq < (TIMESTAMPDIFF(MINUTE, NEW.start_at, NEW.end_at) + NEW.buffer_minutes) DIV 5
        AND NOT (
            NEW.id = OLD.id AND NEW.instructor_id = OLD.instructor_id AND NEW.start_at = OLD.start_at
            AND NEW.end_at = OLD.end_at AND NEW.buffer_minutes = OLD.buffer_minutes
            AND OLD.status IN ('pending', 'confirmed', 'completed')
        )
    ORDER BY cell.seq;

CREATE TABLE IF NOT EXISTS booking_events (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'order of writing',
    brand_id UUID NOT NULL COMMENT 'the booking''s brand',
    booking_id UUID NOT NULL COMMENT 'what it happened to',
    kind VARCHAR(16) NOT NULL COMMENT 'what happened',
    actor VARCHAR(64) NOT NULL COMMENT 'who did it: a role and, where there is one, an id; system for a hold that ended',
    at DATETIME NOT NULL COMMENT 'when, UTC',
    from_status VARCHAR(16) NULL COMMENT 'status before; NULL for a new booking',
    to_status VARCHAR(16) NOT NULL COMMENT 'status after',
    reason VARCHAR(500) NULL COMMENT 'why, in the caller''s words',
    PRIMARY KEY (id),
    -- Reads one booking's history in order; carries the foreign key.
    KEY booking_events_of_booking (booking_id, id),
    -- Carries the foreign key.
    KEY booking_events_of_brand (brand_id, id),
    CONSTRAINT booking_events_brand FOREIGN KEY (brand_id) REFERENCES brands (id),
    CONSTRAINT booking_events_booking FOREIGN KEY (booking_id) REFERENCES bookings (id),
    CONSTRAINT booking_events_kind_known
        CHECK (kind IN ('created', 'confirmed', 'completed', 'cancelled', 'no_show', 'moved')),
    CONSTRAINT booking_events_from_known
        CHECK (from_status IN ('pending', 'confirmed', 'completed', 'cancelled', 'no_show')),
    CONSTRAINT booking_events_to_known
        CHECK (to_status IN ('pending', 'confirmed', 'completed', 'cancelled', 'no_show'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'history of bookings; only ever added to';

CREATE TABLE IF NOT EXISTS payments (
    id UUID NOT NULL COMMENT 'for life',
    brand_id UUID NOT NULL COMMENT 'the booking''s brand',
    booking_id UUID NOT NULL COMMENT 'what it pays for',
    amount_cents BIGINT UNSIGNED NOT NULL COMMENT 'minor units of the currency',
    currency CHAR(3) NOT NULL COMMENT 'ISO 4217',
    provider VARCHAR(50) NOT NULL COMMENT 'who took the money, such as stripe',
    provider_payment_id VARCHAR(255) NOT NULL COMMENT 'the provider''s name for it',
    created_at DATETIME NOT NULL COMMENT 'UTC',
    PRIMARY KEY (id),
    -- A payment pays for one booking only, in whichever brand.
    CONSTRAINT payments_provider_unique UNIQUE (provider, provider_payment_id),
    -- A booking is paid once.
    CONSTRAINT payments_booking_unique UNIQUE (booking_id),
    -- Carries the foreign key.
    KEY payments_of_brand (brand_id, created_at),
    CONSTRAINT payments_brand FOREIGN KEY (brand_id) REFERENCES brands (id),
    CONSTRAINT payments_booking FOREIGN KEY (booking_id) REFERENCES bookings (id),
    CONSTRAINT payments_currency_form CHECK (currency REGEXP '^[A-Z]{3}$')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'money received';

CREATE TABLE IF NOT EXISTS api_tokens (
    id UUID NOT NULL COMMENT 'for life',
    brand_id UUID NOT NULL COMMENT 'the only brand in which it counts',
    role VARCHAR(16) NOT NULL COMMENT 'what its bearer is',
    instructor_id UUID NULL COMMENT 'which instructor, for that role',
    student_id UUID NULL COMMENT 'which student, for that role',
    booking_id UUID NULL COMMENT 'which booking, for the holder of a manage link',
    digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the secret; the secret is stored nowhere',
    prefix VARCHAR(32) NOT NULL COMMENT 'first characters of the secret, for people to recognise it',
    created_at DATETIME NOT NULL COMMENT 'UTC',
    last_used_at DATETIME NULL COMMENT 'when it was last seen, to the minute, UTC',
    expires_at DATETIME NULL COMMENT 'from when on it no longer counts, UTC; NULL is never',
    revoked_at DATETIME NULL COMMENT 'when it was revoked, UTC',
    PRIMARY KEY (id),
    -- Finds the credential that a request shows.
    CONSTRAINT api_tokens_digest_unique UNIQUE (digest),
    -- Lists a brand's credentials, newest first.
    KEY api_tokens_of_brand (brand_id, created_at, id),
    -- Carry the foreign keys.
    KEY api_tokens_of_student (brand_id, student_id),
    KEY api_tokens_of_instructor (instructor_id),
    KEY api_tokens_of_booking (booking_id),
    CONSTRAINT api_tokens_brand FOREIGN KEY (brand_id) REFERENCES brands (id),
    CONSTRAINT api_tokens_instructor FOREIGN KEY (instructor_id) REFERENCES instructors (id),
    CONSTRAINT api_tokens_student FOREIGN KEY (brand_id, student_id) REFERENCES students (brand_id, id),
    CONSTRAINT api_tokens_booking FOREIGN KEY (booking_id) REFERENCES bookings (id),
    CONSTRAINT api_tokens_role_known CHECK (role IN ('admin', 'service', 'instructor', 'student', 'manage')),
    CONSTRAINT api_tokens_subject_of_role CHECK (
        (role = 'instructor') = (instructor_id IS NOT NULL)
        AND (role = 'student') = (student_id IS NOT NULL)
        AND (role = 'manage') = (booking_id IS NOT NULL)
    )
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'bearer credentials';
