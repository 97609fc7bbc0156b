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
        abstract: "Add instructors, let them work for further brands, list them.",
        subcommands: [Add.self, Assign.self, List.self]
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
            guard let email = mailAddress(contact.email) else {
                throw ValidationError("\(contact.email) is not an e-mail address.")
            }
            let instructor = Instructor(
                id: options.newID(),
                firstName: contact.firstName,
                lastName: contact.lastName,
                email: email,
                bio: bio
            )
            try store.add(instructor)
            _ = try store.assign(instructor.id, to: brand.id, rules: rules)
            options.show("Added instructor \(instructor.id).") { $0.members(of: instructor) }
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
