import ArgumentParser
import BookingStore
import Glibc
import HTTP
import Scheduling

/// What the operator's commands share: the database of the environment, one brand, and how answers are printed.
struct OperatorOptions: ParsableArguments {
    @Flag(help: "Print JSON instead of lines for people.")
    var json = false

    /// The store that `BOOKING_DATABASE_URL` names.
    func openStore() throws -> MariaDBStore {
        try MariaDBStore(Settings.databaseURL(in: Environment.current))
    }

    /// The present moment.
    var now: Moment { Moment(seconds: Glibc.time(nil)) }

    /// Prints a JSON object with `--json`, else the line for people.
    func show(_ line: String, _ members: (inout JSONWriter) -> Void) {
        guard json else { return print(line) }
        var writer = JSONWriter()
        writer.object(members)
        print(String(decoding: writer.bytes, as: UTF8.self))
    }

    /// Prints a JSON array with `--json`, else a line for each element.
    func list<Element>(
        _ elements: [Element],
        line: (Element) -> String,
        _ members: (inout JSONWriter, Element) -> Void
    ) {
        guard json else { return elements.forEach { print(line($0)) } }
        var writer = JSONWriter()
        writer.array(elements) { writer, element in writer.object { members(&$0, element) } }
        print(String(decoding: writer.bytes, as: UTF8.self))
    }

    /// A new id.
    func newID<Of>() -> ID<Of> {
        var random = SystemRandomNumberGenerator()
        return ID(madeAt: now, using: &random)
    }
}

/// The brand that a command is about.
struct BrandOption: ParsableArguments {
    @Option(help: "The brand's slug.")
    var brand: String

    /// Finds it, or ends the command with a sentence.
    func find(in store: MariaDBStore) throws -> Brand {
        guard let found = try store.brand(slug: brand) else { throw ValidationError("There is no brand \(brand).") }
        return found
    }
}

/// A person's names and addresses as options.
struct ContactOptions: ParsableArguments {
    @Option(help: "First name, at most 100 characters.")
    var firstName: String

    @Option(help: "Last name, at most 100 characters.")
    var lastName: String

    @Option(help: "E-mail address.")
    var email: String
}

extension PaymentPolicy: ExpressibleByArgument {}
