package import Scheduling
import Synchronization
import System

/// The system's time-zone database: which names there are, and their rules as the files have them now.
///
/// Names are those of `tzdata.zi` (IANA zones and links) and nothing else: not `posix/…`, `localtime` or an abbreviation.
/// A newer release is noticed within a minute.
package final class ZoneInfo: Zones {
    private let directory: String
    private let secondsNow: @Sendable () -> Int
    private let report: @Sendable (Fault) -> Void
    private let state: Mutex<State>

    /// Seconds for which the files are taken to be unchanged.
    private static let checkInterval = 60

    /// Opens the database.
    ///
    /// - Parameters:
    ///   - directory: where `tzdata.zi` and the zones' files are.
    ///   - secondsNow: a clock that never goes back, in seconds.
    ///   - report: told, once for each release, of every file that cannot be read; it must not ask for a zone itself.
    /// - Throws: `Fault` when `tzdata.zi` cannot be read or names no zones.
    package init(
        directory: String = "/usr/share/zoneinfo",
        secondsNow: @escaping @Sendable () -> Int = monotonicSeconds,
        report: @escaping @Sendable (Fault) -> Void = { _ in }
    ) throws {
        self.directory = directory
        self.secondsNow = secondsNow
        self.report = report
        state = try Mutex(State(index: ZoneIndex(directory: directory), checkedAt: secondsNow()))
    }

    /// The zone of that name with the rules in force; nil when there is no such name or its file cannot be read.
    package func zone(named name: String) -> Zone? {
        // Swift takes the Kelvin sign for the letter K. A zone kept under such a name would then be everybody's.
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        return state.withLock { state in
            refresh(&state)
            if let zone = state.zones[name] { return zone }
            guard let target = state.index.targets[name], let zone = load(name, target: target, &state) else {
                return nil
            }
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
        if stamp != state.index.stamp, let index = newIndex(&state) {
            state.index = index
            state.zones = [:]
            state.told = []
            state.isSettled = false
        } else if !state.isSettled {
            state.zones = [:]
            state.isSettled = true
        }
    }

    private func newIndex(_ state: inout State) -> ZoneIndex? {
        do {
            return try ZoneIndex(directory: directory)
        } catch {
            tell(error, &state)
            return nil
        }
    }

    /// Reads the zone's own file, or that of the zone it is a link to (Debian keeps old links in a package of their own).
    private func load(_ name: String, target: String, _ state: inout State) -> Zone? {
        var faults: [Fault] = []
        for path in [name, target].map({ "\(directory)/\($0)" }) {
            do throws(Fault) {
                if let zone = Zone(name: name, tzif: try contents(of: path)) { return zone }
                faults.append(Fault(.broken, operation: "zoneinfo.zone", code: 0, detail: "\(path) is damaged"))
            } catch {
                faults.append(error)
            }
        }
        if let last = faults.last { tell(last, &state) }
        return nil
    }

    /// Reports what is not known yet: whoever asks for a zone may ask for it every second.
    private func tell(_ fault: Fault, _ state: inout State) {
        if state.told.insert(fault).inserted { report(fault) }
    }

    private struct State {
        var index: ZoneIndex
        var checkedAt: Int
        var zones: [String: Zone] = [:]
        var told: Set<Fault> = []
        var isSettled = true

        init(index: ZoneIndex, checkedAt: Int) {
            self.index = index
            self.checkedAt = checkedAt
        }
    }
}
