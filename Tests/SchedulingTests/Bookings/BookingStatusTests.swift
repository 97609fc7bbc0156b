import Scheduling
import Testing

@Suite
struct BookingStatusTests {
    @Test
    func `a status knows what may follow`() {
        #expect(BookingStatus.pending.successors == [.confirmed, .cancelled])
        #expect(BookingStatus.confirmed.successors == [.completed, .cancelled, .noShow])
    }

    @Test(arguments: BookingStatus.allCases)
    func `a status is final when nothing follows it`(status: BookingStatus) {
        #expect(status.isFinal == status.successors.isEmpty)
        #expect(status.isFinal == ![.pending, .confirmed].contains(status))
    }

    @Test
    func `only what is called off or missed gives back its time`() {
        #expect(BookingStatus.allCases.filter { !$0.keepsTime } == [.cancelled, .noShow])
    }

    @Test
    func `statuses and reasons have the contract's words`() {
        #expect(
            BookingStatus.allCases.map(\.rawValue) == ["pending", "confirmed", "completed", "cancelled", "no_show"]
        )
        #expect(PaymentStatus.allCases.map(\.rawValue) == ["unpaid", "paid", "waived", "refunded", "failed"])
        #expect(
            SlotReason.allCases.map(\.rawValue).sorted() == [
                "buffer", "daily_limit", "in_the_past", "off_grid", "outside_availability", "override_closed", "taken",
                "too_far",
                "too_soon",
            ]
        )
    }
}
