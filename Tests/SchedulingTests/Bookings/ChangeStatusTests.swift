import Scheduling
import TestSupport
import Testing

struct ChangeStatusTests {
    private let now = Moment.fixture.adding(hours: 1)

    private func booking(_ status: BookingStatus = .pending, _ change: (inout Booking) -> Void = { _ in }) -> Booking {
        .fixture(brandID: .new(), instructorID: .new(), studentID: .new()) {
            $0.become(status)
            change(&$0)
        }
    }

    @Test
    func `confirming with a payment makes it paid and ends the hold`() throws {
        var changed = booking { $0.holdExpiresAt = Moment.fixture.adding(hours: 2) }
        var expected = changed
        try changed.confirm(with: .fixture(for: changed, id: "pi_1"), at: now)
        expected.status = .confirmed
        expected.paymentStatus = .paid
        expected.paymentReference = "pi_1"
        expected.confirmedAt = now
        expected.holdExpiresAt = nil
        #expect(changed == expected)
    }

    @Test
    func `confirming without a payment waives it`() throws {
        var changed = booking()
        try changed.confirm(with: nil, at: now)
        #expect(changed.paymentStatus == .waived)
        #expect(changed.paymentReference == nil)
    }

    @Test
    func `cancelling keeps the reason and raises the sequence`() throws {
        for status in [BookingStatus.pending, .confirmed] {
            var changed = booking(status) { $0.holdExpiresAt = Moment.fixture.adding(hours: 2) }
            var expected = changed
            try changed.cancel(because: "ill", at: now)
            expected.status = .cancelled
            expected.cancellationReason = "ill"
            expected.cancelledAt = now
            expected.holdExpiresAt = nil
            expected.sequence = 1
            #expect(changed == expected)
        }
    }

    @Test
    func `an outcome is written from the start of the session on, with its moment`() throws {
        for (outcome, moment) in [(BookingStatus.completed, \Booking.completedAt), (.noShow, \.noShowAt)] {
            var early = booking(.confirmed)
            let before = early
            let lastSecond = Moment(seconds: early.span.start.seconds - 1)
            #expect(throws: Refusal.sessionNotStarted) { try early.close(as: outcome, at: lastSecond) }
            #expect(early == before)
            var changed = booking(.confirmed)
            try changed.close(as: outcome, at: changed.span.start)
            #expect(changed.status == outcome)
            #expect(changed[keyPath: moment] == changed.span.start)
            #expect(changed.sequence == 0)
        }
    }

    @Test(arguments: BookingStatus.allCases)
    func `what may not follow is refused and changes nothing`(status: BookingStatus) {
        for wanted in BookingStatus.allCases where !status.successors.contains(wanted) {
            var changed = booking(status)
            let before = changed
            #expect(throws: Refusal.statusConflict(status)) {
                switch wanted {
                case .pending: try changed.checkMay(become: .pending)
                case .confirmed: try changed.confirm(with: nil, at: now)
                case .cancelled: try changed.cancel(because: nil, at: now)
                case .completed, .noShow: try changed.close(as: wanted, at: changed.span.end)
                }
            }
            #expect(changed == before)
        }
    }

    @Test
    func `a move writes the promise anew, by the rules that hold now`() throws {
        var settings = SchedulingSettings.standard
        settings.timezone = "Europe/Berlin"
        settings.bufferMinutes = 45
        let zone = try #require(FixtureZones().zone(named: "Europe/Berlin"))
        let span = TimeSpan.fixture(startsIn: 12 * 60 - 30, minutes: 90)
        for status in [BookingStatus.pending, .confirmed] {
            var changed = booking(status) { $0.reminderSentAt = .fixture }
            var expected = changed
            try changed.move(to: span, settings: settings, zone: zone, at: now)
            expected.span = span
            expected.bufferMinutes = 45
            expected.instructorTimezone = "Europe/Berlin"
            expected.promisedDate = try #require(LocalDate("2026-11-23"))
            expected.promisedTime = try #require(LocalTime("00:30"))
            expected.scheduledAt = now
            expected.reminderSentAt = nil
            expected.sequence = 1
            #expect(changed == expected)
        }
        for status in [BookingStatus.completed, .cancelled, .noShow] {
            var final = booking(status)
            #expect(throws: Refusal.statusConflict(status)) {
                try final.move(to: span, settings: settings, zone: zone, at: now)
            }
        }
    }

    @Test
    func `a session is over when its status is final or its end has passed`() {
        for status in BookingStatus.allCases {
            let booking = booking(status)
            let lastSecond = Moment(seconds: booking.span.end.seconds - 1)
            #expect(booking.isOver(at: lastSecond) == status.isFinal)
            #expect(booking.isOver(at: booking.span.end))
        }
    }
}
