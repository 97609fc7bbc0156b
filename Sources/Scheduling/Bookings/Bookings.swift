/// What use cases and endpoints need from storage about bookings.
///
/// Every method throws `Fault` when the storage is away or broken. What belongs to another brand is never found.
package protocol Bookings {
    /// One booking of the brand as it is at `now`: one whose hold has ended is cancelled.
    func booking(_ id: ID<Booking>, in brandID: ID<Brand>, at now: Moment) throws -> Booking?

    /// The bookings that a query names, as they are at `now`, ascending by start and id, at most `limit`.
    func bookings(_ query: BookingQuery, at now: Moment) throws -> [Booking]

    /// The history of a booking of the brand, oldest first.
    func events(of id: ID<Booking>, in brandID: ID<Brand>) throws -> [BookingEvent]

    /// The answer kept for that key, younger than 24 hours; nil when there is none.
    ///
    /// - Throws: `Refusal.idempotencyMismatch` when the key was used for another request,
    ///   `Refusal.idempotencyInProgress` while its answer may still be revised; `Fault`.
    func answer(to claim: IdempotencyClaim, at now: Moment) throws -> StoredAnswer?

    /// Replaces the answer that is kept for a key by the final one; without a kept answer it does nothing.
    func revise(_ answer: StoredAnswer, to claim: IdempotencyClaim) throws
}
