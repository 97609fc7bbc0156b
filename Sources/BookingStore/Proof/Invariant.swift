/// What an invariant is about, and counts.
package enum Subject: String, CaseIterable, Sendable {
    /// Bookings.
    case bookings
    /// Five minutes of somebody's calendar that a booking keeps.
    case cells
    /// Payments.
    case payments
    /// Lines of the bookings' histories.
    case events
    /// Messages of the outbox.
    case messages
    /// Credentials.
    case tokens
    /// Answers that are kept for idempotency keys.
    case answers
    /// Instructors in brands, with their rules.
    case assignments
}

/// A promise that must hold between the rows of a database at every moment, however many write to it.
package struct Invariant: Sendable {
    /// Its name for scripts, which never changes.
    package let name: String

    /// What it counts.
    package let subject: Subject

    /// The promise as a sentence.
    ///
    /// Ids are those of bookings, unless it names others.
    package let promise: String

    /// Answers a row for each violation: an id as text and a few words.
    ///
    /// Its work grows with the number of rows, not of pairs.
    let sql: SQL

    init(_ name: String, _ subject: Subject, _ promise: String, _ sql: SQL) {
        (self.name, self.subject, self.promise, self.sql) = (name, subject, promise, sql)
    }

    /// The promise that is tried out and not read, because the server's user sees no triggers; its id is the table's.
    static let guarded = Invariant(
        "guarded",
        .bookings,
        "Triggers write the time that each booking takes, and the account that they run as is there.",
        "SELECT '', '' WHERE FALSE"
    )

    /// Every promise that is read: first the calendar, then money, history, messages, and what belongs to what.
    package static let all = calendar + money + history + outbox + belonging
}
