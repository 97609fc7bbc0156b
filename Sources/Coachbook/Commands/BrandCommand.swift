import ArgumentParser
import BookingAPI
import BookingStore
import HTTP
import Scheduling

/// `coachbook brand`: the tenants of this installation.
struct BrandCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "brand",
        abstract: "Add, change and list brands and their host names.",
        subcommands: [Add.self, Change.self, List.self, Host.self, BrandOrigins.self]
    )

    /// `coachbook brand add`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a brand.")

        @Argument(help: "Slug: a-z, 0-9 and -, 1 to 63 characters.")
        var slug: String

        @Option(help: "Name as people read it.")
        var name: String

        @Flag(inversion: .prefixedNo, help: "Whether somebody without an account may book.")
        var guests = true

        @Option(help: "Who confirms: staff, verified, trusted or free.")
        var paymentPolicy = PaymentPolicy.staff

        @Option(help: "Minutes for which an unpaid booking holds its time; without it, for ever.")
        var holdMinutes: Int?

        @Option(help: "Language of its messages, such as en, de or pt-BR.")
        var language = "en"

        @OptionGroup var guestOptions: GuestOptions
        @OptionGroup var options: OperatorOptions

        func validate() throws {
            try checkLanguage(language)
            guard isSlug(slug) else { throw ValidationError("A slug is 1 to 63 of a-z, 0-9 and -, not - at an end.") }
            try checkHold(holdMinutes)
        }

        func run() throws {
            let brand = Brand(
                id: options.newID(),
                slug: slug,
                name: try checkedBrandName(name),
                allowsGuests: guests,
                paymentPolicy: paymentPolicy,
                pendingHoldMinutes: holdMinutes,
                language: language,
                guests: guestOptions.applied(to: .standard)
            )
            guard try options.openStore().add(brand) else { throw ValidationError("The slug \(slug) is taken.") }
            options.show("Added brand \(slug).") { $0.members(of: brand) }
        }
    }

    /// `coachbook brand change`.
    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change what is given; the rest stays.")

        @Argument(help: "The brand's slug.")
        var slug: String

        @Option(help: "Name as people read it.")
        var name: String?

        @Option(help: "Whether guests may book: true or false.")
        var guests: Bool?

        @Option(help: "Who confirms: staff, verified, trusted or free.")
        var paymentPolicy: PaymentPolicy?

        @Option(help: "Minutes for which an unpaid booking holds its time; 0 is for ever.")
        var holdMinutes: Int?

        @Option(help: "Language of its messages, such as en, de or pt-BR.")
        var language: String?

        @OptionGroup var guestOptions: GuestOptions
        @OptionGroup var options: OperatorOptions

        func validate() throws {
            if let language { try checkLanguage(language) }
            try checkHold(holdMinutes == 0 ? nil : holdMinutes)
        }

        func run() throws {
            let store = try options.openStore()
            guard let old = try store.brand(slug: slug) else { throw ValidationError("There is no brand \(slug).") }
            var brand = Brand(
                id: old.id,
                slug: old.slug,
                name: try name.map(checkedBrandName) ?? old.name,
                allowsGuests: guests ?? old.allowsGuests,
                paymentPolicy: paymentPolicy ?? old.paymentPolicy,
                pendingHoldMinutes: holdMinutes.map { $0 == 0 ? nil : $0 } ?? old.pendingHoldMinutes,
                language: language ?? old.language,
                guests: guestOptions.applied(to: old.guests)
            )
            brand.embedOrigins = old.embedOrigins
            _ = try store.replace(brand)
            options.show("Changed brand \(slug).") { $0.members(of: brand) }
        }
    }

    /// `coachbook brand list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the brands by slug.")

        @OptionGroup var options: OperatorOptions

        func run() throws {
            let store = try options.openStore()
            let brands = try store.brands().map { ($0, try store.hosts(of: $0.id)) }
            options.list(brands, line: { "\($0.slug)  \($0.name)  \($1.joined(separator: " "))" }) { json, element in
                json.members(of: element.0)
                json.array("hosts", element.1) { $0.string($1) }
            }
        }
    }

    /// `coachbook brand host`.
    struct Host: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give a host name to a brand, or take it away.")

        @Argument(help: "Host name such as book.example.com, without port.")
        var host: String

        @Flag(help: "Take it away.")
        var remove = false

        @OptionGroup var brand: BrandOption
        @OptionGroup var options: OperatorOptions

        func run() throws {
            let store = try options.openStore()
            guard let name = hostName(host) else {
                throw ValidationError(
                    "A host name has no port and no slash, labels of letters, digits and -, and at most 253 characters."
                )
            }
            let brand = try brand.find(in: store)
            if remove {
                guard try store.remove(host: name, of: brand.id) else {
                    throw ValidationError("\(brand.slug) does not have the host name \(name).")
                }
                return options.show("\(name) is no longer \(brand.slug).") { $0.member("host", name) }
            }
            guard try store.add(host: name, to: brand.id) else {
                throw ValidationError("Another brand has the host name \(name).")
            }
            options.show("\(name) is now \(brand.slug).") { $0.member("host", name) }
        }
    }
}

