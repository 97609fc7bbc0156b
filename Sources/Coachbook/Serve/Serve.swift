import ArgumentParser
import BookingAPI
import BookingStore
import FastCGI
import Glibc
import Logging
import Scheduling
import System
import ZoneInfo

/// `coachbook serve`: a supervisor and its workers, until SIGTERM.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve requests from nginx.",
        discussion: """
            Settings come from the environment (\(SettingName.databaseURL), \(SettingName.listen), \
            \(SettingName.workers), \(SettingName.threads), \(SettingName.publicURL), …). SIGHUP replaces the workers one by one, SIGTERM ends the service \
            after the requests that run. To change program or settings without losing a request, start the new service \
            on the same socket path, then send SIGTERM to the old one.
            """
    )

    func run() throws {
        let settings = try Settings(Environment.current)
        // Made before the workers are forked: a missing database of time zones is told here and at once.
        let zones = try ZoneInfo(directory: settings.zoneInfoDirectory)
        let sending = try Sending.open(Environment.current, zones: zones)
        let messageSender = ProcessMessageSender(sending, database: settings.database, threads: settings.threads)
        let supervisor = Supervisor(
            Supervisor.Settings(
                address: settings.listen,
                group: settings.group,
                workers: settings.workers,
                threads: settings.threads
            ),
            log: { serverLog.info("\($0)") },
            housekeeping: {
                startThread(BackgroundDispatch(sending: sending, database: settings.database).run)
                startThread(
                    ClockChangeWatch(zones: zones, database: settings.database, publicURL: settings.app.publicURL).run
                )
                Housekeeping(database: settings.database).run()
            },
            makeHandler: { handler(settings, zones, messageSender.shared) }
        )
        try supervisor.run()
    }
}

/// What one thread answers requests with: a connection of its own, and the zones that its process shares.
private func handler(_ settings: Settings, _ zones: ZoneInfo, _ messageSender: ThreadedMessageSender) -> Handler {
    let app = App(
        store: MariaDBStore(settings.database),
        messageSender: messageSender,
        zones: zones,
        settings: settings.app,
        now: { Moment(seconds: Glibc.time(nil)) },
        noteUse: { try? MariaDBStore(settings.database).markUsed($0, at: $1) },
        report: logFault
    )
    return { answer($0, app) }
}
