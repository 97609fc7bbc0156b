extension Plant {
    static let money = [
        Plant(
            "paid_without_payment",
            "payments are gone",
            ["DELETE FROM payments WHERE booking_id IN ('{paid}', '{refunded}')"],
            ["{paid}", "{refunded}"]
        ),
        Plant(
            "payment_unexpected",
            "a waived booking has a payment",
            [payment("{waived}", in: "{hill}")],
            ["{waived}"]
        ),
        Plant("payment_unexpected", "a pending booking has one", [payment("{pending}")], ["{pending}"]),
        Plant("paid_twice", "a booking is paid with two providers", [payment("{paid}", named: "pi_paid")], ["{paid}"]),
        Plant(
            "payment_reused",
            "one payment pays for two bookings",
            [
                "UPDATE payments SET provider_payment_id = 'pi_paid' WHERE booking_id = '{movedAndPaid}'",
                booking("movedAndPaid", "payment_reference = 'pi_paid'"),
            ],
            ["SELECT id FROM payments WHERE booking_id IN ('{paid}', '{movedAndPaid}')"]
        ),
        Plant(
            "payment_stray",
            "a payment is in another brand",
            ["UPDATE payments SET brand_id = '{hill}' WHERE booking_id = '{paid}'"],
            ["SELECT id FROM payments WHERE booking_id = '{paid}'"]
        ),
        Plant("payment_stray", "a payment is for no booking", [payment("{nobody}")], [planted]),
        Plant(
            "payment_reference",
            "a booking names another payment",
            [booking("paid", "payment_reference = 'pi_other'"), booking("completed", "payment_reference = NULL")],
            ["{paid}", "{completed}"]
        ),
        Plant(
            "payment_status",
            "a pending booking is waived",
            [booking("pending", "payment_status = 'waived'")],
            ["{pending}"]
        ),
        Plant(
            "payment_status",
            "a confirmed one is unpaid",
            [booking("waived", "payment_status = 'unpaid'")],
            ["{waived}"]
        ),
    ]
}
