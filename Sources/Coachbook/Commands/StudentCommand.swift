import ArgumentParser
import BookingAPI
import BookingStore
import HTTP
import Scheduling

/// `coachbook student`: who books with a brand.
struct StudentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "student",
        abstract: "Add, change and list a brand's students.",
        subcommands: [Add.self, Change.self, List.self]
    )

    /// `coachbook student add`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a student to a brand, or vouch for one whom only guests have named so far."
        )

        @OptionGroup var contact: ContactOptions

        @Option(help: "Phone number in international form, such as +4915112345678.")
        var phone: String?

        @OptionGroup var brand: BrandOption
        @OptionGroup var options: OperatorOptions

        func run() throws {
            let store = try options.openStore()
            let brand = try brand.find(in: store)
            let details = try contact.details(phone: phone)
            let new = Student(id: options.newID(), contact: details, claimedAt: options.now)
            guard let student = try store.claim(new, in: brand.id) else {
                throw ValidationError("\(brand.slug) already has a student with this e-mail address.")
            }
            options.show("Added student \(student.id).") { $0.members(of: student) }
        }
    }

    /// `coachbook student change`.
    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change what is given; the rest stays.")

        @Argument(help: "The student's id.")
        var id: String

        @Option(help: "First name, at most 100 characters.")
        var firstName: String?

        @Option(help: "Last name, at most 100 characters.")
        var lastName: String?

        @Option(help: "E-mail address.")
        var email: String?

        @Option(help: "Phone number in international form, such as +4915112345678; an empty one takes it away.")
        var phone: String?

        @OptionGroup var brand: BrandOption
        @OptionGroup var options: OperatorOptions

        func run() throws {
            let store = try options.openStore()
            let brand = try brand.find(in: store)
            guard let id = ID<Student>(id), let student = try store.student(id, in: brand.id) else {
                throw ValidationError("\(brand.slug) has no student of this id.")
            }
            let changed = try wanted().applied(to: student, at: options.now)
            guard try store.replace(changed, in: brand.id) else {
                throw ValidationError("\(brand.slug) already has a student with this e-mail address.")
            }
            options.show("Changed student \(student.id).") { $0.members(of: changed) }
        }

        private func wanted() throws -> StudentChange {
            var wanted = StudentChange()
            for (name, value) in [("first", firstName), ("last", lastName)] {
                guard let value, value.isEmpty || value.unicodeScalars.count > 100 else { continue }
                throw ValidationError("The \(name) name has 1 to 100 characters.")
            }
            (wanted.firstName, wanted.lastName) = (firstName, lastName)
            if let email {
                guard let address = mailAddress(email) else {
                    throw ValidationError("\(email) is not an e-mail address.")
                }
                wanted.email = address
            }
            guard let phone else { return wanted }
            guard phone.isEmpty || phoneNumber(phone) != nil else {
                throw ValidationError("\(phone) is not an E.164 phone number.")
            }
            wanted.phone = .some(phone.isEmpty ? nil : phone)
            return wanted
        }
    }

    /// `coachbook student list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List a brand's students by last name.")

        @OptionGroup var brand: BrandOption
        @OptionGroup var options: OperatorOptions

        func run() throws {
            let store = try options.openStore()
            let students = try store.students(of: brand.find(in: store).id)
            options.list(
                students,
                line: { "\($0.id)  \($0.contact.firstName) \($0.contact.lastName)  \($0.contact.email)" }
            ) { json, student in json.members(of: student) }
        }
    }
}
