import BookingAPI
import BookingStore
import FastCGI
import System

/// The environment's variables, read once.
struct Environment: Sendable {
    /// Every variable, empty ones included.
    let values: [String: String]

    /// Takes name and value pairs, for tests.
    init(_ values: [String: String]) {
        self.values = values
    }

    /// The process's own.
    static var current: Environment {
        var values: [String: String] = [:]
        for line in currentEnvironment() {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
        }
        return Environment(values)
    }

    /// A variable's value; an empty one counts as absent.
    subscript(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// What the operator set, checked.
struct Settings: Sendable {
    let database: DatabaseURL
    let listen: ListenAddress
    let group: String?
    let workers: Int
    let threads: Int
    let zoneInfoDirectory: String
    let app: App.Settings

    /// Reads everything that `coachbook serve` needs.
    ///
    /// - Parameter environment: the variables.
    /// - Throws: `SettingsError`, one sentence that names the variable and holds no secret.
    init(_ environment: Environment) throws {
        database = try Settings.databaseURL(in: environment)
        let address = environment["BOOKING_LISTEN"] ?? "/run/coachbook/coachbook.sock"
        guard let listen = ListenAddress(address) else {
            throw SettingsError("BOOKING_LISTEN must be a socket path, host:port or fd:0, not \(address).")
        }
        self.listen = listen
        group = environment["BOOKING_LISTEN_GROUP"]
        workers = try Settings.count("BOOKING_WORKERS", in: environment, default: 2, range: 1...64)
        threads = try Settings.count("BOOKING_THREADS", in: environment, default: 8, range: 1...256)
        zoneInfoDirectory = Settings.zoneInfoDirectory(in: environment)
        app = try Settings.appSettings(in: environment)
    }

    /// The database that `BOOKING_DATABASE_URL` names.
    static func databaseURL(in environment: Environment) throws -> DatabaseURL {
        guard let text = environment["BOOKING_DATABASE_URL"] else {
            throw SettingsError("BOOKING_DATABASE_URL is not set: mariadb://user:password@host:port/name.")
        }
        return try DatabaseURL(text)
    }

    /// The directory of the time-zone database.
    static func zoneInfoDirectory(in environment: Environment) -> String {
        environment["BOOKING_ZONEINFO"] ?? "/usr/share/zoneinfo"
    }

    /// The address that people see, without a slash at its end; nil when it is not set or is not one.
    static func publicURL(in environment: Environment) -> String? {
        guard var url = environment["BOOKING_PUBLIC_URL"], url.hasPrefix("http://") || url.hasPrefix("https://") else {
            return nil
        }
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }

    private static func appSettings(in environment: Environment) throws -> App.Settings {
        guard let url = publicURL(in: environment) else {
            throw SettingsError("BOOKING_PUBLIC_URL must be set to the http or https address that people see.")
        }
        let secret = environment["BOOKING_REMINDER_CRON_SECRET"]
        if let secret, secret.utf8.count < 16 {
            throw SettingsError("BOOKING_REMINDER_CRON_SECRET must have at least 16 characters.")
        }
        return App.Settings(publicURL: url, cronSecret: secret)
    }

    /// A whole number in a range.
    static func count(
        _ name: String,
        in environment: Environment,
        default standard: Int,
        range: ClosedRange<Int>
    ) throws -> Int {
        guard let text = environment[name] else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw SettingsError("\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}

/// A setting that cannot be used, in one sentence that names it and holds no secret.
struct SettingsError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
