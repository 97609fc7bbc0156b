import ArgumentParser
import BookingAPI
import BookingStore
import HTTP
import Scheduling
import ZoneInfo

/// `coachbook instructor`: who gives sessions, and for which brands.
struct InstructorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "instructor",
        abstract: "Add instructors, change them, let them work for further brands or for one less, list them.",
        subcommands: [Add.self, Change.self, Assign.self, Remove.self, List.self]
    )

    /// `coachbook instructor add`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add an instructor to a brand.")

        @OptionGroup var contact: ContactOptions

        @Option(help: "A few words to students.")
        var bio: String?

        @OptionGroup var hours: HoursOptions
        @OptionGroup var brand: BrandOption
        @OptionGroup var options: OperatorOptions

        func run() throws {
            let store = try options.openStore()
            let brand = try brand.find(in: store)
            let rules = try hours.rules()
            let instructor = try InstructorDetails(contact: contact.details(), bio: bio)
                .applied(to: Instructor(id: options.newID(), firstName: "", lastName: "", email: "", bio: nil))
            try store.add(instructor)
            _ = try store.assign(instructor.id, to: brand.id, rules: rules)
            options.show("Added instructor \(instructor.id).") { $0.members(of: instructor) }
        }
    }

    /// `coachbook instructor change`.
    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change what is given of an instructor, in all its brands; the rest stays."
        )

        @Argument(help: "The instructor's id.")
        var id: String

        @Option(help: "First name, at most 100 characters.")
        var firstName: String?

        @Option(help: "Last name, at most 100 characters.")
        var lastName: String?

        @Option(help: "E-mail address; replies go there.")
        var email: String?

        @Option(help: "A few words to students; an empty text takes them away.")
        var bio: String?

        @OptionGroup var brand: BrandOption
        @OptionGroup var options: OperatorOptions

        func run() throws {
            let store = try options.openStore()
            let old = try findInstructor(id, in: brand.find(in: store), store)
            let changed = try InstructorDetails(firstName: firstName, lastName: lastName, email: email, bio: bio)
                .applied(to: old)
            guard try store.replace(changed) else { throw ValidationError("There is no such instructor any more.") }
            options.show("Changed instructor \(changed.id).") { $0.members(of: changed) }
        }
    }

    /// `coachbook instructor remove`.
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End an instructor's work for a brand.",
            discussion: """
                Its tokens there are revoked, its hours there are gone. Bookings stay, and staff, students and links can still \
                cancel them: coachbook says how many are ahead.
                """
        )

        @Argument(help: "The instructor's id.")
        var id: String

        @OptionGroup var brand: BrandOption
        @OptionGroup var options: OperatorOptions

        func run() throws {
            let store = try options.openStore()
            let brand = try brand.find(in: store)
            let instructor = try findInstructor(id, in: brand, store)
            guard try store.endAssignment(of: instructor.id, to: brand.id, at: options.now) else {
                throw ValidationError("\(brand.slug) has no instructor of this id.")
            }
            var query = BookingQuery(brandID: brand.id, limit: 200)
            query.instructorID = instructor.id
            let upcoming = try store.bookings(query, at: options.now)
            let rest = upcoming.isEmpty ? "" : " Upcoming bookings that stay: \(upcoming.count)."
            options.show("\(instructor.id) no longer works for \(brand.slug).\(rest)") { json in
                json.member("id", instructor.id.description)
                json.array("upcomingBookings", upcoming) { $0.string($1.id.description) }
            }
        }
    }

    /// `coachbook instructor assign`.
    struct Assign: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let an instructor work for a further brand.")

        @Argument(help: "The instructor's id.")
        var id: String

        @OptionGroup var hours: HoursOptions
        @OptionGroup var brand: BrandOption
        @OptionGroup var options: OperatorOptions

        func run() throws {
            let store = try options.openStore()
            let brand = try brand.find(in: store)
            guard let id = ID<Instructor>(id) else { throw ValidationError("\(id) is not an id.") }
            guard try store.assign(id, to: brand.id, rules: hours.rules()) else {
                throw ValidationError("There is no such instructor, or the brand has that one already.")
            }
            options.show("\(id) now works for \(brand.slug).") { $0.member("id", id.description) }
        }
    }

    /// `coachbook instructor list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List a brand's instructors by last name.")

        @OptionGroup var brand: BrandOption
        @OptionGroup var options: OperatorOptions

        func run() throws {
            let store = try options.openStore()
            let people = try store.instructors(of: brand.find(in: store).id).map(\.instructor)
            options.list(people, line: { "\($0.id)  \($0.firstName) \($0.lastName)  \($0.email)" }) { json, person in
                json.members(of: person)
            }
        }
    }
}

