import ArgumentParser
import BookingAPI
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

/// Reads what was given by the rules of the API; what cannot be used ends the command with the API's own sentence.
///
/// - Parameters:
///   - known: the names of the fields.
///   - members: writes them.
///   - read: reads them; nil when something was wrong.
/// - Throws: `ValidationError` with that sentence.
/// - Returns: what was read.
func checked<Value>(
    _ known: Set<String>,
    _ members: (inout JSONWriter) -> Void,
    _ read: (JSONFields) -> Value?
) throws -> Value {
    var json = JSONWriter()
    json.object(members)
    do {
        let fields = try JSONFields(body: json.bytes, known: known)
        let value = read(fields)
        try fields.errors.finish()
        guard let value else { throw ValidationError("Something is missing.") }
        return value
    } catch let problem as Problem {
        throw ValidationError(problem.errors.first?.detail ?? problem.detail)
    }
}

/// A brand's name as people read it, by the rules for words.
func checkedBrandName(_ name: String) throws -> String {
    try checked(["name"], { $0.member("name", name) }) { fields in
        let words = fields.words("name", atMost: 200)
        if words == nil, !fields.errors.mention("name") { fields.refuse("name", "name must not be blank.") }
        return words
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

    /// What was given, by the rules of the API.
    func details(phone: String? = nil) throws -> ContactDetails {
        try checked(JSONFields.contactNames) { json in
            json.member("firstName", firstName)
            json.member("lastName", lastName)
            json.member("email", email)
            json.member("phone", phone)
        } _: {
            $0.contact()
        }
    }
}

extension PaymentPolicy: ExpressibleByArgument {}
