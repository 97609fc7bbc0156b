package import HTTP
package import Scheduling

/// What every endpoint may use; one for each thread.
package struct App {
    /// Storage; belongs to this thread.
    package let store: any Store

    /// Whoever sends messages.
    package let messageSender: any MessageSender

    /// Time-zone rules.
    package let zones: any Zones

    /// The clock.
    package let now: () -> Moment

    /// What the operator configured.
    package let settings: Settings

    /// Told of each use of a credential, at most once a minute for each; nobody waits for it to be written.
    package let noteUse: (ID<AccessToken>, Moment) -> Void

    /// Told of every fault, once, with the request's id and route.
    package let report: (any Error, Request) -> Void

    /// What the operator configured.
    package struct Settings: Sendable {
        /// The students' links to their bookings, and the address under which people reach this server.
        package let links: ManageLinks

        /// What cron must show; nil when not configured.
        package let cronSecret: String?

        package init(links: ManageLinks, cronSecret: String?) {
            self.links = links
            self.cronSecret = cronSecret
        }
    }

    package init(
        store: any Store,
        messageSender: any MessageSender,
        zones: any Zones,
        settings: Settings,
        now: @escaping () -> Moment,
        noteUse: @escaping (ID<AccessToken>, Moment) -> Void,
        report: @escaping (any Error, Request) -> Void
    ) {
        self.store = store
        self.messageSender = messageSender
        self.zones = zones
        self.settings = settings
        self.now = now
        self.noteUse = noteUse
        self.report = report
    }

    /// A new id.
    func newID<Of>(at now: Moment) -> ID<Of> {
        var random = SystemRandomNumberGenerator()
        return ID(madeAt: now, using: &random)
    }
}
