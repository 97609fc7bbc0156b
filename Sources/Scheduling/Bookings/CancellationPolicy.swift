/// Until when a student may cancel or move; staff always may.
package enum CancellationPolicy {
    /// Refuses a student who comes too late.
    ///
    /// - Parameters:
    ///   - booking: what is to be cancelled or moved, at its present time.
    ///   - cutoffHours: how long before the start it must be; at 0 until the start itself.
    ///   - now: the moment of the request.
    /// - Throws: `pastCutoff`.
    package static func check(_ booking: Booking, cutoffHours: Int, at now: Moment) throws(Refusal) {
        guard now.adding(hours: cutoffHours) <= booking.span.start else { throw .pastCutoff(hours: cutoffHours) }
    }
}
