import Scheduling
import TestSupport
import Testing

struct MessageTimingTests {
    private func booking(_ change: (inout Booking) -> Void = { _ in }) -> Booking {
        .fixture(brandID: .new(), instructorID: .new(), studentID: .new(), span: .fixture(startsIn: 600)) {
            $0.scheduledAt = Moment.fixture.adding(hours: -48)
            $0.become(.confirmed)
            change(&$0)
        }
    }

    private func reason(
        _ event: OutboxMessage.Event,
        about booking: Booking,
        queuedAt: Moment = .fixture,
        at now: Moment = .fixture
    ) -> String? {
        let message = OutboxMessage.fixture(about: booking, event, revision: 0)
        return MessageTiming.reasonToGiveUp(message, queuedAt: queuedAt, about: booking, at: now)
    }

    @Test
    func `whoever wrote a message has three seconds to send it`() {
        let message = OutboxMessage.fixture(about: booking())
        #expect(MessageTiming.firstAttempt(of: message) == Moment(seconds: Moment.fixture.seconds + 3))
    }

    @Test(arguments: [(86_399, true), (86_400, true), (86_401, false), (-5, true)])
    func `a message is worth sending for a day from when it was queued`(seconds: Int, isWorthIt: Bool) {
        let now = Moment(seconds: Moment.fixture.seconds + seconds)
        for event in OutboxMessage.Event.allCases where event != .reminder {
            let booking = booking { $0.span = .fixture(startsIn: 3000) }
            #expect(reason(event, about: booking, at: now) == (isWorthIt ? nil : "older than 24 hours"))
        }
    }

    @Test
    func `a message that is no reminder is sent whatever became of the booking`() {
        #expect(reason(.cancelled, about: booking { $0.become(.cancelled) }) == nil)
        #expect(reason(.created, about: booking { $0.sequence = 4 }) == nil)
    }

    @Test
    func `a word about a time in doubt is sent while it is in doubt`() {
        #expect(reason(.zoneConflict, about: booking()) == nil)
        #expect(reason(.zoneConflict, about: booking { $0.status = .pending }) == nil)
        #expect(reason(.zoneConflict, about: booking { $0.sequence = 1 }) == "no longer due")
        #expect(reason(.zoneConflict, about: booking { $0.become(.cancelled) }) == "no longer due")
        #expect(reason(.zoneConflict, about: booking(), at: booking().span.start) == "no longer due")
        #expect(reason(.zoneMoved, about: booking { $0.sequence = 1 }) == nil)
    }

    @Test
    func `a reminder is sent until the session begins, before its time too`() {
        let booking = booking()
        for (minutes, isWorthIt) in [(-5000, true), (-5, true), (0, false), (5, false)] {
            let now = booking.span.start.adding(minutes: minutes)
            #expect(reason(.reminder, about: booking, at: now) == (isWorthIt ? nil : "no longer due"), "\(minutes)")
        }
        let lastWeek = Moment.fixture.adding(hours: -168)
        #expect(reason(.reminder, about: booking, queuedAt: lastWeek) == nil)
    }

    @Test
    func `a reminder of another time, of a session called off or of one reminded of is not sent`() {
        #expect(reason(.reminder, about: booking { $0.sequence = 1 }) == "no longer due")
        #expect(reason(.reminder, about: booking { $0.become(.cancelled) }) == "no longer due")
        #expect(reason(.reminder, about: booking { $0.reminderSentAt = .fixture }) == "no longer due")
        #expect(reason(.reminder, about: booking { $0.scheduledAt = .fixture }) == "no longer due")
    }
}
