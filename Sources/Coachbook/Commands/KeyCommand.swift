import ArgumentParser
import BookingAPI
import BookingStore
import HTTP
import Scheduling

/// `coachbook key`: the installation's secret key.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make a secret key, or put a new one in the place of another.",
        subcommands: [New.self, Rotate.self]
    )

    /// `coachbook key new`.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a new key for \(SettingName.secretKey), and nothing else."
        )

        func run() { print(SecretKey.newBase64()) }
    }

    /// `coachbook key rotate`.
    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make everything that the old key made anew, with the new one.",
            discussion: """
                Set \(SettingName.secretKey) to the new key and \(SettingName.previousSecretKey) to the old one, restart \
                the service, then run this; after it the old key can go. Links that are out keep working. It may be run \
                again at any time.
                """
        )

        /// Links written in one transaction.
        private static let batch = 500

        @OptionGroup var options: OperatorOptions

        func run() throws {
            let environment = Environment.current
            let links = try Settings.links(in: environment)
            guard let previous = try Settings.secretKey(.previousSecretKey, in: environment) else {
                throw SettingsError("\(SettingName.previousSecretKey) must be set to the key that is replaced.")
            }
            guard try !previous.isSame(as: Settings.secretKey(in: environment)) else {
                throw SettingsError("\(SettingName.secretKey) and \(SettingName.previousSecretKey) are the same key.")
            }
            let count = try admitLinks(links, options.openStore())
            options.show("Links of \(count) bookings are made with the new key; those that are out keep working.") {
                $0.member("links", count)
            }
        }

        /// Writes down the link of every booking that a link still opens.
        private func admitLinks(_ links: ManageLinks, _ store: MariaDBStore) throws -> Int {
            let now = options.now
            var (count, last) = (0, ID<Booking>?.none)
            while true {
                let bookings = try store.bookingsWithLinks(after: last, limit: Self.batch, at: now)
                try store.admit(bookings.map { links.link(to: $0, at: now).token })
                count += bookings.count
                guard bookings.count == Self.batch else { return count }
                last = bookings.last?.id
            }
        }
    }
}
