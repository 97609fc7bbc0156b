package import Scheduling
import Synchronization

/// A store in memory that keeps every promise of the ports, for tests of the endpoints and of the ports' contract.
///
/// It may be used from many threads; one transaction runs at a time.
package final class MemoryStore: Sendable {
    private struct Contents {
        var state = MemoryState()
        var fault: Fault?
    }

    private let contents = Mutex(Contents())

    /// An empty store.
    package init() {}

    /// Everything it keeps, except when credentials were last seen and what guests' limits count: a refused request leaves it equal.
    package var state: MemoryState {
        contents.withLock { contents in
            var state = contents.state
            state.lastUsed = [:]
            state.guestCounts = [:]
            return state
        }
    }

    /// From now on every call fails that way; nil ends it.
    package func fail(with fault: Fault?) {
        contents.withLock { $0.fault = fault }
    }

    /// Puts an earlier state back, as if nothing had happened since.
    package func restore(_ state: MemoryState) {
        contents.withLock { $0.state = state }
    }

    /// From now on it is as if another transaction held that idempotency key and never ended.
    package func hold(_ claim: IdempotencyClaim) {
        contents.withLock { _ = $0.state.heldKeys.insert(MemoryState.AnswerKey(claim)) }
    }

    func access<Value: Sendable>(_ body: (inout MemoryState) throws -> Value) throws -> Value {
        try contents.withLock { contents in
            if let fault = contents.fault { throw fault }
            return try body(&contents.state)
        }
    }

    /// See `Calendars.schedule`.
    package func schedule(
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        busyWithin span: TimeSpan,
        at now: Moment
    ) throws -> Schedule? {
        try access { $0.schedule(of: instructorID, in: brandID, busyWithin: span, at: now) }
    }

    /// See `Calendars.withCalendar`: the body works on a copy, which takes the place of the state when it returns.
    package func withCalendar<Result>(
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        claiming claim: IdempotencyClaim?,
        counting limits: [GuestLimit],
        at now: Moment,
        _ body: (any CalendarTransaction) throws -> Result
    ) throws -> Result {
        var outcome: Swift.Result<Result, any Error>?
        try access { state in
            let isBooked = state.bookings.values.contains { $0.instructorID == instructorID && $0.brandID == brandID }
            if let claim, state.isTaken(MemoryState.AnswerKey(claim), at: now) { throw Refusal.idempotencyInProgress }
            if let reached = state.count(against: limits, in: brandID, at: now) {
                throw Refusal.rateLimited(seconds: reached.retryAfterSeconds)
            }
            guard state.isKnown(instructorID, in: brandID) || isBooked else {
                outcome = .failure(Refusal.notFound)
                return
            }
            let calendar = try MemoryCalendarTransaction(state, of: instructorID, in: brandID, claim: claim, now: now)
            outcome = Swift.Result { try body(calendar) }
            if case .success = outcome { state = calendar.state }
        }
        guard let outcome else { throw Fault(.broken, operation: "memory.calendar", code: 0, detail: "no outcome") }
        return try outcome.get()
    }

    /// See `Bookings.answer`.
    package func answer(to claim: IdempotencyClaim, at now: Moment) throws -> StoredAnswer? {
        try access { state in
            guard let kept = state.answers[MemoryState.AnswerKey(claim)], kept.isKept(at: now) else { return nil }
            guard kept.fingerprint == claim.fingerprint else { throw Refusal.idempotencyMismatch }
            if let finalAt = kept.finalAt, now < finalAt { throw Refusal.idempotencyInProgress }
            return kept.answer
        }
    }

    /// See `Bookings.revise`.
    package func revise(_ answer: StoredAnswer, to claim: IdempotencyClaim) throws {
        try access { state in
            let key = MemoryState.AnswerKey(claim)
            guard let kept = state.answers[key] else { return }
            state.answers[key] = MemoryState.KeptAnswer(
                fingerprint: kept.fingerprint,
                answer: answer,
                createdAt: kept.createdAt,
                finalAt: nil
            )
        }
    }

    /// See `Operations.schemaVersion`.
    package func schemaVersion() throws -> Int {
        try access { _ in 1 }
    }

    /// See `Operations.guardLapse`: nobody can take the guard out of this store.
    package func guardLapse() throws -> GuardLapse? {
        try access { _ in nil }
    }
}

