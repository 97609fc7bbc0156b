/// What is asked of storage about itself.
package protocol Operations {
    /// Whether the storage answers, and the newest migration it has.
    ///
    /// - Throws: `Fault` when it does not.
    func schemaVersion() throws -> Int
}

/// All that endpoints need from storage; one store belongs to one thread.
package typealias Store = People & Calendars & Bookings & Messages & Operations
