import Synchronization

/// The hosts of a database that has several, as this process sees them now.
final class WatchedHosts: Sendable {
    private static let known = Mutex<[DatabaseURL: Weak]>([:])

    /// In the order of the URL.
    let watches: [HostWatch]

    /// Those of a URL, watched from now on; the same for all threads of the process.
    ///
    /// - Returns: nil when the URL has but one host.
    static func of(_ url: DatabaseURL) -> WatchedHosts? {
        guard url.hosts.count > 1, url.socket == nil else { return nil }
        return known.withLock { known in
            if let hosts = known[url]?.hosts { return hosts }
            let hosts = WatchedHosts(url)
            known[url] = Weak(hosts: hosts)
            return hosts
        }
    }

    private init(_ url: DatabaseURL) {
        watches = url.hosts.map { HostWatch($0) }
        for watch in watches { watch.start(url) }
    }

    /// In the order in which they should be tried: the best standing first, then as in the URL.
    var inOrder: [HostWatch] {
        let standings = watches.map { ($0, $0.standing) }
        return [.stable, .back, .failed].flatMap { wanted in standings.filter { $0.1 == wanted }.map(\.0) }
    }

    /// Whether a connection to that host should be given up for one to a host that stands before it in the URL.
    func isBetter(than host: DatabaseURL.Host) -> Bool {
        watches.prefix { $0.host != host }.contains { $0.standing == .stable }
    }

    private struct Weak {
        weak var hosts: WatchedHosts?
    }
}
