import Scheduling
import TestSupport
import Testing

struct BookingTests {
    private func booking(_ status: BookingStatus, hold: Moment?) -> Booking {
        .fixture(brandID: .new(), instructorID: .new(), studentID: .new()) {
            $0.status = status
            $0.holdExpiresAt = hold
        }
    }

    @Test(arguments: BookingStatus.allCases)
    func `a hold ends only for a pending booking, at its moment`(status: BookingStatus) {
        let end = Moment.fixture
        let before = Moment(seconds: end.seconds - 1)
        let booking = booking(status, hold: end)
        #expect(!booking.isHoldExpired(at: before))
        #expect(booking.isHoldExpired(at: end) == (status == .pending))
        #expect(booking.keepsTime(at: before) == status.keepsTime)
        #expect(booking.keepsTime(at: end) == (status.keepsTime && status != .pending))
    }

    @Test
    func `without an end a hold lasts for ever`() {
        let booking = booking(.pending, hold: nil)
        #expect(!booking.isHoldExpired(at: Moment.fixture.adding(hours: 1_000_000)))
        #expect(booking.keepsTime(at: Moment.fixture.adding(hours: 1_000_000)))
    }
}
