/// The queue of messages, as whoever sends them needs it.
///
/// A message is leased, sent outside any transaction, and its outcome recorded with the lease's token; a lease that ran out is free
/// again, so a sender that died loses nothing. Every method throws `Fault`.
package protocol Outbox {
    /// Leases queued messages, in the order in which they are due.
    ///
    /// A message whose last attempt has no recorded outcome comes back with `isOutcomeUnknown`. One that
    /// `MessageTiming.reasonToGiveUp` says nobody should send any more is given up instead, and so is what a later change has
    /// overtaken; one whose turn it is not by `MessageOrder` waits.
    ///
    /// - Parameters:
    ///   - wanted: which ones.
    ///   - limit: how many at most.
    ///   - leaseSeconds: for how long they are the caller's.
    ///   - now: the present moment.
    /// - Throws: `Fault`.
    /// - Returns: the messages that are the caller's now; two callers never get the same one.
    func lease(_ wanted: OutboxSelection, limit: Int, leaseSeconds: Int, at now: Moment) throws -> [LeasedMessage]

    /// Counts something that happens now against limits of a brand, all of them or none.
    ///
    /// Two that count at the same time never pass a limit together.
    ///
    /// - Throws: `Fault`.
    /// - Returns: the limit that has no room, when one has none; nothing is counted then.
    func count(against limits: [GuestLimit], in brandID: ID<Brand>, at now: Moment) throws -> ReachedLimit?

    /// Writes down that an attempt begins, with what is sent in it; the first payload stays for every later attempt.
    ///
    /// - Parameters:
    ///   - message: a leased message.
    ///   - payload: what is sent, if this is the first attempt; it holds no secret.
    ///   - link: the link that is put into it; it counts from now on, unless it was ended.
    ///   - now: the present moment.
    /// - Throws: `Fault`.
    /// - Returns: the payload that is to be sent; nil when the lease has run out or the message was discarded, so nothing
    ///   may be sent.
    func beginAttempt(
        of message: LeasedMessage,
        payload: String,
        handingOut link: AccessToken?,
        at now: Moment
    ) throws -> String?

    /// Writes down what became of a leased message and ends the lease.
    ///
    /// When somebody else has leased it since, nothing changes; when it was discarded since, only `.sent` does. Where the SMS of
    /// a reminder ends unsent, `Reminder.byEmail` is written in the same transaction.
    func record(_ message: LeasedMessage, as result: AttemptResult, at now: Moment) throws

    /// The booking that a message is about, with its brand and instructor, as they are now.
    func subject(of message: OutboxMessage) throws -> MessageSubject?

    /// Messages in that state, or in any; newest first.
    func messages(in state: MessageState?, of brandID: ID<Brand>?, limit: Int) throws -> [MessageRecord]

    /// Queues a message again that was given up or refused; false when there is none in such a state.
    ///
    /// It is due at once and as new, with another payload; only when an attempt's outcome is unknown, the doubt, the payload
    /// and the moment of the first attempt stay.
    func requeue(_ id: ID<OutboxMessage>, at now: Moment) throws -> Bool

    /// Gives up a queued message for good; false when there is none.
    func discard(_ id: ID<OutboxMessage>, at now: Moment) throws -> Bool

    /// Why nothing may be sent to an address any more; nil when it may.
    func block(of address: String, on channel: OutboxMessage.Channel) throws -> AddressBlock?
}

/// Which messages to lease.
package enum OutboxSelection: Hashable, Sendable {
    /// Whatever is due, but for reminders that a cron found less than 15 seconds ago.
    case due
    /// These, unless somebody else has them; those never tried whether or not their time has come.
    case these([ID<OutboxMessage>])
    /// The reminders that are due by `Reminder.isDue`, of one brand or of all; their rows are written when missing, and one
    /// that is met before its time waits until then.
    case reminders(brandID: ID<Brand>?)
}

/// A message that the caller, and nobody else, may send now.
package struct LeasedMessage: Hashable, Sendable {
    /// The outbox row.
    package let message: OutboxMessage

    /// What proves the lease.
    package let leaseToken: UInt64

    /// How many attempts were begun before.
    package let attempts: Int

    /// When the first attempt began; nil before it.
    package let firstAttemptAt: Moment?

    /// What the first attempt sent; nil before it.
    package let payload: String?

    /// Whether an attempt began of which nobody knows how it ended.
    package let isOutcomeUnknown: Bool

    /// The changes before it that its recipient has not heard of on its channel, in their order.
    package var untold: [OutboxMessage.Event] = []

    package init(
        message: OutboxMessage,
        leaseToken: UInt64,
        attempts: Int,
        firstAttemptAt: Moment?,
        payload: String?,
        isOutcomeUnknown: Bool
    ) {
        self.message = message
        self.leaseToken = leaseToken
        self.attempts = attempts
        self.firstAttemptAt = firstAttemptAt
        self.payload = payload
        self.isOutcomeUnknown = isOutcomeUnknown
    }
}

/// What became of an attempt.
package enum AttemptResult: Hashable, Sendable {
    /// The provider took it: the payload is forgotten, as after a refusal. A reminder's booking gets its
    /// `reminderSentAt`, if its time is still the same.
    case sent(providerID: String)
    /// Not now; again at that moment. `isOutcomeUnknown` keeps the doubt for the next attempt.
    case later(at: Moment, reason: String, isOutcomeUnknown: Bool)
    /// The provider refused it for good; with `blocksAddress` nothing more goes to that address.
    case refused(reason: String, blocksAddress: Bool)
    /// Nobody will try again: it is too late, or no longer true.
    case givenUp(reason: String)

    /// Whether nobody will try again although it never went out.
    package var endsUnsent: Bool {
        switch self {
        case .sent, .later: false
        case .refused, .givenUp: true
        }
    }
}
