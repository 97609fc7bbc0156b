/// A credential as it is stored: never the secret, only its SHA-256.
package struct AccessToken: Hashable, Sendable {
    /// Its id.
    package let id: ID<AccessToken>

    /// The only brand in which it counts.
    package let brandID: ID<Brand>

    /// What its bearer is.
    package let role: Role

    /// SHA-256 of the whole secret, 32 bytes.
    package let digest: [UInt8]

    /// The first characters of the secret, by which people recognise it; too short to be of use to a thief.
    package let prefix: String

    /// When it was made.
    package let createdAt: Moment

    /// When it was last seen, to the minute; nil when never.
    package let lastUsedAt: Moment?

    /// From when on it no longer counts; nil is never.
    package let expiresAt: Moment?

    /// When it was revoked; nil while it counts.
    package let revokedAt: Moment?

    /// What the bearer of a credential is, and whose.
    package enum Role: Hashable, Sendable {
        /// Everything in the brand.
        case admin
        /// The brand's own back end.
        case service
        /// That instructor, in that brand.
        case instructor(ID<Instructor>)
        /// That student.
        case student(ID<Student>)
        /// The holder of a manage link of one booking.
        case manage(ID<Booking>)

        /// The word in the secret and in the database.
        package var name: String {
            switch self {
            case .admin: "admin"
            case .service: "service"
            case .instructor: "instructor"
            case .student: "student"
            case .manage: "manage"
            }
        }
    }

    package init(
        id: ID<AccessToken>,
        brandID: ID<Brand>,
        role: Role,
        digest: [UInt8],
        prefix: String,
        createdAt: Moment,
        lastUsedAt: Moment?,
        expiresAt: Moment?,
        revokedAt: Moment?
    ) {
        self.id = id
        self.brandID = brandID
        self.role = role
        self.digest = digest
        self.prefix = prefix
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }

    /// Whether it counts at `now`.
    package func isValid(at now: Moment) -> Bool {
        if let revokedAt, revokedAt <= now { return false }
        if let expiresAt, expiresAt <= now { return false }
        return true
    }
}
