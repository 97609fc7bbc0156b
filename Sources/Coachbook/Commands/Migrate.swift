import ArgumentParser
import BookingStore
import HTTP

/// `coachbook migrate`: brings the database to the schema of this release; a second run does nothing.
struct Migrate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Apply what is new in sql/ to the database.",
        discussion:
            "\(SettingName.databaseURL) must name a user who may create tables and triggers; see sql/grants.sql."
    )

    @Option(help: "Where the numbered files are.")
    var directory = "sql"

    @OptionGroup var options: OperatorOptions

    func run() throws {
        let migrations = try Migrations(directory: directory)
        let connection = try Connection.open(Settings.databaseURL(in: Environment.current), timeouts: .migration)
        let applied = try migrations.apply(on: connection)
        let line = applied.isEmpty ? "Nothing to apply." : "Applied \(applied.joined(separator: ", "))."
        options.show(line) { json in
            json.array("applied", applied) { $0.string($1) }
            json.member("schemaVersion", migrations.files.last?.version)
        }
    }
}
