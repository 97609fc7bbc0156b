/// What rules and endpoints need from storage.
///
/// One store belongs to one thread.
///
/// Every method throws `Fault` when the storage is away or broken. What belongs to another brand is never found.
package protocol Store: People, Bookings, Promises {
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
    /// The body may run several times (a deadlock, a lost certification), so it must have no effect outside `calendar`.
    /// When it throws, nothing has changed. Expired holds of the instructor are released first.
    ///
    /// - Parameters:
    ///   - instructorID: whose calendar.
    ///   - brandID: the brand of the request.
    ///   - claim: the idempotency key to hold while it runs; nil when there is none.
    ///   - now: the moment of the request.
    ///   - body: reads, decides and writes through the calendar it is given.
    /// - Throws: `Refusal.notFound` when the brand does not have the instructor, `Refusal.idempotencyInProgress` when
    ///   another transaction holds the key or has just answered it; whatever the body throws; `Fault`.
    /// - Returns: what the body returned.
    func withCalendar<Result>(
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        claiming claim: IdempotencyClaim?,
        at now: Moment,
        _ body: (any CalendarTransaction) throws -> Result
    ) throws -> Result

    /// The answer kept for that key, younger than 24 hours; nil when there is none.
    ///
    /// - Throws: `Refusal.idempotencyMismatch` when the key was used for another request,
    ///   `Refusal.idempotencyInProgress` while its answer may still be revised; `Fault`.
    func answer(to claim: IdempotencyClaim, at now: Moment) throws -> StoredAnswer?

    /// Replaces the answer that is kept for a key by the final one; without a kept answer it does nothing.
    func revise(_ answer: StoredAnswer, to claim: IdempotencyClaim) throws

    /// Whether the storage answers, and the newest migration it has.
    func schemaVersion() throws -> Int
}

/// Brands, people and their credentials.
package protocol People {
    /// The brand of that slug.
    func brand(slug: String) throws -> Brand?

    /// The brand that owns that host name (lower case, no port).
    func brand(host: String) throws -> Brand?

    /// The credential with that SHA-256, in whichever brand, revoked and expired ones included.
    func token(digest: [UInt8]) throws -> AccessToken?

    /// Notes that a credential was seen.
    func markUsed(_ tokenID: ID<AccessToken>, at now: Moment) throws

    /// The brand's instructors by last name, first name, id, with their rules' settings.
    func instructors(of brandID: ID<Brand>) throws -> [(instructor: Instructor, settings: SchedulingSettings)]

    /// One instructor of the brand.
    func instructor(_ id: ID<Instructor>, in brandID: ID<Brand>) throws -> Instructor?

    /// One student of the brand.
    func student(_ id: ID<Student>, in brandID: ID<Brand>) throws -> Student?
}

/// Reading bookings.
package protocol Bookings {
    /// One booking of the brand. An expired hold is released first, so it comes back cancelled.
    func booking(_ id: ID<Booking>, in brandID: ID<Brand>, at now: Moment) throws -> Booking?

    /// The bookings that a query names, ascending by start and id, at most `limit`. Expired holds come back cancelled.
    func bookings(_ query: BookingQuery, at now: Moment) throws -> [Booking]
}

/// Which bookings to list.
package struct BookingQuery: Hashable, Sendable {
    /// The brand.
    package var brandID: ID<Brand>

    /// Only that instructor's; nil is every one's.
    package var instructorID: ID<Instructor>?

    /// Only that student's; nil is every one's.
    package var studentID: ID<Student>?

    /// Only pending or confirmed ones that end after now.
    package var upcomingOnly: Bool

    /// Only those in that state; nil is any.
    package var status: BookingStatus?

    /// Only those that start at or after it.
    package var from: Moment?

    /// Only those that start before it.
    package var to: Moment?

    /// Only those after this place in the order.
    package var after: (startAt: Moment, id: ID<Booking>)? {
        get { afterStart.flatMap { start in afterID.map { (start, $0) } } }
        set { (afterStart, afterID) = (newValue?.startAt, newValue?.id) }
    }
    private var afterStart: Moment?
    private var afterID: ID<Booking>?

    /// How many at most.
    package var limit: Int

    /// Takes the brand and limit; every condition is off.
    package init(brandID: ID<Brand>, limit: Int) {
        self.brandID = brandID
        self.limit = limit
        upcomingOnly = false
    }
}
