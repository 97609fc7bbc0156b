import BookingAPI
package import BookingStore
package import Scheduling

/// A store with all that it can do, in memory or on MariaDB: the ports, and what an operator does at the command line.
package protocol TestStore: Store, Outbox, ClockChanges {
    // See `MariaDBStore` for what each does.
    func add(_ brand: Brand) throws -> Bool
    func brands() throws -> [Brand]
    func replace(_ brand: Brand) throws -> Bool
    func add(host: String, to brandID: ID<Brand>) throws -> Bool
    func remove(host: String, of brandID: ID<Brand>) throws -> Bool
    func hosts(of brandID: ID<Brand>) throws -> [String]
    func add(_ instructor: Instructor) throws
    func assign(_ instructorID: ID<Instructor>, to brandID: ID<Brand>, rules: AvailabilityRules) throws -> Bool
    func add(_ student: Student, to brandID: ID<Brand>) throws -> Bool
    func claim(_ student: Student, in brandID: ID<Brand>) throws -> Student?
    func students(of brandID: ID<Brand>) throws -> [Student]
    func add(_ token: AccessToken) throws
    func tokens(of brandID: ID<Brand>) throws -> [AccessToken]
    func revoke(_ tokenID: ID<AccessToken>, of brandID: ID<Brand>, at now: Moment) throws -> Bool
}

extension MariaDBStore: TestStore {}

extension MemoryStore: TestStore {}

extension TestStore {
    /// Adds a new credential of that role; answers its secret.
    package func addToken(
        _ role: AccessToken.Role,
        in brandID: ID<Brand>,
        at now: Moment = .now,
        expiresAt: Moment? = nil
    ) throws -> String {
        let (secret, token) = TokenSecret.make(role, in: brandID, at: now, expiresAt: expiresAt)
        try add(token)
        return secret
    }
}
