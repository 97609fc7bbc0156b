import Scheduling
import TestSupport
import Testing

struct EndHoldTests {
    private let end = Moment.fixture.adding(minutes: 30)

    private func changes(_ booking: Booking, at now: Moment) -> Changes {
        var random = SeededRandom(seed: 1)
        return endHold(of: booking, instructorEmail: "greta@instructors.example", at: now, using: &random)
    }

    @Test
    func `a hold that has ended is a cancellation as of its end, told to both`() throws {
        let booking = try UseCaseScene().booking()
        let late = end.adding(hours: 1)
        let changes = changes(booking, at: late)
        #expect(changes.changedBookings == [booking.asOf(late)])
        let ended = try #require(changes.booking)
        #expect(ended.status == .cancelled && ended.cancelledAt == end && ended.updatedAt == end)
        #expect(ended.revision == 2 && ended.sequence == 1)
        let event = BookingEvent(.cancelled, of: ended, from: .pending, by: .system, at: end, reason: "hold_expired")
        #expect(changes.events == [event])
        #expect(changes.told == ["cancelled student email", "cancelled instructor email"])
    }

    @Test
    func `a hold that runs, a confirmed booking and one without a hold stay`() throws {
        let booking = try UseCaseScene().booking()
        #expect(changes(booking, at: Moment(seconds: end.seconds - 1)).isEmpty)
        var confirmed = booking
        confirmed.become(.confirmed)
        #expect(changes(confirmed, at: end).isEmpty)
        var endless = booking
        endless.holdExpiresAt = nil
        #expect(changes(endless, at: end.adding(hours: 999)).isEmpty)
    }
}
