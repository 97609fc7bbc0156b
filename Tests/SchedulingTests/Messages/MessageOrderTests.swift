import Scheduling
import TestSupport
import Testing

/// The last word is the state: who goes first, who waits, and what is told no more.
struct MessageOrderTests {
    private let now = Moment.fixture
    private let booking = Booking.fixture(
        brandID: .new(),
        instructorID: .new(),
        studentID: .new(),
        span: .fixture(startsIn: 2880)
    ) { $0.become(.confirmed) }

    /// A message of the booking, with where it is.
    private func entry(
        _ event: OutboxMessage.Event,
        _ revision: Int,
        _ state: MessageState = .queued,
        to recipient: OutboxMessage.Recipient = .student,
        by channel: OutboxMessage.Channel = .email,
        after minutes: Int = 0,
        leasedFor seconds: Int? = nil
    ) -> MessageOrder.Entry {
        MessageOrder.Entry(
            message: .fixture(
                about: booking,
                event,
                to: recipient,
                by: channel,
                revision: revision,
                createdAt: now.adding(minutes: minutes)
            ),
            state: state,
            requeuedAt: nil,
            nextAttemptAt: now.adding(minutes: 2),
            leasedUntil: seconds.map { Moment(seconds: now.seconds + $0) }
        )
    }

    private func turn(
        _ entry: MessageOrder.Entry,
        among others: [MessageOrder.Entry],
        about booking: Booking? = nil,
        at moment: Moment? = nil
    ) -> MessageOrder.Turn {
        MessageOrder.turn(
            of: entry.message,
            queuedAt: entry.message.createdAt,
            among: others + [entry],
            about: booking ?? self.booking,
            at: moment ?? now
        )
    }

    private let free = MessageOrder.Turn.send(untold: [])

    @Test
    func `what a later change has overtaken is told no more, to whomever the change was told`() {
        for (event, revision) in [(OutboxMessage.Event.created, 1), (.confirmed, 2), (.moved, 2), (.zoneMoved, 2)] {
            for later in [OutboxMessage.Event.confirmed, .moved, .zoneMoved, .cancelled] {
                for state in MessageState.allCases {
                    let other = entry(later, 3, state, to: .instructor)
                    #expect(turn(entry(event, revision, by: .sms), among: [other]) == .overtaken, "\(event) \(later)")
                }
            }
        }
        #expect(turn(entry(.cancelled, 2), among: [entry(.moved, 3)]) != .overtaken)
        #expect(turn(entry(.created, 1), among: [entry(.reminder, 9), entry(.zoneConflict, 9)]) == free)
    }

    @Test
    func `a cancelled booking and one whose hold has ended are told of as nothing else`() {
        var cancelled = booking
        cancelled.become(.cancelled)
        var expired = booking
        (expired.status, expired.holdExpiresAt) = (.pending, now)
        for booking in [cancelled, expired] {
            for event in [OutboxMessage.Event.created, .confirmed, .moved, .zoneMoved] {
                #expect(turn(entry(event, 2), among: [], about: booking) == .overtaken)
            }
            #expect(turn(entry(.cancelled, 3), among: [], about: booking) == free)
        }
    }

    @Test
    func `of one change the time goes before the confirmation`() {
        let (moved, confirmed) = (entry(.moved, 2), entry(.confirmed, 2))
        #expect(turn(moved, among: [confirmed]) == free)
        #expect(turn(confirmed, among: [moved]) == .wait(until: Moment(seconds: now.seconds + 121)))
        #expect(turn(confirmed, among: [entry(.moved, 2, .sent)]) == free)
        #expect(turn(confirmed, among: [entry(.moved, 2, .failed)]) == .send(untold: [.moved]))
        #expect(turn(confirmed, among: [entry(.moved, 2, by: .sms), entry(.moved, 2, to: .instructor)]) == free)
    }

