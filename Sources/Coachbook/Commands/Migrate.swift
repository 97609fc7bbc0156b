import ArgumentParser
import BookingStore
import HTTP

/// `coachbook migrate`: brings the database to the schema of this release; a second run does nothing.
struct Migrate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Apply what is new in sql/ to the database, and mend the triggers that guard the calendar.",
        discussion: """
            \(SettingName.databaseURL) must name an administrator: one who may create tables, triggers and accounts. The \
            triggers run as a locked account, coachbook_guard, which this makes.
            """
    )

    @Option(help: "Where the numbered files are.")
    var directory = "sql"

    @Flag(help: "Only say what would be applied.")
    var dryRun = false

    @OptionGroup var options: OperatorOptions

    func run() throws {
        let migrations = try Migrations(directory: directory)
        let connection = try Connection.open(Settings.databaseURL(in: Environment.current), timeouts: .migration)
        if dryRun { return try show(migrations.pending(on: connection).map(\.name), of: migrations) }
        let outcome = try migrations.apply(on: connection)
        let applied = outcome.files.isEmpty ? "Nothing to apply." : "Applied \(outcome.files.joined(separator: ", "))."
        let mended = outcome.triggers.isEmpty ? "" : " Put the triggers that guard the calendar in place."
        options.show(applied + mended) { json in
            json.array("applied", outcome.files) { $0.string($1) }
            json.array("triggers", outcome.triggers) { $0.string($1) }
            json.member("schemaVersion", migrations.files.last?.version)
        }
    }

    private func show(_ pending: [String], of migrations: Migrations) {
        options.show(pending.isEmpty ? "Nothing to apply." : "Would apply \(pending.joined(separator: ", ")).") {
            json in
            json.array("pending", pending) { $0.string($1) }
            json.member("schemaVersion", migrations.files.last?.version)
        }
    }
}
