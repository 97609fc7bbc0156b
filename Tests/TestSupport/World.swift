import BookingAPI
package import BookingStore
package import Scheduling
import Testing

/// Where a world can be written: whatever opens a store.
package protocol WorldPlace {
    /// Opens a store for the thread that calls.
    func openStore() throws -> any TestStore
}

/// A brand with an instructor, a student and credentials for everybody, written into a store.
///
/// The one way to make people for a test. What else a test needs is a world beside the first: the same brand with
/// another instructor (`colleague`) or student (`fellow`), another brand of the same instructor (`rival`), or one that
/// shares nothing. What can be done in a world depends on its place: see `World+HTTP` and `World+Store`.
package struct World<Place: WorldPlace> {
    /// Where it is.
    package let place: Place

    /// The brand.
    package let brand: Brand

    /// An instructor of the brand, open as the rules say that it was made with.
    package let instructor: Instructor

    /// A student of the brand.
    package let student: Student

    private let secrets: [String: String]

    /// Writes one.
    ///
    /// - Parameters:
    ///   - place: where.
    ///   - brand: the brand, by default one that nobody else knows.
    ///   - instructor: who is added.
    ///   - student: who is added.
    ///   - rules: how the instructor is booked.
    ///   - hasCredentials: whether everybody gets a credential.
    /// - Throws: `Fault` of the store.
    package init(
        in place: Place,
        brand: Brand = .fresh(),
        instructor: Instructor = .fixture(),
        student: Student = .fixture(),
        rules: AvailabilityRules = .everyDay(),
        hasCredentials: Bool = true
    ) throws {
        let store = try place.openStore()
        try store.add(instructor)
        try self.init(in: place, store, brand, instructor, student, rules, hasCredentials)
    }

    private init(
        in place: Place,
        _ store: any TestStore,
        _ brand: Brand,
        _ instructor: Instructor,
        _ student: Student,
        _ rules: AvailabilityRules,
        _ hasCredentials: Bool
    ) throws {
        #expect(try store.add(brand))
        #expect(try store.assign(instructor.id, to: brand.id, rules: rules))
        #expect(try store.add(student, to: brand.id))
        var secrets: [String: String] = [:]
        if hasCredentials {
            for role in [AccessToken.Role.admin, .service, .instructor(instructor.id), .student(student.id)] {
                secrets[role.name] = try store.addToken(role, in: brand.id)
            }
        }
        self.init(place, brand, instructor, student, secrets)
    }

    private init(
        _ place: Place,
        _ brand: Brand,
        _ instructor: Instructor,
        _ student: Student,
        _ secrets: [String: String]
    ) {
        (self.place, self.brand, self.instructor, self.student) = (place, brand, instructor, student)
        self.secrets = secrets
    }

    /// Secrets of the four callers; empty in a world without credentials.
    package var admin: String { secrets["admin", default: ""] }
    package var service: String { secrets["service", default: ""] }
    package var instructorToken: String { secrets["instructor", default: ""] }
    package var studentToken: String { secrets["student", default: ""] }

    /// Adds another brand for which the same instructor works.
    package func rival(
        brand: Brand = .fresh(),
        student: Student = .fixture(),
        rules: AvailabilityRules = .everyDay()
    ) throws -> World {
        try World(in: place, place.openStore(), brand, instructor, student, rules, !secrets.isEmpty)
    }

    /// Adds another instructor to the same brand.
    package func colleague(
        _ person: Instructor = .fixture(firstName: "Nils", lastName: "Holm", email: "nils@instructors.example"),
        rules: AvailabilityRules = .everyDay()
    ) throws -> World {
        let store = try place.openStore()
        try store.add(person)
        #expect(try store.assign(person.id, to: brand.id, rules: rules))
        var more = secrets
        if !secrets.isEmpty { more["instructor"] = try store.addToken(.instructor(person.id), in: brand.id) }
        return World(place, brand, person, student, more)
    }

    /// Adds another student to the same brand.
    package func fellow(
        _ person: Student = .fixture(contact: .fixture(email: "fellow@students.example"))
    ) throws -> World {
        let store = try place.openStore()
        #expect(try store.add(person, to: brand.id))
        var more = secrets
        if !secrets.isEmpty { more["student"] = try store.addToken(.student(person.id), in: brand.id) }
        return World(place, brand, instructor, person, more)
    }

    /// Adds a credential.
    package func token(_ role: AccessToken.Role, expiresAt: Moment? = nil) throws -> String {
        try place.openStore().addToken(role, in: brand.id, expiresAt: expiresAt)
    }
}

extension World: Sendable where Place: Sendable {}

extension MemoryStore: WorldPlace {
    /// It is one store for every thread.
    package func openStore() -> any TestStore { self }
}

extension DatabaseURL: WorldPlace {
    /// Opens a connection of its own.
    package func openStore() -> any TestStore { MariaDBStore(self) }
}

extension Stack: WorldPlace {
    /// Opens the database that the workers use.
    package func openStore() throws -> any TestStore { try store() }
}

extension Brand {
    /// A brand that nobody else knows.
    package static func fresh(
        policy: PaymentPolicy = .trusted,
        guests: Bool = true,
        guestRules: GuestRules = .standard,
        holdMinutes: Int? = nil
    ) -> Brand {
        .fixture(
            slug: "b-\(ID<Brand>.new())",
            allowsGuests: guests,
            paymentPolicy: policy,
            pendingHoldMinutes: holdMinutes,
            guests: guestRules
        )
    }
}

extension GuestRules {
    /// Rules that stand in nobody's way, for tests that are about something else.
    package static var generous: GuestRules {
        var rules = GuestRules.standard
        (rules.openBookings, rules.requestsPerHour) = (10_000, 10_000)
        return rules
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
