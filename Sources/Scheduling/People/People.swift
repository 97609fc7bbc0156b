/// What use cases and endpoints need from storage about brands, people and their credentials.
///
/// Every method throws `Fault` when the storage is away or broken. What belongs to another brand is never found.
package protocol People {
    /// The brand of that slug.
    func brand(slug: String) throws -> Brand?

    /// The brand that owns that host name (lower case, no port).
    func brand(host: String) throws -> Brand?

    /// Whether pages of that origin may read what some brand shows to visitors.
    func hasBrand(embeddedAt origin: String) throws -> Bool

    /// The credential with that SHA-256, in whichever brand, revoked and expired ones included; not that of an instructor who
    /// has left the brand.
    func token(digest: [UInt8]) throws -> AccessToken?

    /// Writes down what is stored of a manage link; one that is known already, ended or not, stays as it is.
    func admit(_ link: AccessToken) throws

    /// Notes that a credential was seen at that moment; nobody waits for it.
    func markUsed(_ tokenID: ID<AccessToken>, at moment: Moment) throws

    /// The brand's instructors by last name, first name, id, with their rules' settings.
    func instructors(of brandID: ID<Brand>) throws -> [(instructor: Instructor, settings: SchedulingSettings)]

    /// One instructor of the brand.
    func instructor(_ id: ID<Instructor>, in brandID: ID<Brand>) throws -> Instructor?

    /// Replaces names, address and bio of an instructor; false when there is none of that id.
    func replace(_ instructor: Instructor) throws -> Bool

    /// How many brands the instructor works for.
    func brandCount(of instructorID: ID<Instructor>) throws -> Int

    /// Ends an instructor's work for a brand: its rules there are gone and its credentials revoked; bookings stay.
    ///
    /// - Returns: false when the brand does not have the instructor.
    func endAssignment(of instructorID: ID<Instructor>, to brandID: ID<Brand>, at now: Moment) throws -> Bool

    /// One student of the brand.
    func student(_ id: ID<Student>, in brandID: ID<Brand>) throws -> Student?

    /// The brand's students by id, which is the order in which they were made.
    ///
    /// - Parameters:
    ///   - brandID: the brand.
    ///   - email: only the one with that address, in whatever case; nil is all.
    ///   - last: only those after it; nil is from the first.
    ///   - limit: how many at most.
    /// - Throws: `Fault`.
    /// - Returns: the students.
    func students(
        of brandID: ID<Brand>,
        email: String?,
        after last: ID<Student>?,
        limit: Int
    ) throws -> [Student]

    /// Replaces a student's details; false when another student of the brand has the e-mail address, or there is no such
    /// student.
    func replace(_ student: Student, in brandID: ID<Brand>) throws -> Bool
}
