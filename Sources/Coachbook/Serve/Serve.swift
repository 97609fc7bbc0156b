import ArgumentParser
import BookingAPI
import BookingStore
import FastCGI
import Logging
import Scheduling
import ZoneInfo

/// `coachbook serve`: a supervisor and its workers, until SIGTERM.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve requests from nginx.",
        discussion: """
            Settings come from the environment (\(SettingName.databaseURL), \(SettingName.listen), \
            \(SettingName.workers), \(SettingName.threads), \(SettingName.publicURL), …). SIGHUP replaces the workers one by one, SIGTERM ends the service \
            after the requests that run and the messages that are being sent. To change program or settings without losing a request, start the new service \
            on the same socket path with --replace, then send SIGTERM to the old one.
            """
    )

    @Flag(help: "Take the place of a service that answers on the same socket path.")
    var replace = false

    func run() throws {
        let settings = try Settings(Environment.current)
        // Opened before the workers are forked: a missing database of time zones is told here and at once.
        let zones = try ZoneInfo(directory: settings.zoneInfoDirectory, report: logZoneFault)
        let sending = try Sending.open(Environment.current, zones: zones)
        try refuseUnguarded(settings.database)
        // Forked with each worker, which then has its own: no thread and no connection exists by then.
        let sender = ThreadedMessageSender(sending, database: settings.database, threads: settings.threads)
        let tokenUses = TokenUses()
        var place = Supervisor.Settings(
            address: settings.listen,
            group: settings.group,
            workers: settings.workers,
            threads: settings.threads
        )
        place.replaces = replace
        let supervisor = Supervisor(
            place,
            log: { serverLog.info("\($0)") },
            background: Background(
                longestStepSeconds: sending.longestSeconds,
                loops: { isFirst in
                    eachWorkersLoops(settings, sender, tokenUses) + (isFirst ? onesLoops(settings, sending) : [])
                },
                willEnd: sender.prepareToEnd,
                report: logLoopFault
            ),
            makeHandler: { handler(settings, zones, sender, tokenUses) }
        )
        try supervisor.run()
    }
}

/// Refuses a database that has no tables, or in which nothing guards the calendar: a restored one may lack the triggers.
///
/// One that cannot be asked now is served when it can be: `/readyz` looks again.
private func refuseUnguarded(_ database: DatabaseURL) throws {
    // A connection of its own: a store would watch several hosts from threads, and the workers are still to be forked.
    do {
        guard let lapse = try Connection.open(database).guardLapse() else { return }
        throw SettingsError(lapse.sentence)
    } catch let fault as Fault where !fault.isMissingTable {
        return
    } catch is Fault {
        throw SettingsError("The database has no tables; run coachbook migrate.")
    }
}

/// What every worker does beside requests.
private func eachWorkersLoops(
    _ settings: Settings,
    _ sender: ThreadedMessageSender,
    _ tokenUses: TokenUses
) -> [BackgroundLoop] {
    sender.loops + [.notingTokenUses(tokenUses, settings.database)]
}

/// What one worker does for all.
private func onesLoops(_ settings: Settings, _ sending: Sending) -> [BackgroundLoop] {
    [
        .dispatching(sending, settings.database),
        .releasingHolds(settings.database),
        .forgetting(settings.database),
        .followingClockChanges(sending.zones, settings.database),
    ]
}

/// What one thread answers requests with: a connection of its own, and what its process shares.
private func handler(
    _ settings: Settings,
    _ zones: ZoneInfo,
    _ sender: ThreadedMessageSender,
    _ tokenUses: TokenUses
) -> Handler {
    let app = App(
        store: MariaDBStore(settings.database),
        messageSender: sender,
        zones: zones,
        settings: settings.app,
        now: presentMoment,
        noteUse: tokenUses.note,
        report: logFault
    )
    return { answer($0, app) }
}
