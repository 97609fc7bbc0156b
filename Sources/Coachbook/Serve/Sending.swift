import BookingAPI
import BookingStore
import Glibc
import Logging
import Notifications
import Outbound
import Scheduling
import ZoneInfo

/// How this installation sends: providers or an inbox of files, words, and how long a request waits.
struct Sending: Sendable {
    let providers: ProviderSettings
    let writer: MessageWriter
    let inbox: FileInbox?
    let desk: MessageDesk
    let zones: ZoneInfo

    /// How long a request waits for its messages, in milliseconds; 0 leaves them to the background.
    let deadlineMilliseconds: Int

    /// How long a message rests after its first failed attempt.
    let firstRetrySeconds: Int

    /// Reads the settings and the templates.
    ///
    /// - Parameters:
    ///   - environment: the variables.
    ///   - zones: the time zones of the process; nil opens them.
    /// - Throws: `SettingsError`, or what is wrong with a template, in one sentence.
    init(_ environment: Environment, zones: ZoneInfo? = nil) throws {
        self.zones = try zones ?? ZoneInfo(directory: Settings.zoneInfoDirectory(in: environment))
        providers = ProviderSettings(environment: environment.values)
        if let wrong = providers.invalid.first { throw SettingsError("\(wrong) cannot be used as it is set.") }
        let sender = environment["RESEND_FROM_EMAIL"] ?? "Coachbook <bookings@localhost>"
        writer = MessageWriter(
            templates: try TemplateLibrary(directory: environment["BOOKING_TEMPLATES"]),
            sender: sender
        )
        inbox = environment["BOOKING_INBOX"].map { FileInbox(directory: $0) }
        desk = MessageDesk(
            writer: writer,
            zones: self.zones,
            reports: ProviderReports(environment: environment.values)
        )
        deadlineMilliseconds = try Settings.count(
            "BOOKING_NOTIFY_DEADLINE_MS",
            in: environment,
            default: 2000,
            range: 0...15_000
        )
        firstRetrySeconds = try Settings.count(
            "BOOKING_RETRY_FIRST_SECONDS",
            in: environment,
            default: Backoff.firstSeconds,
            range: 2...300
        )
    }

    /// A dispatcher for one thread, on that thread's store.
    func makeDispatcher(store: MariaDBStore) -> Dispatcher {
        Dispatcher(
            outbox: store,
            channels: channels(),
            writer: writer,
            zones: zones,
            firstRetrySeconds: firstRetrySeconds,
            now: now
        )
    }

    /// Names of the settings that a channel lacks; nil when its messages have a way out.
    func missing(for channel: OutboxMessage.Channel) -> String? {
        let names = channel == .email ? providers.missingForEmail : providers.missingForSMS
        return names.isEmpty || inbox != nil ? nil : names.joined(separator: ", ")
    }

    /// The providers that are configured, over connections of one thread; an inbox of files for the others, if there is one.
    private func channels() -> Channels {
        let transfer = Transfer(userAgent: userAgent, authorities: providers.authorities)
        let configured = Channels(providers, over: transfer, now: now)
        return inbox?.completing(configured) ?? configured
    }
}

/// Resend refuses requests without a User-Agent.
private let userAgent = "Coachbook/1"

private let now: @Sendable () -> Moment = { Moment(seconds: Glibc.time(nil)) }

/// Sends what is due in the background: one thread of one worker, for ever.
struct BackgroundDispatch: Sendable {
    private static let pauseMicroseconds: UInt32 = 1_000_000
    private static let pauseAfterFault: UInt32 = 5

    let sending: Sending
    let database: DatabaseURL

    /// Runs for ever; a database that is away is met again a little later.
    func run() {
        let dispatcher = sending.makeDispatcher(store: MariaDBStore(database))
        while true {
            do {
                if try dispatcher.sendDue().isEmpty { usleep(Self.pauseMicroseconds) }
            } catch {
                serverLog.warning("dispatch failed", metadata: ["detail": "\(sentence(for: error))"])
                sleep(Self.pauseAfterFault)
            }
        }
    }
}
