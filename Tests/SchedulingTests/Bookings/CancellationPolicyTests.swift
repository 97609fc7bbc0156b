import Scheduling
import TestSupport
import Testing

struct CancellationPolicyTests {
    private let booking = Booking.fixture(brandID: .new(), instructorID: .new(), studentID: .new())

    @Test(arguments: [0, 1, 24, 720])
    func `a student may until that long before the start, to the second`(hours: Int) throws {
        let last = booking.span.start.adding(hours: -hours)
        try CancellationPolicy.check(booking, cutoffHours: hours, at: last)
        try CancellationPolicy.check(booking, cutoffHours: hours, at: last.adding(hours: -1))
        #expect(throws: Refusal.pastCutoff(hours: hours)) {
            try CancellationPolicy.check(booking, cutoffHours: hours, at: Moment(seconds: last.seconds + 1))
        }
    }
}
