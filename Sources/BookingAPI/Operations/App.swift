package import HTTP
package import Scheduling

/// What every endpoint may use; one for each thread.
package struct App {
    /// Storage; belongs to this thread.
    package let store: any Store

    /// The queue of messages; belongs to this thread.
    package let outbox: any Outbox

    /// Whoever sends messages.
    package let messageSender: any MessageSender

    /// Time-zone rules.
    package let zones: any Zones

    /// The clock.
    package let now: () -> Moment

    /// What the operator configured.
    package let settings: Settings

    /// Told of every fault, once, with the request's id and route.
    package let report: (any Error, Request) -> Void

    /// What the operator configured.
    package struct Settings: Sendable {
        /// The address under which people reach this server, without a slash at the end.
        package let publicURL: String

        /// What cron must show; nil when not configured.
        package let cronSecret: String?

        package init(publicURL: String, cronSecret: String?) {
            self.publicURL = publicURL
            self.cronSecret = cronSecret
        }
    }

    package init(
        store: any Store & Outbox,
        messageSender: any MessageSender,
        zones: any Zones,
        settings: Settings,
        now: @escaping () -> Moment,
        report: @escaping (any Error, Request) -> Void
    ) {
        self.store = store
        outbox = store
        self.messageSender = messageSender
        self.zones = zones
        self.settings = settings
        self.now = now
        self.report = report
    }

    /// A new id.
    func newID<Of>(at now: Moment) -> ID<Of> {
        var random = SystemRandomNumberGenerator()
        return ID(madeAt: now, using: &random)
    }
}
