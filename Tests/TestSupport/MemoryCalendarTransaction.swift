import Scheduling

/// A calendar on a copy of the state; the store takes the copy over when the transaction succeeds.
final class MemoryCalendarTransaction: CalendarTransaction {
    private(set) var state: MemoryState
    private let instructorID: ID<Instructor>
    private let brandID: ID<Brand>
    private let claim: IdempotencyClaim?
    private let now: Moment

    init(
        _ state: MemoryState,
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        claim: IdempotencyClaim?,
        now: Moment
    ) throws {
        self.state = state
        self.instructorID = instructorID
        self.brandID = brandID
        self.claim = claim
        self.now = now
        self.state.calendarVersions[instructorID, default: 0] += 1
        try self.state.releaseHolds(of: instructorID, at: now)
    }

    func schedule(busyWithin span: TimeSpan) throws -> Schedule {
        guard let schedule = state.schedule(of: instructorID, in: brandID, busyWithin: span, at: now) else {
            throw Refusal.notFound
        }
        return schedule
    }

    func scheduleOrStandard(busyWithin span: TimeSpan) throws -> Schedule {
        state.schedule(of: instructorID, in: brandID, busyWithin: span, at: now) ?? .withoutHours
    }

    func booking(_ id: ID<Booking>) throws -> Booking? {
        state.bookings[id].flatMap { isMine($0) ? $0 : nil }
    }

    func payment(of bookingID: ID<Booking>) throws -> Payment? {
        state.payments.first { $0.bookingID == bookingID && $0.brandID == brandID }
    }

    func upcomingBookings(after moment: Moment) throws -> [Booking] {
        state.bookings.values
            .filter { isMine($0) && ($0.status == .pending || $0.status == .confirmed) && $0.span.end > moment }
            .sorted(by: startsEarlier)
    }

    func student(email: String) throws -> Student? { state.student(email: email, in: brandID) }

    func openGuestBookings(of studentID: ID<Student>?, phone: String?) throws -> Int {
        state.openGuestBookings(of: studentID, phone: phone, in: brandID, at: now)
    }

    func write(_ changes: Changes) throws {
        guard (changes.newBookings + changes.changedBookings).allSatisfy(isMine) else { throw Refusal.notFound }
        try state.write(changes, of: instructorID, in: brandID, at: now)
    }

    func keep(_ answer: StoredAnswer, finalAt: Moment) throws {
        guard let claim else { return }
        state.answers[MemoryState.AnswerKey(claim)] = MemoryState.KeptAnswer(
            fingerprint: claim.fingerprint,
            answer: answer,
            createdAt: now,
            finalAt: finalAt
        )
    }

    private func isMine(_ booking: Booking) -> Bool {
        booking.instructorID == instructorID && booking.brandID == brandID
    }
}