    @Test
    func `nobody goes while an earlier one may be on its way, overtaken or not`() {
        let soon = MessageOrder.Turn.wait(until: Moment(seconds: now.seconds + 1))
        let cancelled = entry(.cancelled, 2)
        #expect(turn(cancelled, among: [entry(.created, 1, leasedFor: 20)]) == soon)
        #expect(turn(cancelled, among: [entry(.created, 1, leasedFor: 0)]) != soon)
        // The lease counts even of a message that was discarded meanwhile: somebody may be sending it.
        #expect(turn(cancelled, among: [entry(.created, 1, .dead, leasedFor: 20)]) == soon)
        #expect(turn(entry(.created, 1), among: [entry(.created, 0, leasedFor: 20)]) == free)
        #expect(turn(cancelled, among: [entry(.created, 1, by: .sms, leasedFor: 20)]) != soon)
    }

    @Test
    func `a message that does not get out holds the others for ten minutes, and not before a session`() {
        let (moved, confirmed) = (entry(.moved, 2), entry(.confirmed, 2))
        let end = now.adding(minutes: 10)
        for (moment, isFree) in [(Moment(seconds: end.seconds - 1), false), (end, true)] {
            #expect((turn(confirmed, among: [moved], at: moment) == .send(untold: [.moved])) == isFree)
        }
        var soon = booking
        soon.span = .fixture(startsIn: 60)
        #expect(turn(confirmed, among: [moved], about: soon) == .send(untold: [.moved]))
        // What is to be given up holds nobody.
        let old = Moment(seconds: now.seconds - 86_401)
        let given = MessageOrder.Entry(
            message: .fixture(about: booking, .moved, revision: 2, createdAt: old),
            state: .queued,
            requeuedAt: nil,
            nextAttemptAt: now,
            leasedUntil: nil
        )
        #expect(turn(confirmed, among: [given]) == .send(untold: [.moved]))
        // What went past it has told the time.
        #expect(turn(moved, among: [entry(.confirmed, 2, .sent)]) == .overtaken)
    }

    @Test
    func `reminders and words about clocks go by when they were written`() {
        let reminder = entry(.reminder, 0, after: 1)
        let wait = MessageOrder.Turn.wait(until: Moment(seconds: now.seconds + 121))
        #expect(turn(reminder, among: [entry(.confirmed, 2)]) == wait)
        #expect(turn(reminder, among: [entry(.confirmed, 2, .sent)]) == free)
        #expect(turn(reminder, among: [entry(.confirmed, 2, by: .sms)]) == free)
        #expect(turn(entry(.confirmed, 2, after: 2), among: [reminder]) == wait)
        #expect(turn(entry(.confirmed, 2), among: [entry(.reminder, 0, .sent, after: 1)]) == .overtaken)
        #expect(turn(entry(.confirmed, 2), among: [entry(.zoneConflict, 0, .sent, after: 1)]) == free)
        #expect(turn(entry(.zoneConflict, 0), among: [entry(.confirmed, 2)]) == wait)
    }

    @Test
    func `a reminder by e-mail waits for its SMS, and neither goes while the other is on its way`() {
        let (sms, email) = (entry(.reminder, 0, by: .sms), entry(.reminder, 0, after: 1))
        #expect(turn(email, among: [sms]) == .wait(until: Moment(seconds: now.seconds + 121)))
        #expect(turn(sms, among: [email]) == free)
        #expect(turn(email, among: [entry(.reminder, 0, .failed, by: .sms)]) == free)
        let soon = MessageOrder.Turn.wait(until: Moment(seconds: now.seconds + 1))
        #expect(turn(sms, among: [entry(.reminder, 0, after: 1, leasedFor: 9)]) == soon)
    }

    @Test
    func `who goes hears which changes the recipient has not been told of since the last word`() {
        let before = [entry(.created, 1, .sent), entry(.confirmed, 2, .dead), entry(.moved, 3, .failed)]
        #expect(turn(entry(.moved, 4), among: before.reversed()) == .send(untold: [.confirmed, .moved]))
        #expect(
            turn(entry(.moved, 4), among: before + [entry(.moved, 3, .sent, by: .sms)])
                == .send(untold: [.confirmed, .moved])
        )
        let told = [entry(.confirmed, 2, .dead), entry(.moved, 3, .sent)]
        #expect(turn(entry(.moved, 4), among: told) == free)
    }
}