/// `coachbook brand origins`.
struct BrandOrigins: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "origins",
        abstract: "Say which other sites may show a brand's instructors and free times.",
        discussion: "The origins that are given take the place of those that were; without any, they are shown."
    )

    private static let most = 20

    @Argument(help: "The brand's slug.")
    var slug: String

    @Argument(help: "Origins such as https://www.example.com, without a path.")
    var origins: [String] = []

    @Flag(help: "Let no other site do so.")
    var none = false

    @OptionGroup var options: OperatorOptions

    func validate() throws {
        if none, !origins.isEmpty { throw ValidationError("--none goes without origins.") }
        if origins.count > Self.most { throw ValidationError("A brand has at most \(Self.most) origins.") }
    }

    func run() throws {
        let store = try options.openStore()
        guard var brand = try store.brand(slug: slug) else { throw ValidationError("There is no brand \(slug).") }
        if none || !origins.isEmpty {
            brand.embedOrigins = try origins.map { origin in
                guard let found = webOrigin(origin) else {
                    throw ValidationError("\(origin) is no web origin; one is https://www.example.com, without a path.")
                }
                return found
            }
            _ = try store.replace(brand)
        }
        options.list(brand.embedOrigins, line: { $0 }) { $0.member("origin", $1) }
    }
}

private func isSlug(_ text: String) -> Bool {
    (1...63).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
        && text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
}

private func checkLanguage(_ tag: String) throws {
    let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
    let isLanguage = (2...3).contains(parts[0].utf8.count) && parts[0].allSatisfy { ("a"..."z").contains($0) }
    let isRegion = parts.count == 1 || (parts[1].utf8.count == 2 && parts[1].allSatisfy { ("A"..."Z").contains($0) })
    guard parts.count <= 2, isLanguage, isRegion else {
        throw ValidationError("A language is two or three small letters, perhaps with a region: en, de, pt-BR.")
    }
}

private func checkHold(_ minutes: Int?) throws {
    guard let minutes, !(1...43_200).contains(minutes) else { return }
    throw ValidationError("A hold lasts 1 to 43200 minutes.")
}

extension JSONWriter {
    fileprivate mutating func members(of brand: Brand) {
        member("id", brand.id.description)
        member("slug", brand.slug)
        member("name", brand.name)
        member("allowsGuests", brand.allowsGuests)
        member("paymentPolicy", brand.paymentPolicy.rawValue)
        member("pendingHoldMinutes", brand.pendingHoldMinutes)
        member("language", brand.language)
        array("embedOrigins", brand.embedOrigins) { $0.string($1) }
        members(of: brand.guests)
    }
}
