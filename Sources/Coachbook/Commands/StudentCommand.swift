import ArgumentParser
import BookingAPI
import BookingStore
import HTTP
import Scheduling

/// `coachbook student`: who books with a brand.
struct StudentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "student",
        abstract: "Add and list a brand's students.",
        subcommands: [Add.self, List.self]
    )

    /// `coachbook student add`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a student to a brand.")

        @OptionGroup var contact: ContactOptions

        @Option(help: "Phone number in international form, such as +4915112345678.")
        var phone: String?

        @OptionGroup var brand: BrandOption
        @OptionGroup var options: OperatorOptions

        func run() throws {
            let store = try options.openStore()
            let brand = try brand.find(in: store)
            let details = try contact.details(phone: phone)
            let student = Student(id: options.newID(), contact: details)
            guard try store.add(student, to: brand.id) else {
                throw ValidationError("\(brand.slug) already has a student with this e-mail address.")
            }
            options.show("Added student \(student.id).") { $0.members(of: student) }
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

extension JSONWriter {
    fileprivate mutating func members(of student: Student) {
        member("id", student.id.description)
        member("firstName", student.contact.firstName)
        member("lastName", student.contact.lastName)
        member("email", student.contact.email)
        member("phone", student.contact.phone)
    }
}
