import BookingStore
import FastCGI
import Scheduling
import Synchronization

/// When credentials were last used, as far as it is not written down yet: no reader waits for that.
///
/// One for each worker process. What is lost with a process that is killed is a second of it.
final class TokenUses: Sendable {
    private let last = Mutex<[ID<AccessToken>: Moment]>([:])

    /// Notes a use; of several the latest counts.
    func note(_ token: ID<AccessToken>, at moment: Moment) {
        last.withLock { $0[token] = max($0[token] ?? moment, moment) }
    }

    /// Takes out all that has been noted.
    func drain() -> [ID<AccessToken>: Moment] {
        last.withLock { last in
            defer { last = [:] }
            return last
        }
    }

    /// Writes down what has been noted; what cannot be written is kept for the next time.
    ///
    /// - Parameter write: notes one use for good.
    /// - Throws: what `write` threw.
    /// - Returns: how many were written.
    func flush(_ write: (ID<AccessToken>, Moment) throws -> Void) throws -> Int {
        var unwritten = drain()
        defer { for (token, moment) in unwritten { note(token, at: moment) } }
        let count = unwritten.count
        for (token, moment) in unwritten {
            try write(token, moment)
            unwritten[token] = nil
        }
        return count
    }
}

extension BackgroundLoop {
    /// Writes down when credentials were used; also what the last requests have left.
    static func notingTokenUses(_ uses: TokenUses, _ database: DatabaseURL) -> BackgroundLoop {
        BackgroundLoop("token uses", pauseMilliseconds: 1_000, end: .afterRequests(oneMoreStep: true)) {
            let store = MariaDBStore(database)
            return { try uses.flush(store.markUsed) == 0 ? .idle : .done }
        }
    }
}