private func findInstructor(_ id: String, in brand: Brand, _ store: MariaDBStore) throws -> Instructor {
    guard let id = ID<Instructor>(id), let found = try store.instructor(id, in: brand.id) else {
        throw ValidationError("\(brand.slug) has no instructor of this id.")
    }
    return found
}

/// What is given of an instructor, checked by the rules of the API; what is nil stays.
private struct InstructorDetails {
    var firstName: String?
    var lastName: String?
    var email: String?
    var bio: String?

    init(firstName: String?, lastName: String?, email: String?, bio: String?) {
        (self.firstName, self.lastName, self.email, self.bio) = (firstName, lastName, email, bio)
    }

    init(contact: ContactDetails, bio: String?) {
        self.init(firstName: contact.firstName, lastName: contact.lastName, email: contact.email, bio: bio)
    }

    func applied(to old: Instructor) throws -> Instructor {
        try checked(JSONFields.instructorNames) { json in
            if let firstName { json.member("firstName", firstName) }
            if let lastName { json.member("lastName", lastName) }
            if let email { json.member("email", email) }
            if let bio { json.member("bio", bio) }
        } _: {
            $0.instructor(replacing: old)
        }
    }
}

/// The zone and hours with which an instructor begins in a brand; everything else is the default.
struct HoursOptions: ParsableArguments {
    @Option(help: "IANA time zone of the hours, such as Europe/Berlin.")
    var timezone = "UTC"

    @Option(help: "Open on weekdays from this time, HH:MM; without it closed until the hours are put.")
    var weekdaysFrom: String?

    @Option(help: "Open on weekdays until this time, HH:MM.")
    var weekdaysTo: String?

    /// The rules to begin with, at version 1.
    func rules() throws -> AvailabilityRules {
        let zones = try ZoneInfo(directory: Settings.zoneInfoDirectory(in: Environment.current))
        guard zones.zone(named: timezone) != nil else { throw ValidationError("There is no time zone \(timezone).") }
        var settings = SchedulingSettings.standard
        settings.timezone = timezone
        return AvailabilityRules(version: 1, settings: settings, weeklyWindows: try windows(), dateOverrides: [])
    }

    private func windows() throws -> [WeeklyWindow] {
        guard weekdaysFrom != nil || weekdaysTo != nil else { return [] }
        guard let start = weekdaysFrom.flatMap({ LocalTime($0) }), let end = weekdaysTo.flatMap({ LocalTime($0) }),
            start.minutes % Quantum.minutes == 0, end.minutes % Quantum.minutes == 0,
            let hours = LocalHours(start: start, end: end)
        else { throw ValidationError("Weekday hours are two times HH:MM in steps of 5 minutes, the second later.") }
        return (1...5).map { WeeklyWindow(dayOfWeek: $0, hours: hours) }
    }
}

extension JSONWriter {
    fileprivate mutating func members(of instructor: Instructor) {
        member("id", instructor.id.description)
        member("firstName", instructor.firstName)
        member("lastName", instructor.lastName)
        member("email", instructor.email)
        member("bio", instructor.bio)
    }
}
