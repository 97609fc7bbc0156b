-- When an instructor can be booked in a brand: settings, weekly windows, date overrides.
--
-- Why: they are the rules from which slots are made. They end with the assignment (ON DELETE CASCADE).
-- Locks: nothing; it only adds tables. A file that stopped half way can be applied again.

CREATE TABLE IF NOT EXISTS instructor_scheduling_settings (
    brand_id UUID NOT NULL COMMENT 'the brand in which they count',
    instructor_id UUID NOT NULL COMMENT 'whose they are',
    rules_version BIGINT UNSIGNED NOT NULL COMMENT 'rises with every change of settings, windows or overrides; the ETag',
    timezone VARCHAR(64) NOT NULL DEFAULT 'UTC' COMMENT 'IANA name of the zone in which windows and overrides are written',
    session_minutes SMALLINT UNSIGNED NOT NULL DEFAULT 60 COMMENT 'length offered when none is asked for',
    slot_interval_minutes SMALLINT UNSIGNED NOT NULL DEFAULT 15 COMMENT 'step between starts',
    buffer_minutes SMALLINT UNSIGNED NOT NULL DEFAULT 15 COMMENT 'time kept free between sessions',
    minimum_notice_minutes INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'a start is at least this far ahead',
    advance_booking_days SMALLINT UNSIGNED NOT NULL DEFAULT 90 COMMENT 'a start is at most this many local dates ahead',
    cancellation_cutoff_hours SMALLINT UNSIGNED NOT NULL DEFAULT 24
        COMMENT 'a student may cancel or move until this long before the start',
    maximum_sessions_per_day SMALLINT UNSIGNED NULL COMMENT 'bookings per local date across brands; NULL is no limit',
    PRIMARY KEY (brand_id, instructor_id),
    CONSTRAINT settings_assignment FOREIGN KEY (brand_id, instructor_id)
        REFERENCES instructors_brands (brand_id, instructor_id) ON DELETE CASCADE,
    CONSTRAINT settings_session_limits CHECK (session_minutes BETWEEN 15 AND 480 AND session_minutes MOD 5 = 0),
    CONSTRAINT settings_interval_limits
        CHECK (slot_interval_minutes BETWEEN 5 AND 240 AND slot_interval_minutes MOD 5 = 0),
    CONSTRAINT settings_buffer_limits CHECK (buffer_minutes <= 240 AND buffer_minutes MOD 5 = 0),
    CONSTRAINT settings_notice_limits CHECK (minimum_notice_minutes <= 43200),
    CONSTRAINT settings_advance_limits CHECK (advance_booking_days BETWEEN 1 AND 365),
    CONSTRAINT settings_cutoff_limits CHECK (cancellation_cutoff_hours <= 720),
    CONSTRAINT settings_daily_limits CHECK (maximum_sessions_per_day BETWEEN 1 AND 48)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'how one instructor is booked in one brand';

CREATE TABLE IF NOT EXISTS instructor_weekly_availability (
    brand_id UUID NOT NULL COMMENT 'the brand in which it counts',
    instructor_id UUID NOT NULL COMMENT 'whose it is',
    position SMALLINT UNSIGNED NOT NULL COMMENT 'place in the list as it was written, from 0',
    day_of_week TINYINT UNSIGNED NOT NULL COMMENT '0 = Sunday ... 6 = Saturday',
    start_minute SMALLINT UNSIGNED NOT NULL COMMENT 'minutes since local midnight, first that is open',
    end_minute SMALLINT UNSIGNED NOT NULL COMMENT 'minutes since local midnight, first that is closed; 1440 is 24:00',
    -- Reads one instructor's windows in one range, in order.
    PRIMARY KEY (brand_id, instructor_id, position),
    CONSTRAINT weekly_assignment FOREIGN KEY (brand_id, instructor_id)
        REFERENCES instructors_brands (brand_id, instructor_id) ON DELETE CASCADE,
    CONSTRAINT weekly_day_known CHECK (day_of_week <= 6),
    CONSTRAINT weekly_times_ordered CHECK (start_minute < end_minute AND end_minute <= 1440),
    CONSTRAINT weekly_times_on_grid CHECK (start_minute MOD 5 = 0 AND end_minute MOD 5 = 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'windows that repeat every week';

CREATE TABLE IF NOT EXISTS instructor_date_overrides (
    brand_id UUID NOT NULL COMMENT 'the brand in which it counts',
    instructor_id UUID NOT NULL COMMENT 'whose it is',
    position SMALLINT UNSIGNED NOT NULL COMMENT 'place in the list as it was written, from 0',
    first_date DATE NOT NULL COMMENT 'first local date it is about',
    last_date DATE NOT NULL COMMENT 'last local date it is about, included',
    start_minute SMALLINT UNSIGNED NULL COMMENT 'as in the weekly windows; NULL means closed',
    end_minute SMALLINT UNSIGNED NULL COMMENT 'as in the weekly windows; NULL means closed',
    note VARCHAR(500) NULL COMMENT 'a word to staff',
    -- Reads one instructor's overrides in one range, in order.
    PRIMARY KEY (brand_id, instructor_id, position),
    CONSTRAINT overrides_assignment FOREIGN KEY (brand_id, instructor_id)
        REFERENCES instructors_brands (brand_id, instructor_id) ON DELETE CASCADE,
    CONSTRAINT overrides_dates_ordered CHECK (first_date <= last_date),
    CONSTRAINT overrides_closed_or_one_date CHECK (
        start_minute IS NULL AND end_minute IS NULL
        OR start_minute IS NOT NULL AND end_minute IS NOT NULL AND first_date = last_date
    ),
    CONSTRAINT overrides_times_ordered CHECK (start_minute < end_minute AND end_minute <= 1440),
    CONSTRAINT overrides_times_on_grid CHECK (start_minute MOD 5 = 0 AND end_minute MOD 5 = 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin COMMENT 'dates on which the week does not count';
