-- The database users, as a template: replace the passwords, the hosts and the name of the database, then apply it as root.
--
-- coachbook_migrate applies sql/ (coachbook migrate); the triggers of bookings run with its rights, so it stays.
-- coachbook serves requests. It has no DDL, cannot touch the calendar guard but through the triggers, and deletes only where
-- the program does.

CREATE USER IF NOT EXISTS 'coachbook_migrate'@'localhost' IDENTIFIED BY 'replace-this-password';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, TRIGGER
    ON coachbook.* TO 'coachbook_migrate'@'localhost';

CREATE USER IF NOT EXISTS 'coachbook'@'localhost' IDENTIFIED BY 'replace-this-password-too';
GRANT SELECT ON coachbook.* TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE ON coachbook.brands TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE, DELETE ON coachbook.brand_domains TO 'coachbook'@'localhost';
GRANT INSERT, UPDATE ON coachbook.students TO 'coachbook'@'localhost';
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
GRANT INSERT, UPDATE, DELETE ON coachbook.idempotency_keys TO 'coachbook'@'localhost';
