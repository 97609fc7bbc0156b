import ArgumentParser
import BookingAPI
import BookingStore
import HTTP
import Notifications
import Scheduling
import ZoneInfo

/// `coachbook doctor`: looks at everything that the server needs and says what is wrong; exit code 1 when something is.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check settings, database, schema and time zones.")

    @Option(help: "Where the numbered files are, to compare the schema with; without it the schema is only named.")
    var directory: String?

    @OptionGroup var options: OperatorOptions

    func run() throws {
        let environment = Environment.current
        let findings = [
            examine("settings") { "listens on \(try Settings(environment).listen)" },
            examine("secret key") { try secretKeyFinding(environment) },
            examine("database") { try databaseFinding(environment) },
            examine("schema") { try schemaFinding(environment) },
            examine("calendar guard") { try guardFinding(environment) },
            examine("time zones") { try zonesFinding(environment) },
            examine("reminders") { try remindersFinding(environment) },
            examine("e-mail and SMS") { try channelsFinding(environment) },
            examine("SMS to guests") { try guestSMSFinding(environment) },
        ]
        options.list(findings, line: { "\($0.isGood ? "ok   " : "FAIL ") \($0.name): \($0.detail)" }) { json, finding in
            json.member("name", finding.name)
            json.member("ok", finding.isGood)
            json.member("detail", finding.detail)
        }
        guard findings.allSatisfy(\.isGood) else { throw ExitCode.failure }
    }

    private func secretKeyFinding(_ environment: Environment) throws -> String {
        _ = try Settings.secretKey(in: environment)
        let isReplacing = try Settings.secretKey(.previousSecretKey, in: environment) != nil
        return isReplacing ? "set, and \(SettingName.previousSecretKey) until coachbook key rotate has run" : "set"
    }

    private func databaseFinding(_ environment: Environment) throws -> String {
        let connection = try Connection.open(Settings.databaseURL(in: environment))
        let version = try connection.query("SELECT VERSION() AS version") { try $0.text() }.first ?? "unknown"
        return "MariaDB \(version)"
    }

    private func schemaFinding(_ environment: Environment) throws -> String {
        let version = try MariaDBStore(Settings.databaseURL(in: environment)).schemaVersion()
        guard version > 0 else { throw SettingsError("the database is empty; run coachbook migrate.") }
        guard let directory else { return "version \(version)" }
        let newest = try Migrations(directory: directory).files.last?.version ?? 0
        guard newest == version else {
            throw SettingsError("version \(version), but this release has \(newest); run coachbook migrate.")
        }
        return "version \(version), the newest"
    }

    private func guardFinding(_ environment: Environment) throws -> String {
        if let lapse = try MariaDBStore(Settings.databaseURL(in: environment)).guardLapse() {
            throw SettingsError(lapse.sentence)
        }
        return "its triggers work"
    }

    private func zonesFinding(_ environment: Environment) throws -> String {
        "tzdata \(try ZoneInfo(directory: Settings.zoneInfoDirectory(in: environment)).version)"
    }

    private func remindersFinding(_ environment: Environment) throws -> String {
        try Settings(environment).app.cronSecret == nil
            ? "warning: \(SettingName.cronSecret) is not set, so whoever seems to be on this machine may ask for them"
            : "the endpoint wants \(SettingName.cronSecret)"
    }

    private func channelsFinding(_ environment: Environment) throws -> String {
        let settings = try SendingSettings(environment)
        _ = try TemplateLibrary(directory: settings.templates)
        let providers = settings.providers
        let missing = providers.missingForEmail + providers.missingForSMS
        return missing.isEmpty ? "configured" : "messages stay queued; not set: \(missing.joined(separator: ", "))"
    }
}

extension Doctor {
    /// A sender that is no number says nothing about the country, so each brand must.
    private func guestSMSFinding(_ environment: Environment) throws -> String {
        guard let sender = try SendingSettings(environment).providers.twilio?.from else { return "SMS is not set up" }
        if let country = CountryCode.of(sender) { return "to +\(country), unless a brand has set others" }
        let store = try MariaDBStore(Settings.databaseURL(in: environment))
        let unset = try store.brands().filter { $0.allowsGuests && $0.guests.smsCountries == nil }.map(\.slug)
        guard unset.isEmpty else {
            throw SettingsError(
                "\(SettingName.twilioNumber) is no number, so guests get no SMS until \(unset.joined(separator: ", ")) "
                    + "have countries: coachbook brand change SLUG --sms-countries 49,1."
            )
        }
        return "to the countries that each brand has set"
    }
}

/// One thing that was looked at.
private struct Finding {
    let name: String
    let isGood: Bool
    let detail: String
}

private func examine(_ name: String, _ look: () throws -> String) -> Finding {
    do {
        return Finding(name: name, isGood: true, detail: try look())
    } catch {
        return Finding(name: name, isGood: false, detail: sentence(for: error))
    }
}
