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
    ) {
        self.state = state
        self.instructorID = instructorID
        self.brandID = brandID
        self.claim = claim
        self.now = now
        self.state.calendarVersions[instructorID, default: 0] += 1
        self.state.releaseHolds(at: now) { $0.instructorID == instructorID }
    }

    func schedule(busyWithin span: TimeSpan) throws -> Schedule {
        guard let schedule = state.schedule(of: instructorID, in: brandID, busyWithin: span, at: now) else {
            throw Refusal.notFound
        }
        return schedule
    }

    func booking(_ id: ID<Booking>) throws -> Booking? {
        state.bookings[id].flatMap { isMine($0) ? $0 : nil }
    }

    func upcomingBookings(after moment: Moment) throws -> [Booking] {
        state.bookings.values
            .filter { isMine($0) && ($0.status == .pending || $0.status == .confirmed) && $0.span.end > moment }
            .sorted(by: startsEarlier)
    }

    func findOrAdd(_ student: Student) throws -> Student {
        if let known = state.student(email: student.contact.email, in: brandID) { return known }
        state.students[student.id] = MemoryState.BrandStudent(brandID: brandID, student: student)
        return student
    }

    func add(_ booking: Booking) throws {
        guard isMine(booking), state.bookings[booking.id] == nil else { throw broken("memory.add.booking") }
        try state.write(booking)
    }

    func replace(_ booking: Booking) throws {
        guard isMine(booking), let old = state.bookings[booking.id] else { throw broken("memory.replace.booking") }
        var booking = booking
        if booking.reminderSentAt == nil, booking.sequence == old.sequence {
            booking.reminderSentAt = old.reminderSentAt
        }
        try state.write(booking)
    }

    func add(_ payment: Payment) throws {
        let same = state.payments.first {
            $0.provider == payment.provider && $0.providerPaymentID == payment.providerPaymentID
        }
        if let same, same.bookingID != payment.bookingID { throw Refusal.paymentAlreadyUsed }
        guard !state.payments.contains(where: { $0.bookingID == payment.bookingID }) else {
            throw broken("memory.add.payment")
        }
        state.payments.append(payment)
    }

    func add(_ event: BookingEvent) throws {
        state.events.append(event)
    }

    func add(_ messages: [OutboxMessage]) throws {
        for message in messages { state.enqueue(message) }
    }

    func add(_ token: AccessToken) throws {
        state.tokens[token.id] = token
    }

    func replaceRules(_ rules: AvailabilityRules) throws -> AvailabilityRules {
        let assignment = MemoryState.Assignment(instructorID: instructorID, brandID: brandID)
        guard let old = state.rules[assignment] else { throw Refusal.notFound }
        var new = rules
        new.version = old.version + 1
        state.rules[assignment] = new
        return new
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

    private func broken(_ operation: String) -> Fault {
        Fault(.broken, operation: operation, code: 0, detail: "the test asked for what no endpoint may ask for")
    }
}