extension MemoryStore {
    /// See `People.brand`.
    package func brand(slug: String) throws -> Brand? {
        try access { $0.brands.values.first { $0.slug == slug } }
    }

    /// See `People.brand`.
    package func brand(host: String) throws -> Brand? {
        try access { state in state.hosts[host].flatMap { state.brands[$0] } }
    }

    /// See `People.token`.
    package func token(digest: [UInt8]) throws -> AccessToken? {
        try access { state in
            let token = state.tokens.values.first { $0.digest == digest }
            if case .instructor(let id)? = token?.role, let token, !state.isKnown(id, in: token.brandID) { return nil }
            return token.map { $0.lastUsed(at: state.lastUsed[$0.id]) }
        }
    }

    /// See `People.admit`.
    package func admit(_ link: AccessToken) throws {
        try access { $0.admit(link) }
    }

    /// See `People.hasBrand`.
    package func hasBrand(embeddedAt origin: String) throws -> Bool {
        try access { $0.brands.values.contains { $0.embedOrigins.contains(origin) } }
    }

    /// See `People.markUsed`.
    package func markUsed(_ tokenID: ID<AccessToken>, at now: Moment) throws {
        try access { $0.lastUsed[tokenID] = now }
    }

    /// See `People.instructors`.
    package func instructors(of brandID: ID<Brand>) throws -> [(instructor: Instructor, settings: SchedulingSettings)] {
        try access { state in
            state.rules.filter { $0.key.brandID == brandID }
                .compactMap { assignment, rules in
                    state.instructors[assignment.instructorID].map { (instructor: $0, settings: rules.settings) }
                }
                .sorted { isBefore($0.instructor.nameKey, $1.instructor.nameKey) }
        }
    }

    /// See `People.instructor`.
    package func instructor(_ id: ID<Instructor>, in brandID: ID<Brand>) throws -> Instructor? {
        try access { $0.isKnown(id, in: brandID) ? $0.instructors[id] : nil }
    }

    /// See `People.student`.
    package func student(_ id: ID<Student>, in brandID: ID<Brand>) throws -> Student? {
        try access { $0.students[id].flatMap { $0.brandID == brandID ? $0.student : nil } }
    }
}

extension MemoryStore {
    /// See `Bookings.booking`.
    package func booking(_ id: ID<Booking>, in brandID: ID<Brand>, at now: Moment) throws -> Booking? {
        try access { state in
            state.bookings[id].flatMap { $0.brandID == brandID ? $0.asOf(now) : nil }
        }
    }

    /// See `Bookings.bookings`.
    package func bookings(_ query: BookingQuery, at now: Moment) throws -> [Booking] {
        try access { state in
            let found = state.bookings.values.map { $0.asOf(now) }.filter { query.matches($0, at: now) }
            return Array(found.sorted(by: startsEarlier).prefix(query.limit))
        }
    }

    /// See `Bookings.events`.
    package func events(of id: ID<Booking>, in brandID: ID<Brand>) throws -> [BookingEvent] {
        try access { state in state.events.filter { $0.bookingID == id && $0.brandID == brandID } }
    }

    /// Ends every hold whose end has passed, as housekeeping does.
    package func releaseEndedHolds(at now: Moment) throws {
        try access { state in
            for instructorID in state.instructors.keys { try state.releaseHolds(of: instructorID, at: now) }
        }
    }
}

extension BookingQuery {
    fileprivate func matches(_ booking: Booking, at now: Moment) -> Bool {
        guard booking.brandID == brandID,
            instructorID == nil || booking.instructorID == instructorID,
            studentID == nil || booking.studentID == studentID,
            status == nil || booking.status == status
        else { return false }
        if upcomingOnly {
            guard booking.status == .pending || booking.status == .confirmed, booking.span.end > now else {
                return false
            }
        }
        let start = booking.span.start
        if let from, start < from { return false }
        if let to, start >= to { return false }
        guard let after else { return true }
        return (after.startAt.seconds, after.id.high, after.id.low) < (start.seconds, booking.id.high, booking.id.low)
    }
}
