import ArgumentParser
import BookingAPI
import BookingStore
import HTTP
import Scheduling

/// `coachbook token`: credentials; a secret is shown once, when it is made.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make, list and revoke bearer tokens, and renew students' links.",
        subcommands: [Add.self, List.self, Revoke.self, RenewLink.self]
    )

    /// What a token made here may be; manage links are made with their booking.
    enum Role: String, ExpressibleByArgument, CaseIterable {
        case admin, service, instructor, student
    }

    /// `coachbook token add`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a token and print its secret, this once.")

        @Option(help: "admin, service, instructor or student.")
        var role: Role

        @Option(help: "The instructor's or student's id; only with those roles.")
        var subject: String?

        @Option(help: "Days until it no longer counts; without it, never.")
        var expiresInDays: Int?

        @OptionGroup var brand: BrandOption
        @OptionGroup var options: OperatorOptions

        func validate() throws {
            if let expiresInDays, !(1...3650).contains(expiresInDays) {
                throw ValidationError("A token counts for 1 to 3650 days.")
            }
            let needsSubject = role == .instructor || role == .student
            guard needsSubject == (subject != nil) else {
                throw ValidationError("--subject goes with the roles instructor and student, and they need it.")
            }
        }

        func run() throws {
            let store = try options.openStore()
            let brand = try brand.find(in: store)
            let (secret, token) = TokenSecret.make(
                try tokenRole(in: brand, store),
                in: brand.id,
                at: options.now,
                expiresAt: expiresInDays.map { options.now.adding(hours: $0 * 24) }
            )
            try store.add(token)
            options.show(secret) {
                $0.member("id", token.id.description)
                $0.member("role", role.rawValue)
                $0.member("token", secret)
            }
        }

        private func tokenRole(in brand: Brand, _ store: MariaDBStore) throws -> AccessToken.Role {
            switch role {
            case .admin: return .admin
            case .service: return .service
            case .instructor:
                guard let id = subject.flatMap({ ID<Instructor>($0) }), try store.instructor(id, in: brand.id) != nil
                else { throw ValidationError("\(brand.slug) has no instructor of this id.") }
                return .instructor(id)
            case .student:
                guard let id = subject.flatMap({ ID<Student>($0) }), let student = try store.student(id, in: brand.id)
                else { throw ValidationError("\(brand.slug) has no student of this id.") }
                // From now on the record is the student's own; what a guest put into it must not stay.
                _ = try store.replace(student.claimed(at: options.now), in: brand.id)
                return .student(id)
            }
        }
    }

    /// `coachbook token list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List a brand's tokens, newest first.")

        @OptionGroup var brand: BrandOption
        @OptionGroup var options: OperatorOptions

        func run() throws {
            let store = try options.openStore()
            let now = options.now
            let tokens = try store.tokens(of: brand.find(in: store).id)
            options.list(
                tokens,
                line: { "\($0.id)  \($0.prefix)…  \($0.isValid(at: now) ? "valid" : "ended")" }
            ) { json, token in
                json.member("id", token.id.description)
                json.member("role", token.role.name)
                json.member("prefix", token.prefix)
                json.member("createdAt", token.createdAt.rfc3339)
                json.member("lastUsedAt", token.lastUsedAt?.rfc3339)
                json.member("expiresAt", token.expiresAt?.rfc3339)
                json.member("revokedAt", token.revokedAt?.rfc3339)
            }
        }
    }

    /// `coachbook token revoke`.
    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a token at once.")

        @Argument(help: "The token's id.")
        var id: String

        @OptionGroup var brand: BrandOption
        @OptionGroup var options: OperatorOptions

        func run() throws {
            let store = try options.openStore()
            let brand = try brand.find(in: store)
            guard let id = ID<AccessToken>(id), try store.revoke(id, of: brand.id, at: options.now) else {
                throw ValidationError("\(brand.slug) has no token of this id that still counts.")
            }
            options.show("Revoked \(id).") { $0.member("id", id.description) }
        }
    }
    /// `coachbook token renew-link`.
    struct RenewLink: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "renew-link",
            abstract: "End the links to a booking that are out, and print another."
        )

        @Argument(help: "The booking's id.")
        var booking: String

        @OptionGroup var options: OperatorOptions

        func run() throws {
            let links = try Settings.links(in: Environment.current)
            let store = try options.openStore()
            guard let id = ID<Booking>(booking), let brand = try store.brand(of: id),
                let known = try store.booking(id, in: brand.id, at: options.now)
            else { throw ValidationError("There is no booking of this id.") }
            let url: String
            do { url = try renewLink(to: known, in: brand, store, links, at: options.now) } catch is Refusal {
                throw ValidationError("The session ended so long ago that no link opens it.")
            }
            options.show(url) { $0.member("manageUrl", url) }
        }
    }
}
