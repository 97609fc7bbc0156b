/// What following a clock change needs from storage, over all brands.
///
/// Every method throws `Fault` when the storage is away or broken.
package protocol ClockChanges {
    /// Instructors by id, after that one.
    func instructorIDs(after id: ID<Instructor>?, limit: Int) throws -> [ID<Instructor>]

    /// What the bookings promise that `promisedSessions` answers, by start; it costs a tenth.
    func promises(of instructorID: ID<Instructor>, at now: Moment) throws -> [LocalPromise]

    /// The pending and confirmed bookings of one instructor in every brand that begin after now, by start; a hold that has
    /// ended may be among them.
    func promisedSessions(of instructorID: ID<Instructor>, at now: Moment) throws -> [PromisedSession]

    /// Runs `body` as one transaction that has the instructor's calendar to itself, writes what it answers, and commits.
    ///
    /// The body may run several times, so it must have no effect. When it throws, nothing has changed. Holds of the
    /// instructor that have ended are released first.
    ///
    /// - Parameters:
    ///   - instructorID: whose calendar.
    ///   - now: the present moment.
    ///   - body: takes what `promisedSessions` answers.
    /// - Throws: `Refusal.slotUnavailable(.taken)` when the calendar guard finds a new time taken; whatever the body
    ///   throws; `Fault`.
    /// - Returns: what was written.
    func changePromisedSessions(
        of instructorID: ID<Instructor>,
        at now: Moment,
        _ body: ([PromisedSession]) throws -> Changes
    ) throws -> Changes

    /// The conflicts that stand: of bookings that are still pending or confirmed, begin after now and were not moved since;
    /// by start.
    func zoneConflicts(at now: Moment) throws -> [ZoneConflictRecord]

    /// The releases of tzdata with which everything was looked at.
    func zoneReleases() throws -> [ZoneRelease]

    /// Notes that everything was looked at with that release, and forgets conflicts that stand no longer.
    func noteScan(with version: String, at now: Moment) throws
}

/// A conflict as operators see it.
package struct ZoneConflictRecord: Hashable, Sendable {
    /// What is wrong.
    package let conflict: ZoneConflict

    /// The slug of the booking's brand.
    package let brandSlug: String

    /// Who gives the session.
    package let instructorID: ID<Instructor>

    /// The instructor's first and last name.
    package let instructorName: String

    /// When it begins as things stand.
    package let startAt: Moment

    /// Whose local time was promised.
    package let timezone: String

    /// The promised date.
    package let promisedDate: LocalDate

    /// The promised time.
    package let promisedTime: LocalTime

    /// When it was found.
    package let foundAt: Moment

    package init(
        conflict: ZoneConflict,
        brandSlug: String,
        instructorID: ID<Instructor>,
        instructorName: String,
        startAt: Moment,
        timezone: String,
        promisedDate: LocalDate,
        promisedTime: LocalTime,
        foundAt: Moment
    ) {
        self.conflict = conflict
        self.brandSlug = brandSlug
        self.instructorID = instructorID
        self.instructorName = instructorName
        self.startAt = startAt
        self.timezone = timezone
        self.promisedDate = promisedDate
        self.promisedTime = promisedTime
        self.foundAt = foundAt
    }
}
