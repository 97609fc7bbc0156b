import BookingAPI
import BookingStore
import Glibc
import Logging
import Scheduling
import System
import ZoneInfo

/// Keeps promised local times in the background: one thread of one worker, for ever.
///
/// It looks when it starts, when the release of tzdata is another, and once a minute at what may be due by then.
struct ClockChangeWatch: Sendable {
    private static let pauseSeconds: UInt32 = 2
    private static let looksEvery = 60

    let zones: ZoneInfo
    let database: DatabaseURL
    let publicURL: String

    /// Runs for ever, on a connection of its own; a database that is away is met again a minute later.
    func run() {
        let keeper = FollowClockChanges(store: MariaDBStore(database), zones: zones, publicURL: publicURL)
        var turn = Turn()
        while true {
            if turn.isDue(with: zones.version, at: monotonicSeconds()) { look(keeper) }
            sleep(Self.pauseSeconds)
        }
    }

    private func look(_ keeper: FollowClockChanges) {
        do {
            let report = try keeper.lookThrough()
            if report.moved + report.conflicts > 0 {
                let fields: Logger.Metadata = [
                    "moved": "\(report.moved)", "conflicts": "\(report.conflicts)", "tzdata": "\(zones.version)",
                ]
                serverLog.notice("time zones have changed", metadata: fields)
            }
            for warning in report.warnings { serverLog.warning("promised times", metadata: ["detail": "\(warning)"]) }
        } catch {
            serverLog.warning("promised times", metadata: ["detail": "\(sentence(for: error))"])
        }
    }

    /// When to look next.
    struct Turn {
        private var version: String?
        private var next = 0

        /// Whether it is time; asked when it is, it is again a minute later, or with another release.
        mutating func isDue(with version: String, at seconds: Int) -> Bool {
            guard version != self.version || seconds >= next else { return false }
            self.version = version
            next = seconds + ClockChangeWatch.looksEvery
            return true
        }
    }
}

extension ClockChangeReport {
    /// What was done, for people; empty when nothing was.
    var sentences: [String] {
        let done = moved + conflicts > 0 ? ["Moved \(moved) with their clocks, found \(conflicts) conflicts."] : []
        return done + warnings
    }

    /// What an operator has to know, one sentence each.
    var warnings: [String] {
        let outdated = newerRelease.map { "This host's tzdata is older than another's (\($0)): update it." }
        return [outdated].compactMap { $0 } + failures
    }
}

extension FollowClockChanges {
    /// The one of an installation; without a public address nobody gets a link.
    init(store: MariaDBStore, zones: ZoneInfo, publicURL: String?) {
        let now = { Moment(seconds: Glibc.time(nil)) }
        self.init(
            store: store,
            zones: zones,
            link: { session in
                publicURL.map { url in
                    let booking = session.booking
                    return ManageLink(
                        to: booking.id,
                        in: booking.brandID,
                        slug: session.brandSlug,
                        publicURL: url,
                        at: now()
                    )
                }
            },
            now: now
        )
    }
}
