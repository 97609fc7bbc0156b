package import Scheduling

/// Everything that a store keeps, as one value: two equal states differ in nothing.
package struct MemoryState: Equatable, Sendable {
    /// Brands by id.
    package internal(set) var brands: [ID<Brand>: Brand] = [:]

    /// Which brand owns a host name.
    package internal(set) var hosts: [String: ID<Brand>] = [:]

    /// Instructors by id, whichever brands they work for.
    package internal(set) var instructors: [ID<Instructor>: Instructor] = [:]

    /// How often each instructor's calendar was changed.
    package internal(set) var calendarVersions: [ID<Instructor>: Int] = [:]

    /// The rules of each instructor in each brand.
    package internal(set) var rules: [Assignment: AvailabilityRules] = [:]

    /// Students by id, each with its brand.
    package internal(set) var students: [ID<Student>: BrandStudent] = [:]

    /// Credentials by id.
    package internal(set) var tokens: [ID<AccessToken>: AccessToken] = [:]

    /// Bookings by id.
    package internal(set) var bookings: [ID<Booking>: Booking] = [:]

    /// The calendar guard: which booking keeps a cell of an instructor's time.
    package internal(set) var busy: [BusyCell: ID<Booking>] = [:]

    /// Payments in the order in which they were written.
    package internal(set) var payments: [Payment] = []

    /// The history of all bookings in the order in which it was written.
    package internal(set) var events: [BookingEvent] = []

    /// The outbox in the order in which it was written.
    package internal(set) var outbox: [OutboxRow] = []

    /// The ids of the reports that were taken, each after its provider's name.
    package internal(set) var takenReports: Set<[String]> = []

    /// Addresses to which nothing goes any more.
    package internal(set) var blocks: [DeliveryReport.Address: AddressBlock] = [:]

    /// Sessions whose local time a person has to see to, with when that was found.
    package internal(set) var zoneConflicts: [ID<Booking>: FoundConflict] = [:]

    /// The releases of tzdata with which everything was looked at.
    package internal(set) var zoneReleases: [String: ZoneRelease] = [:]

    /// Answers kept for idempotency keys.
    package internal(set) var answers: [AnswerKey: KeptAnswer] = [:]

    var guestCounts: [CountKey: [Moment]] = [:]
    var heldKeys: Set<AnswerKey> = []
    var lastUsed: [ID<AccessToken>: Moment] = [:]
    var lastLease: UInt64 = 0

    /// A conflict, and when it was found.
    package struct FoundConflict: Equatable, Sendable {
        /// What is wrong.
        package let conflict: ZoneConflict

        /// Since when.
        package let foundAt: Moment
    }

    /// An instructor's work for one brand.
    package struct Assignment: Hashable, Sendable {
        /// Who works.
        package let instructorID: ID<Instructor>

        /// For which brand.
        package let brandID: ID<Brand>
    }

    /// A student and the brand that knows it.
    package struct BrandStudent: Equatable, Sendable {
        /// The brand.
        package let brandID: ID<Brand>

        /// The student.
        package let student: Student
    }

    /// What is counted of guests, and under which name.
    struct CountKey: Hashable, Sendable {
        let brandID: ID<Brand>
        let kind: GuestLimit.Kind
        let name: String
    }

    /// Five minutes of one instructor's time.
    package struct BusyCell: Hashable, Sendable {
        /// Whose time.
        package let instructorID: ID<Instructor>

        /// Seconds since 1970 divided by 300.
        package let quantum: Int
    }

    /// Whose key for which brand.
    package struct AnswerKey: Hashable, Sendable {
        /// The brand.
        package let brandID: ID<Brand>

        /// Who asked.
        package let caller: String

        /// The key.
        package let key: String

        init(_ claim: IdempotencyClaim) {
            (brandID, caller, key) = (claim.brandID, claim.caller, claim.key)
        }
    }

    /// An answer, what it answered, and since when it is kept.
    package struct KeptAnswer: Equatable, Sendable {
        /// SHA-256 of the request.
        package let fingerprint: [UInt8]

        /// The answer.
        package let answer: StoredAnswer

        /// When it was kept.
        package let createdAt: Moment

        /// Until when its request may still run; nil when it is final.
        package let finalAt: Moment?

        func isKept(at now: Moment) -> Bool {
            now < createdAt.adding(hours: IdempotencyClaim.lifetimeHours)
        }
    }
}

extension MemoryState {
    func isTaken(_ key: AnswerKey, at now: Moment) -> Bool {
        heldKeys.contains(key) || answers[key]?.isKept(at: now) == true
    }

    func isKnown(_ instructorID: ID<Instructor>, in brandID: ID<Brand>) -> Bool {
        rules[Assignment(instructorID: instructorID, brandID: brandID)] != nil
    }

    func schedule(
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        busyWithin span: TimeSpan,
        at now: Moment
    ) -> Schedule? {
        guard let rules = rules[Assignment(instructorID: instructorID, brandID: brandID)] else { return nil }
        let busy = bookings.values.filter { booking in
            booking.instructorID == instructorID && booking.keepsTime(at: now)
                && booking.span.widened(byMinutes: booking.bufferMinutes).overlaps(span)
        }
        return Schedule(
            calendarVersion: calendarVersions[instructorID, default: 0],
            rules: rules,
            busy: busy.sorted(by: startsEarlier).map {
                BusySession(bookingID: $0.id, span: $0.span, bufferMinutes: $0.bufferMinutes)
            }
        )
    }
}

func startsEarlier(_ left: Booking, _ right: Booking) -> Bool {
    (left.span.start.seconds, left.id.high, left.id.low) < (right.span.start.seconds, right.id.high, right.id.low)
}

extension TimeSpan {
    fileprivate func widened(byMinutes minutes: Int) -> TimeSpan {
        TimeSpan(start: start.adding(minutes: -minutes), end: end.adding(minutes: minutes))
    }
}

extension ID {
    /// A new id with bits from the system's generator.
    package static func new(at now: Moment = .fixture) -> ID {
        var random = SystemRandomNumberGenerator()
        return ID(madeAt: now, using: &random)
    }
}
