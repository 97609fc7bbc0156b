-- Holds that have ended, of all brands at once.
--
-- Why: the server releases them by itself, every second, and must find them without a look at every pending booking, most of
-- which have no end. The key takes the place of the one by brand: few ended holds stand at any moment, so a list picks its
-- own from them.
-- Locks: nothing for long; bookings is read and written while the key is built. A file that stopped half way can be applied
-- again. The binary of the release before works with it.

ALTER TABLE bookings
    -- Finds the pending bookings whose hold has ended; NULL, which is never, sorts before all moments.
    ADD KEY IF NOT EXISTS bookings_holds (status, hold_expires_at, instructor_id),
    DROP KEY IF EXISTS bookings_holds_of_brand,
    ALGORITHM = INPLACE, LOCK = NONE;
