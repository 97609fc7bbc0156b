/// What a process has to look at to keep promised local times.
package enum ZoneScan: Hashable, Sendable {
    /// Every future booking.
    case everything
    /// Only the conflicts that stand: the time in their way may have come free.
    case conflicts
    /// Nothing: another process knows that newer release of tzdata, and what it has moved must not be moved back.
    case outdated(by: String)

    /// How often everything is looked at: bookings may have been made meanwhile by a process with older rules.
    package static let intervalMinutes = 60

    /// For how long after a new release everything is looked at every two minutes: a package manager replaces file by
    /// file, and other processes notice it a minute later.
    package static let unstableMinutes = 10
    private static let unstableIntervalMinutes = 2

    /// Decides it.
    ///
    /// - Parameters:
    ///   - version: the release of tzdata that the process has.
    ///   - known: the releases with which everything was looked at before, by whatever process.
    ///   - now: the present moment.
    /// - Returns: what to look at now.
    package static func due(with version: String, known: [ZoneRelease], at now: Moment) -> ZoneScan {
        if let newest = known.map(\.version).max(by: { release($0) < release($1) }), release(version) < release(newest)
        {
            return .outdated(by: newest)
        }
        guard let mine = known.first(where: { $0.version == version }) else { return .everything }
        // The first release that a database ever sees replaces nothing.
        let isUnstable = known.count > 1 && now < mine.firstScanAt.adding(minutes: unstableMinutes)
        let interval = isUnstable ? unstableIntervalMinutes : intervalMinutes
        return mine.lastScanAt.adding(minutes: interval) <= now ? .everything : .conflicts
    }

    /// Year and letters of a release, by which releases ascend; what a distribution adds does not count.
    private static func release(_ version: String) -> String {
        String(version.prefix { ("0"..."9").contains($0) || ("a"..."z").contains($0) })
    }
}
