-- A payment's identity lies within its brand.
--
-- Why: two brands may have accounts of their own at one provider, and what one wrote down must not block the other. The key
-- keeps its name and gets the brand in front: in one brand a payment still pays for one booking only.
-- Locks: payments, for as long as its rows take to be read once; writes to it wait. One statement takes the old key away and
-- adds the new one, so it is never missing. The file can be applied again. The binary of the release before works with it: it
-- knows the key by its name, and what was refused across brands is taken.

ALTER TABLE payments
    DROP KEY IF EXISTS payments_provider_unique,
    -- A payment pays for one booking of its brand only.
    ADD CONSTRAINT payments_provider_unique UNIQUE (brand_id, provider, provider_payment_id);
