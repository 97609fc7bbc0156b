/// What an operator does at the command line: brands, people, credentials.
package protocol Administration {
    /// Adds a brand, or answers false when the slug is taken.
    func add(_ brand: Brand) throws -> Bool

    /// Every brand, by slug.
    func brands() throws -> [Brand]

    /// Replaces what may change of a brand: name, guests, payment policy, hold,
    /// language. False when there is no such id.
    func replace(_ brand: Brand) throws -> Bool

    /// Gives a host name (lower case, no port) to a brand, or answers false when another brand has it.
    func add(host: String, to brandID: ID<Brand>) throws -> Bool

    /// The host names of a brand, in order.
    func hosts(of brandID: ID<Brand>) throws -> [String]

    /// Adds an instructor without a brand.
    func add(_ instructor: Instructor) throws

    /// Lets an instructor work for a brand with those rules, or answers false when it already does.
    func assign(_ instructorID: ID<Instructor>, to brandID: ID<Brand>, rules: AvailabilityRules) throws -> Bool

    /// Adds a student to a brand, or answers false when the e-mail address is known there.
    func add(_ student: Student, to brandID: ID<Brand>) throws -> Bool

    /// The brand's students by last name, first name, id.
    func students(of brandID: ID<Brand>) throws -> [Student]

    /// Adds a credential.
    func add(_ token: AccessToken) throws

    /// The brand's credentials, newest first, without those of manage links.
    func tokens(of brandID: ID<Brand>) throws -> [AccessToken]

    /// Revokes a credential, or answers false when the brand has none of that id that still counts.
    func revoke(_ tokenID: ID<AccessToken>, of brandID: ID<Brand>, at now: Moment) throws -> Bool
}
