import Scheduling
import TestSupport
import Testing

struct ReminderTests {
    private func booking(_ change: (inout Booking) -> Void = { _ in }) -> Booking {
        .fixture(brandID: .new(), instructorID: .new(), studentID: .new()) {
            $0.scheduledAt = Moment.fixture.adding(hours: -48)
            $0.become(.confirmed)
            change(&$0)
        }
    }

    @Test
    func `a reminder is due from a day before the start until the start`() {
        let booking = booking()
        let start = booking.span.start
        let day = start.adding(hours: -Reminder.leadHours)
        for (moment, isDue) in [
            (Moment(seconds: day.seconds - 1), false), (day, true), (start.adding(hours: -1), true),
            (Moment(seconds: start.seconds - 1), true), (start, false), (start.adding(hours: 1), false),
        ] {
            #expect(Reminder.isDue(booking, at: moment) == isDue, "\(moment.rfc3339)")
        }
    }

    @Test
    func `a time agreed within the last day was its own reminder`() {
        let start = booking().span.start
        let day = start.adding(hours: -Reminder.leadHours)
        #expect(Reminder.isDue(booking { $0.scheduledAt = day }, at: day))
        #expect(
            !Reminder.isDue(booking { $0.scheduledAt = Moment(seconds: day.seconds + 1) }, at: start.adding(hours: -1))
        )
    }

    @Test
    func `only a confirmed booking is reminded, and once`() {
        let moment = booking().span.start.adding(hours: -1)
        for status in BookingStatus.allCases {
            #expect(Reminder.isDue(booking { $0.status = status }, at: moment) == (status == .confirmed))
        }
        #expect(!Reminder.isDue(booking { $0.reminderSentAt = .fixture }, at: moment))
    }

    @Test
    func `a day before the start is 24 hours, also where a clock changes between`() throws {
        let start = try #require(Moment(rfc3339: "2027-03-28T09:00:00+02:00"))
        let booking = booking { $0.span = TimeSpan(start: start, end: start.adding(hours: 1)) }
        #expect(Reminder.isDue(booking, at: start.adding(hours: -24)))
        #expect(!Reminder.isDue(booking, at: try #require(Moment(rfc3339: "2027-03-27T07:59:59+01:00"))))
    }
}
