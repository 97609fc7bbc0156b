-- The rights of the server's database user. Replace the password, and the host or the database's name where yours differ. An
-- administrator applies this file after every `coachbook migrate`.
--
-- The user cannot change tables, and deletes only where the program does. It cannot write instructor_busy, which guards the
-- calendar: only the triggers of bookings do. They run as coachbook_guard, a locked account that `coachbook migrate` makes.

CREATE USER IF NOT EXISTS 'coachbook'@'localhost' IDENTIFIED BY 'replace-this-password';
GRANT SELECT ON coachbook.* TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE ON coachbook.brands TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE, DELETE ON coachbook.brand_domains TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE ON coachbook.students TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE, DELETE ON coachbook.guest_counts TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE ON coachbook.instructors TO 'coachbook'@'localhost';
GRANT INSERT, DELETE ON coachbook.instructors_brands TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE ON coachbook.instructor_scheduling_settings TO 'coachbook'@'localhost';
GRANT INSERT, DELETE ON coachbook.instructor_weekly_availability TO 'coachbook'@'localhost';
GRANT INSERT, DELETE ON coachbook.instructor_date_overrides TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE ON coachbook.bookings TO 'coachbook'@'localhost';
GRANT INSERT ON coachbook.booking_events TO 'coachbook'@'localhost';
GRANT INSERT ON coachbook.payments TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE ON coachbook.api_tokens TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE ON coachbook.notifications TO 'coachbook'@'localhost';
GRANT INSERT, DELETE ON coachbook.provider_events TO 'coachbook'@'localhost';
GRANT INSERT, DELETE ON coachbook.address_blocks TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE, DELETE ON coachbook.idempotency_keys TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE, DELETE ON coachbook.booking_zone_conflicts TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE ON coachbook.zone_releases TO 'coachbook'@'localhost';
