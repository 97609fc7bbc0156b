package import Scheduling
import Synchronization

/// The system's time-zone database: which names there are, and their rules as the files have them now.
///
/// Names are those of `tzdata.zi` (IANA zones and links) and nothing else: not `posix/…`, `localtime` or an abbreviation.
/// A newer release is noticed within a minute.
package final class ZoneInfo: Zones {
    private let directory: String
    private let secondsNow: @Sendable () -> Int
    private let state: Mutex<State>

    /// Seconds for which the files are taken to be unchanged.
    private static let checkInterval = 60

    /// Opens the database.
    ///
    /// - Parameters:
    ///   - directory: where `tzdata.zi` and the zones' files are.
    ///   - secondsNow: a clock that never goes back, in seconds.
    /// - Throws: `Fault` when `tzdata.zi` cannot be read or names no zones.
    package init(
        directory: String = "/usr/share/zoneinfo",
        secondsNow: @escaping @Sendable () -> Int = monotonicSeconds
    ) throws {
        self.directory = directory
        self.secondsNow = secondsNow
        state = try Mutex(State(index: ZoneIndex(directory: directory), checkedAt: secondsNow()))
    }

    /// The zone of that name with the rules in force; nil when there is no such name or its file cannot be read.
    package func zone(named name: String) -> Zone? {
        // Swift takes the Kelvin sign for the letter K. A zone kept under such a name would then be everybody's.
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        return state.withLock { state in
            refresh(&state)
            if let zone = state.zones[name] { return zone }
            guard let target = state.index.targets[name], let zone = load(name, target: target) else { return nil }
            state.zones[name] = zone
            return zone
        }
    }

    /// The release on the first line of `tzdata.zi`, such as `2026f`.
    package var version: String {
        state.withLock { state in
            refresh(&state)
            return state.index.version
        }
    }

    /// Every name, in order.
    package var names: [String] {
        state.withLock { state in
            refresh(&state)
            return state.index.targets.keys.sorted()
        }
    }

    /// Looks once a minute whether the database is another than the one that was read.
    ///
    /// While a package manager replaces the files, a zone may be read that is still old. So what was read since the
    /// change is forgotten once more at the next look. When the new `tzdata.zi` cannot be read, the old one stays.
    private func refresh(_ state: inout State) {
        let now = secondsNow()
        guard now - state.checkedAt >= ZoneInfo.checkInterval else { return }
        state.checkedAt = now
        let stamp = FileStamp(path: ZoneIndex.path(in: directory))
        if stamp != state.index.stamp, let index = try? ZoneIndex(directory: directory) {
            state.index = index
            state.zones = [:]
            state.isSettled = false
        } else if !state.isSettled {
            state.zones = [:]
            state.isSettled = true
        }
    }

    /// Reads the zone's own file, or that of the zone it is a link to (Debian keeps old links in a package of their own).
    private func load(_ name: String, target: String) -> Zone? {
        for file in [name, target] {
            if let bytes = try? readFile("\(directory)/\(file)"), let zone = Zone(name: name, tzif: bytes) {
                return zone
            }
        }
        return nil
    }

    private struct State {
        var index: ZoneIndex
        var checkedAt: Int
        var zones: [String: Zone] = [:]
        var isSettled = true

        init(index: ZoneIndex, checkedAt: Int) {
            self.index = index
            self.checkedAt = checkedAt
        }
    }
}
