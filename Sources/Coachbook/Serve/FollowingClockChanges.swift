import BookingStore
import FastCGI
import Logging
import Scheduling
import System
import ZoneInfo

extension BackgroundLoop {
    /// Keeps promised local times.
    ///
    /// It looks when it starts, when the release of tzdata is another, and once a minute at what may be due by then.
    static func followingClockChanges(_ zones: ZoneInfo, _ database: DatabaseURL) -> BackgroundLoop {
        BackgroundLoop("clock changes", pauseMilliseconds: 2_000) {
            let store = MariaDBStore(database)
            let follow = FollowClockChanges(store: store, zones: zones, now: presentMoment)
            var turn = ClockChangeTurn()
            var warned: [String] = []
            return {
                guard turn.isDue(with: zones.version, at: monotonicSeconds()) else { return .idle }
                let report = try follow.lookThrough()
                log(report, in: zones.version, besides: warned)
                warned = report.warnings
                return .done
            }
        }
    }
}

/// Tells what was done, and of the warnings those that the look before did not have.
private func log(_ report: ClockChangeReport, in release: String, besides known: [String]) {
    if report.moved + report.conflicts > 0 {
        let fields: Logger.Metadata = [
            "moved": "\(report.moved)", "conflicts": "\(report.conflicts)", "tzdata": "\(release)",
        ]
        serverLog.notice("time zones have changed", metadata: fields)
    }
    for warning in report.warnings where !known.contains(warning) {
        serverLog.warning("clock changes", metadata: ["detail": "\(warning)"])
    }
}

/// When to look next.
struct ClockChangeTurn {
    private static let looksEvery = 60

    private var version: String?
    private var next = 0

    /// Whether it is time; asked when it is, it is again a minute later, or with another release.
    mutating func isDue(with version: String, at seconds: Int) -> Bool {
        guard version != self.version || seconds >= next else { return false }
        self.version = version
        next = seconds + Self.looksEvery
        return true
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
