import BookingAPI
import BookingStore
import Glibc
import HTTP
package import Scheduling

/// A brand of a stack with an instructor, a student and credentials for everybody: what one test has to itself.
package struct Studio: Sendable {
    /// Where it is.
    package let stack: Stack

    /// The brand.
    package let brand: Brand

    /// An instructor of the brand, open as the rules say that it was made with.
    package let instructor: Instructor

    /// A student of the brand.
    package let student: Student

    /// Secrets of the four callers.
    package let admin: String
    package let service: String
    package let coach: String
    package let pupil: String

    /// Adds one to a stack.
    ///
    /// - Parameters:
    ///   - stack: where.
    ///   - instructor: one that also works elsewhere; nil adds a new one.
    ///   - rules: how the instructor is booked here.
    ///   - policy: who confirms.
    ///   - guests: whether guests may book.
    ///   - holdMinutes: how long an unpaid booking holds its time; nil is for ever.
    /// - Throws: `Fault` of the store.
    package init(
        in stack: Stack,
        instructor: Instructor? = nil,
        rules: AvailabilityRules = .everyDay(),
        policy: PaymentPolicy = .trusted,
        guests: Bool = true,
        holdMinutes: Int? = nil
    ) throws {
        let store = try stack.store()
        let id = ID<Brand>.new()
        let brand = Brand(
            id: id,
            slug: "studio-" + "\(id)".suffix(12),
            name: "Studio",
            allowsGuests: guests,
            paymentPolicy: policy,
            pendingHoldMinutes: holdMinutes
        )
        _ = try store.add(brand)
        let person = instructor ?? .fixture()
        if instructor == nil { try store.add(person) }
        _ = try store.assign(person.id, to: id, rules: rules)
        let student = Student.fixture()
        _ = try store.add(student, to: id)
        self.stack = stack
        self.brand = brand
        self.instructor = person
        self.student = student
        admin = try Studio.token(.admin, in: id, store)
        service = try Studio.token(.service, in: id, store)
        coach = try Studio.token(.instructor(person.id), in: id, store)
        pupil = try Studio.token(.student(student.id), in: id, store)
    }

    /// Adds a further instructor with a token.
    package func addInstructor(rules: AvailabilityRules = .everyDay()) throws -> (instructor: Instructor, token: String)
    {
        let store = try stack.store()
        let person = Instructor.fixture(firstName: "Nils", lastName: "Holm", email: "nils@instructors.example")
        try store.add(person)
        _ = try store.assign(person.id, to: brand.id, rules: rules)
        return (person, try Studio.token(.instructor(person.id), in: brand.id, store))
    }

    /// Adds a further student with a token.
    package func addStudent(email: String) throws -> (student: Student, token: String) {
        let store = try stack.store()
        let student = Student.fixture(contact: .fixture(email: email))
        _ = try store.add(student, to: brand.id)
        return (student, try Studio.token(.student(student.id), in: brand.id, store))
    }

    /// Adds a credential.
    package func token(_ role: AccessToken.Role, expiresAt: Moment? = nil) throws -> String {
        try Studio.token(role, in: brand.id, stack.store(), expiresAt: expiresAt)
    }

    /// Asks for a path as somebody; nobody when there is no token.
    package func send(
        _ method: String,
        _ target: String,
        as token: String? = nil,
        headers: [(String, String)] = [],
        json: String? = nil
    ) throws -> HTTPAnswer {
        var all = headers
        if !headers.contains(where: { $0.0 == "X-Brand" }) { all.append(("X-Brand", brand.slug)) }
        if let token { all.append(("Authorization", "Bearer \(token)")) }
        guard let json else { return try stack.client.send(method, target, headers: all) }
        return try stack.client.send(method, target, headers: all, json: json)
    }

    /// Asks for a time; a token other than the pupil's names a guest.
    package func book(
        _ startAt: String,
        minutes: Int = 60,
        as token: String?,
        guest: String? = nil,
        headers: [(String, String)] = []
    ) throws -> HTTPAnswer {
        let json = request(startAt, minutes: minutes, guest: token == pupil ? nil : guest ?? "guest@guests.example")
        return try send("POST", "/api/bookings", as: token, headers: headers, json: json)
    }

    /// The body that asks for a time.
    package func request(_ startAt: String, minutes: Int = 60, guest: String? = nil) -> String {
        let person = guest.map { #","student":{"firstName":"Gil","lastName":"Guest","email":"\#($0)"}"# } ?? ""
        return #"{"instructorId":"\#(instructor.id)","startAt":"\#(startAt)","sessionMinutes":\#(minutes),"#
            + #""studentTimezone":"America/New_York"\#(person)}"#
    }

    /// Changes a booking.
    package func change(
        _ bookingID: String,
        _ json: String,
        as token: String?,
        headers: [(String, String)] = []
    ) throws -> HTTPAnswer {
        try send("PATCH", "/api/bookings/\(bookingID)", as: token, headers: headers, json: json)
    }

    private static func token(
        _ role: AccessToken.Role,
        in brandID: ID<Brand>,
        _ store: MariaDBStore,
        expiresAt: Moment? = nil
    ) throws -> String {
        let (secret, token) = TokenSecret.make(role, in: brandID, at: .now, expiresAt: expiresAt)
        try store.add(token)
        return secret
    }
}

extension AvailabilityRules {
    /// Open every day 06:00-22:00.
    package static func everyDay(
        timezone: String = "UTC",
        hours: String = "06:00-22:00",
        _ change: (inout AvailabilityRules) -> Void = { _ in }
    ) -> AvailabilityRules {
        fixture(timezone: timezone) { rules in
            rules.weeklyWindows = (0...6).compactMap { day in
                LocalHours(hours).map { WeeklyWindow(dayOfWeek: day, hours: $0) }
            }
            change(&rules)
        }
    }
}

extension Moment {
    /// The present moment.
    package static var now: Moment { Moment(seconds: Glibc.time(nil)) }
}

/// A moment so many days from today, as the contract writes it.
package func day(_ days: Int, at time: String) -> String { "\(date(days))T\(time):00Z" }

/// The date so many days from today, in UTC.
package func date(_ days: Int) -> LocalDate { LocalDate(dayNumber: Moment.now.seconds / 86_400 + days) }

/// The payment with which a student confirms.
package func payment(_ reference: String) -> String {
    #"{"status":"confirmed","payment":{"amountCents":9000,"currency":"EUR","provider":"stripe","#
        + #""providerPaymentId":"\#(reference)"}}"#
}
