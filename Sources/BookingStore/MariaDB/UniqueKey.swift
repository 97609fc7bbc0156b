import Scheduling

/// The unique keys whose violation is an answer; that of any other one is a defect of ours, and stays a fault.
enum UniqueKey: String, CaseIterable {
    /// The primary key of the table that the statement writes.
    ///
    /// MariaDB does not name the table. That of `instructor_busy` is violated by statements that write `bookings`.
    case primary = "PRIMARY"
    /// Two brands with one slug.
    case brandSlug = "brands_slug_unique"
    /// Two students of one brand with one e-mail address.
    case studentEmail = "students_email_unique"
    /// One payment for two bookings of a brand.
    case providerPayment = "payments_provider_unique"
}

extension Fault {
    /// Whether that key has such a value already.
    func isDuplicate(of key: UniqueKey) -> Bool { self.key == key.rawValue }
}

extension Connection {
    /// Runs an INSERT; false when that key has such a row already, which undoes the statement and nothing else.
    func isNew(_ key: UniqueKey, _ insert: () throws -> Void) throws -> Bool {
        do {
            try insert()
            return true
        } catch let fault as Fault where fault.isDuplicate(of: key) {
            return false
        }
    }
}
