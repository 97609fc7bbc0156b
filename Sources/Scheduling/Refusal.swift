@_exported import CivilTime

/// Every way in which a rule says no.
///
/// No text and no status: `Problem+Refusal.swift` gives those.
package enum Refusal: Error, Hashable, Sendable {
    /// That time cannot be booked, and why.
    case slotUnavailable(SlotReason)
    /// No session lasts so long, or so short.
    case impossibleLength
    /// The booking's status does not allow that.
    case statusConflict(BookingStatus)
    /// The session has ended, and what is left to do about it is staff's.
    case sessionEnded
    /// The provider's payment is already attached to another booking.
    case paymentAlreadyUsed
    /// Nothing is to be paid, so no payment is taken.
    case paymentNotWanted
    /// Confirming needs a payment.
    case paymentRequired
    /// The payment could not be verified.
    case paymentRejected
    /// It is too late for a student to cancel or move; the cutoff in hours.
    case pastCutoff(hours: Int)
    /// Completed and no-show are for sessions that have started.
    case sessionNotStarted
    /// Notes are for a booking that is over.
    case notesBeforeSession
    /// The precondition (If-Match) names another version.
    case versionConflict
    /// The same idempotency key came with another request.
    case idempotencyMismatch
    /// The first request with this idempotency key still runs.
    case idempotencyInProgress
    /// There is no such thing in this brand, or it is not the caller's to see.
    case notFound
    /// The caller is known and may not.
    case forbidden
    /// The brand wants its students to sign in.
    case guestsNotAllowed
    /// Guests book sessions of the length that is offered, in minutes.
    case lengthNotOffered(minutes: Int)
    /// The address or number has as many open bookings as a guest may have.
    case tooManyOpen
    /// Too many requests name that address or number; the next is taken in so many seconds.
    case rateLimited(seconds: Int)
}

/// Why a time is not on offer.
package enum SlotReason: String, CaseIterable, Sendable {
    /// Another session overlaps it.
    case taken
    /// It comes closer to another session than the buffers allow.
    case buffer
    /// The instructor does not work then.
    case outsideAvailability = "outside_availability"
    /// The instructor closed that date.
    case overrideClosed = "override_closed"
    /// It starts sooner than the notice allows.
    case tooSoon = "too_soon"
    /// It starts later than bookings are taken.
    case tooFar = "too_far"
    /// No slot starts at that minute.
    case offGrid = "off_grid"
    /// The instructor's day is full.
    case dailyLimit = "daily_limit"
    /// It has already started.
    case inThePast = "in_the_past"
}
