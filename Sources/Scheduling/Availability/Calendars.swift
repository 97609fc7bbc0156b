/// What use cases and endpoints need from storage about instructors' calendars.
///
/// Every method throws `Fault` when the storage is away or broken. What belongs to another brand is never found.
package protocol Calendars {
    /// The rules of that instructor in that brand, with what is taken in `span` (across brands); nil when the brand does
    /// not have the instructor. A session belongs to `busy` when it, or its buffer, reaches into the span, and keeps its
    /// time at `now`.
    func schedule(
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        busyWithin span: TimeSpan,
        at now: Moment
    ) throws -> Schedule?

    /// Runs `body` as one transaction that has the instructor's calendar to itself, and commits when it returns.
    ///
    /// The body may run several times (a deadlock, a lost certification), so it must have no effect outside the transaction.
    /// When it throws, nothing has changed. Holds of the instructor that have ended are released first.
    ///
    /// - Parameters:
    ///   - instructorID: whose calendar.
    ///   - brandID: the brand of the request.
    ///   - claim: the idempotency key to hold while it runs; nil when there is none.
    ///   - limits: what the request counts against. It stays counted when the body refuses, which changes nothing else.
    ///   - now: the moment of the request.
    ///   - body: reads, decides and writes through the transaction it is given.
    /// - Throws: `Refusal.notFound` when the brand has neither the instructor nor a booking with it,
    ///   `Refusal.idempotencyInProgress` when another transaction holds the key or has just answered it,
    ///   `Refusal.rateLimited` when a limit has no room, which counts nothing; whatever the body throws; `Fault`.
    /// - Returns: what the body returned.
    func withCalendar<Result>(
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        claiming claim: IdempotencyClaim?,
        counting limits: [GuestLimit],
        at now: Moment,
        _ body: (any CalendarTransaction) throws -> Result
    ) throws -> Result
}

extension Calendars {
    /// The same for a request that counts against no limit.
    package func withCalendar<Result>(
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        claiming claim: IdempotencyClaim?,
        at now: Moment,
        _ body: (any CalendarTransaction) throws -> Result
    ) throws -> Result {
        try withCalendar(of: instructorID, in: brandID, claiming: claim, counting: [], at: now, body)
    }
}
