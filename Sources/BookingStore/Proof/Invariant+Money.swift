extension Invariant {
    /// Money counts once, for the booking that says so.
    static let money = [
        Invariant(
            "paid_without_payment",
            .bookings,
            "A booking that is paid or refunded has a payment.",
            """
            SELECT CAST(b.id AS CHAR(36)), CONCAT('is ', b.payment_status, ' without a payment')
            FROM bookings b LEFT JOIN payments p ON p.booking_id = b.id
            WHERE b.payment_status IN ('paid', 'refunded') AND p.id IS NULL
            """
        ),
        Invariant(
            "payment_unexpected",
            .payments,
            "A booking with a payment is paid or refunded.",
            """
            SELECT CAST(b.id AS CHAR(36)), CONCAT('has a payment, but is ', b.payment_status)
            FROM payments p JOIN bookings b ON b.id = p.booking_id
            WHERE b.payment_status NOT IN ('paid', 'refunded')
            """
        ),
        Invariant(
            "paid_twice",
            .payments,
            "A booking has one payment at most.",
            """
            SELECT CAST(booking_id AS CHAR(36)), CONCAT('has ', COUNT(*), ' payments')
            FROM payments GROUP BY booking_id HAVING COUNT(*) > 1
            """
        ),
        Invariant(
            "payment_reused",
            .payments,
            "A provider's payment pays for one booking of a brand only; ids are of payments.",
            """
            SELECT CAST(p.id AS CHAR(36)), CONCAT('pays for ', p.booking_id, ' and others')
            FROM payments p
            WHERE EXISTS (
                SELECT 1 FROM payments other
                WHERE other.brand_id = p.brand_id AND other.provider = p.provider
                    AND other.provider_payment_id = p.provider_payment_id AND other.id <> p.id
            )
            """
        ),
        Invariant(
            "payment_stray",
            .payments,
            "A payment is for a booking of its own brand; ids are of payments.",
            """
            SELECT CAST(p.id AS CHAR(36)), IF(
                b.id IS NULL,
                CONCAT('pays for ', p.booking_id, ', which does not exist'),
                CONCAT('pays for ', p.booking_id, ', which is another brand''s')
            )
            FROM payments p LEFT JOIN bookings b ON b.id = p.booking_id
            WHERE b.id IS NULL OR b.brand_id <> p.brand_id
            """
        ),
        Invariant(
            "payment_reference",
            .bookings,
            "A paid booking names its payment as the provider does.",
            """
            SELECT CAST(b.id AS CHAR(36)), 'names another payment than it has'
            FROM bookings b JOIN payments p ON p.booking_id = b.id
            WHERE b.payment_status IN ('paid', 'refunded') AND NOT b.payment_reference <=> p.provider_payment_id
            """
        ),
        Invariant(
            "payment_status",
            .bookings,
            "A booking is paid, waived or refunded from its confirmation on, and not before.",
            """
            SELECT CAST(id AS CHAR(36)), CONCAT(
                'is ', payment_status, IF(confirmed_at IS NULL, ', but was never confirmed', ', but was confirmed')
            )
            FROM bookings
            WHERE (confirmed_at IS NULL) <> (payment_status = 'unpaid') AND payment_status <> 'failed'
            """
        ),
    ]
}
