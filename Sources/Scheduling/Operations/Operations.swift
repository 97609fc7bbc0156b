/// What is asked of storage about itself.
package protocol Operations {
    /// Whether the storage answers, and the newest migration it has.
    ///
    /// - Throws: `Fault` when it does not.
    func schemaVersion() throws -> Int

    /// What is wrong with the guard that lets no time be sold twice; nil when it works.
    ///
    /// It is tried out, and leaves nothing behind.
    ///
    /// - Throws: `Fault` when that cannot be told.
    func guardLapse() throws -> GuardLapse?
}

/// Why nothing would keep two sessions from one time.
package enum GuardLapse: Hashable, Sendable {
    /// Bookings do not write the time that they take, or write another.
    case missing
    /// Whoever writes it is gone or has lost the rights, so that no booking can be made at all.
    case powerless

    /// A sentence for the operator.
    package var sentence: String {
        switch self {
        case .missing:
            "The triggers that guard the calendar are missing or changed, so times could be sold twice; run coachbook migrate."
        case .powerless:
            "The account that the calendar's triggers run as is gone or lacks rights, so nobody can book; run coachbook migrate."
        }
    }
}

/// All that endpoints need from storage; one store belongs to one thread.
package typealias Store = People & Calendars & Bookings & Messages & Operations
