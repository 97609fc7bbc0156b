import BookingAPI
import BookingStore
import Glibc
import Notifications
import Outbound
import Scheduling
import ZoneInfo

/// How this installation sends: settings, words, time zones and links.
struct Sending: Sendable {
    let settings: SendingSettings
    let writer: MessageWriter
    let zones: ZoneInfo
    let links: ManageLinks

    /// Where messages become files for want of a provider.
    var inbox: FileInbox? { settings.inbox.map { FileInbox(directory: $0) } }

    /// Checks the settings and reads the templates.
    ///
    /// - Parameters:
    ///   - environment: the variables.
    ///   - zones: the time zones of the process; nil opens them.
    /// - Throws: `SettingsError`, or what is wrong with a template, in one sentence.
    /// - Returns: what threads send with.
    static func open(_ environment: Environment, zones: ZoneInfo? = nil) throws -> Sending {
        let zones = try zones ?? ZoneInfo(directory: Settings.zoneInfoDirectory(in: environment))
        let settings = try SendingSettings(environment)
        let links = try Settings.links(in: environment)
        let templates = try TemplateLibrary(directory: settings.templates)
        let writer = MessageWriter(templates: templates, sender: settings.sender)
        return Sending(settings: settings, writer: writer, zones: zones, links: links)
    }

    /// A dispatcher for one thread, on that thread's store.
    func makeDispatcher(store: MariaDBStore) -> Dispatcher {
        Dispatcher(
            outbox: store,
            channels: channels(),
            writer: writer,
            zones: zones,
            publicURL: links.publicURL,
            makeLink: links.link,
            smsSender: settings.providers.twilio?.from,
            firstRetrySeconds: settings.firstRetrySeconds,
            now: presentMoment
        )
    }

    /// How long one message may take, whoever sends it, in seconds.
    var longestSeconds: Int {
        max(Dispatcher.longestSeconds(), Dispatcher.longestSeconds(within: settings.deadlineMilliseconds))
    }

    /// Names of the settings that a channel lacks; nil when its messages have a way out.
    func missing(for channel: OutboxMessage.Channel) -> String? {
        let providers = settings.providers
        let names = channel == .email ? providers.missingForEmail : providers.missingForSMS
        return names.isEmpty || inbox != nil ? nil : names.joined(separator: ", ")
    }

    /// The providers that are configured, over connections of one thread; an inbox of files for the others, if there is one.
    private func channels() -> Channels {
        let transfer = Transfer(userAgent: userAgent, authorities: settings.providers.authorities)
        let configured = Channels(settings.providers, over: transfer, now: presentMoment)
        return inbox?.completing(configured) ?? configured
    }
}

/// Resend refuses requests without a User-Agent.
private let userAgent = "Coachbook/1"

/// The moment that the system's clock shows.
@Sendable func presentMoment() -> Moment { Moment(seconds: Glibc.time(nil)) }
