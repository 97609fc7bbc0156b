import Scheduling

/// A row of `brands`.
extension Brand: Record {
    init(_ column: inout Columns<Brand>) throws {
        self.init(
            id: try column.once("id", \.id),
            slug: try column.once("slug", \.slug),
            name: try column("name", \.name),
            allowsGuests: try column("allows_guests", \.allowsGuests),
            paymentPolicy: try column("payment_policy", \.paymentPolicy),
            pendingHoldMinutes: try column("pending_hold_minutes", \.pendingHoldMinutes),
            language: try column("language", \.language),
            guests: try column.part(\.guests)
        )
        embedOrigins = try column("embed_origins", \.originList).list
    }
}

extension Brand {
    fileprivate var originList: SpacedList { SpacedList(list: embedOrigins) }
}

/// Words with blanks between them.
private struct SpacedList: ColumnValue {
    static var blank: SpacedList { SpacedList(list: []) }

    let list: [String]
    var parameter: Parameter { .text(list.joined(separator: " ")) }

    init(list: [String]) { self.list = list }

    init(_ cell: Cell) throws { list = try String(cell).split(separator: " ").map(String.init) }
}

/// The columns of `brands` that say what guests may.
extension GuestRules: Record {
    init(_ column: inout Columns<GuestRules>) throws {
        self.init()
        openBookings = try column("guest_open_bookings", \.openBookings)
        requestsPerHour = try column("guest_requests_per_hour", \.requestsPerHour)
        holdMinutes = try column("guest_hold_minutes", \.holdMinutes)
        smsCountries = try column("guest_sms_countries", \.smsCountryList).flatMap { CountryCode.list($0) }
        smsPerDay = try column("guest_sms_per_day", \.smsPerDay)
        emailsPerDay = try column("guest_emails_per_day", \.emailsPerDay)
        smsPerHour = try column("guest_sms_per_hour", \.smsPerHour)
    }

    fileprivate var smsCountryList: String? { smsCountries?.joined(separator: ",") }
}

/// A row of `instructors`.
extension Instructor: Record {
    init(_ column: inout Columns<Instructor>) throws {
        self.init(
            id: try column.once("id", \.id),
            firstName: try column("first_name", \.firstName),
            lastName: try column("last_name", \.lastName),
            email: try column("email", \.email),
            bio: try column("bio", \.bio)
        )
    }
}

/// A row of `students`, but for its brand.
extension Student: Record {
    init(_ column: inout Columns<Student>) throws {
        self.init(
            id: try column.once("id", \.id),
            contact: ContactDetails(
                firstName: try column("first_name", \.contact.firstName),
                lastName: try column("last_name", \.contact.lastName),
                email: try column("email", \.contact.email),
                phone: try column("phone", \.contact.phone)
            ),
            claimedAt: try column("claimed_at", \.claimedAt)
        )
    }
}

/// A row of `api_tokens`.
extension AccessToken: Record {
    init(_ column: inout Columns<AccessToken>) throws {
        self.init(
            id: try column("id", \.id),
            brandID: try column("brand_id", \.brandID),
            role: try Role(
                try column("role", \.role.word),
                instructorID: try column("instructor_id", \.role.instructorID),
                studentID: try column("student_id", \.role.studentID),
                bookingID: try column("booking_id", \.role.bookingID)
            ),
            digest: try column("digest", \.digest),
            prefix: try column("prefix", \.prefix),
            createdAt: try column("created_at", \.createdAt),
            lastUsedAt: try column("last_used_at", \.lastUsedAt),
            expiresAt: try column("expires_at", \.expiresAt),
            revokedAt: try column("revoked_at", \.revokedAt)
        )
    }
}

/// A role's word, without the one whose it is.
private enum RoleWord: String, Word {
    case admin
    case service
    case instructor
    case student
    case manage
}

extension AccessToken.Role {
    fileprivate init(
        _ word: RoleWord,
        instructorID: ID<Instructor>?,
        studentID: ID<Student>?,
        bookingID: ID<Booking>?
    ) throws {
        switch (word, instructorID, studentID, bookingID) {
        case (.admin, nil, nil, nil): self = .admin
        case (.service, nil, nil, nil): self = .service
        case (.instructor, let id?, nil, nil): self = .instructor(id)
        case (.student, nil, let id?, nil): self = .student(id)
        case (.manage, nil, nil, let id?): self = .manage(id)
        default:
            throw Fault(.broken, operation: "store.read", code: 0, detail: "a credential's role and subject disagree")
        }
    }

    fileprivate var word: RoleWord {
        switch self {
        case .admin: .admin
        case .service: .service
        case .instructor: .instructor
        case .student: .student
        case .manage: .manage
        }
    }

    fileprivate var instructorID: ID<Instructor>? { if case .instructor(let id) = self { id } else { nil } }
    fileprivate var studentID: ID<Student>? { if case .student(let id) = self { id } else { nil } }
    fileprivate var bookingID: ID<Booking>? { if case .manage(let id) = self { id } else { nil } }
}
