import BookingAPI
import BookingStore
import FastCGI
import Notifications

/// Every setting by its name in the environment; the names stand nowhere else in the program.
enum SettingName: String, CustomStringConvertible {
    case databaseURL = "BOOKING_DATABASE_URL"
    case listen = "BOOKING_LISTEN"
    case listenGroup = "BOOKING_LISTEN_GROUP"
    case workers = "BOOKING_WORKERS"
    case threads = "BOOKING_THREADS"
    case publicURL = "BOOKING_PUBLIC_URL"
    case secretKey = "BOOKING_SECRET_KEY"
    case previousSecretKey = "BOOKING_SECRET_KEY_PREVIOUS"
    case cronSecret = "BOOKING_REMINDER_CRON_SECRET"
    case zoneInfo = "BOOKING_ZONEINFO"
    case templates = "BOOKING_TEMPLATES"
    case inbox = "BOOKING_INBOX"
    case notifyDeadline = "BOOKING_NOTIFY_DEADLINE_MS"
    case firstRetry = "BOOKING_RETRY_FIRST_SECONDS"
    case authorities = "BOOKING_CA_FILE"
    case assets = "BOOKING_ASSETS"
    case emailSender = "RESEND_FROM_EMAIL"
    case resendURL = "RESEND_BASE_URL"
    case resendKey = "RESEND_API_KEY"
    case resendSMTPURL = "RESEND_SMTP_URL"
    case resendSMTPKey = "RESEND_SMTP_KEY"
    case resendWebhookSecret = "RESEND_WEBHOOK_SECRET"
    case twilioURL = "TWILIO_BASE_URL"
    case twilioAccount = "TWILIO_ACCOUNT_SID"
    case twilioToken = "TWILIO_AUTH_TOKEN"
    case twilioNumber = "TWILIO_FROM_NUMBER"

    /// What the names of all settings of a server begin with, those of other releases too.
    static let prefixes = ["BOOKING_", "RESEND_", "TWILIO_", "STRIPE_"]

    /// The name in the environment.
    var description: String { rawValue }
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
        let address = environment[.listen] ?? "/run/coachbook/coachbook.sock"
        guard let listen = ListenAddress(address) else {
            throw SettingsError("\(SettingName.listen) must be a socket path, host:port or fd:0, not \(address).")
        }
        self.listen = listen
        group = environment[.listenGroup]
        workers = try Settings.count(.workers, in: environment, default: 2, range: 1...64)
        threads = try Settings.count(.threads, in: environment, default: 8, range: 1...256)
        zoneInfoDirectory = Settings.zoneInfoDirectory(in: environment)
        app = try Settings.appSettings(in: environment)
    }

    /// The database that is set.
    static func databaseURL(in environment: Environment) throws -> DatabaseURL {
        guard let text = environment[.databaseURL] else {
            throw SettingsError("\(SettingName.databaseURL) is not set: mariadb://user:password@host:port/name.")
        }
        return try DatabaseURL(text)
    }

    /// The directory of the time-zone database.
    static func zoneInfoDirectory(in environment: Environment) -> String {
        environment[.zoneInfo] ?? "/usr/share/zoneinfo"
    }

    /// The address that people see, scheme and host as browsers write them, without a slash at its end; nil when it is not
    /// set or is not one: links are made by adding to it, so it has neither query nor fragment.
    static func publicURL(in environment: Environment) -> String? {
        guard let text = environment[.publicURL], !text.contains(where: { "?#@ \\".contains($0) }) else { return nil }
        let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[1].isEmpty, let origin = webOrigin("\(parts[0])//\(parts[2])") else { return nil }
        var url = parts.count == 4 ? "\(origin)/\(parts[3])" : origin
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }

    private static func appSettings(in environment: Environment) throws -> App.Settings {
        let links = try links(in: environment)
        let secret = environment[.cronSecret]
        if let secret, secret.utf8.count < 16 {
            throw SettingsError("\(SettingName.cronSecret) must have at least 16 characters.")
        }
        return App.Settings(links: links, cronSecret: secret)
    }

    /// A whole number in a range.
    static func count(
        _ name: SettingName,
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

/// What the operator set about messages, checked.
struct SendingSettings: Sendable {
    /// The accounts at the providers.
    let providers: ProviderSettings

    /// Reads what providers report to us.
    let reports: ProviderReports

    /// Who a letter is from.
    let sender: String

    /// Where templates of the operator's own are.
    let templates: String?

    /// Where messages become files for want of a provider.
    let inbox: String?

    /// How long a request waits for its messages, in milliseconds; 0 leaves them to the background.
    let deadlineMilliseconds: Int

    /// How long a message rests after its first failed attempt.
    let firstRetrySeconds: Int

    /// Reads everything that sending needs.
    ///
    /// - Parameter environment: the variables.
    /// - Throws: `SettingsError`, one sentence that names the variable and holds no secret.
    init(_ environment: Environment) throws {
        providers = ProviderSettings { value in
            let name = SettingName(value)
            return (name.rawValue, value == .publicURL ? Settings.publicURL(in: environment) : environment[name])
        }
        if let wrong = providers.invalid.first { throw SettingsError("\(wrong) cannot be used as it is set.") }
        reports = ProviderReports(
            publicURL: Settings.publicURL(in: environment),
            twilioToken: environment[.twilioToken],
            resendSecret: environment[.resendWebhookSecret]
        )
        sender = environment[.emailSender] ?? "Coachbook <bookings@localhost>"
        templates = environment[.templates]
        inbox = environment[.inbox]
        deadlineMilliseconds = try Settings.count(.notifyDeadline, in: environment, default: 2000, range: 0...15_000)
        firstRetrySeconds = try Settings.count(
            .firstRetry,
            in: environment,
            default: Backoff.firstSeconds,
            range: 2...300
        )
    }
}

extension SettingName {
    /// The setting behind what the providers' side calls so.
    fileprivate init(_ value: ProviderSettings.Value) {
        self =
            switch value {
            case .sender: .emailSender
            case .resendURL: .resendURL
            case .resendKey: .resendKey
            case .resendSMTPURL: .resendSMTPURL
            case .resendSMTPKey: .resendSMTPKey
            case .twilioURL: .twilioURL
            case .twilioAccount: .twilioAccount
            case .twilioToken: .twilioToken
            case .twilioNumber: .twilioNumber
            case .publicURL: .publicURL
            case .authorities: .authorities
            }
    }
}

/// A setting that cannot be used, in one sentence that names it and holds no secret.
struct SettingsError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
