import Synchronization
import TestSupport

/// What a crowd was told, and what it has to complain about; shared by its clients.
final class Ledger: Sendable {
    /// What became of one Idempotency-Key.
    enum Attempt: Sendable, Equatable {
        /// Asked for, without a clear answer so far.
        case open
        /// A clear no.
        case refused
        /// A booking of that id.
        case made(String)
    }

    /// One answer, or none.
    struct Reply: Sendable {
        let operation: String
        /// Zero when the connection broke.
        let status: Int
        let seconds: Double
        let at: Double
    }

    private struct State {
        var promises: [String: Promise] = [:]
        var attempts: [String: Attempt] = [:]
        var complaints: [String] = []
        var tally: [String: [Int: Int]] = [:]
        var slowest: [Reply] = []
        var acknowledged: [String: Int] = [:]
        var turnedAway = 0
        var lastWrite: ContinuousClock.Instant?
    }

    /// When it was opened; all times are seconds since.
    let start = ContinuousClock.now
    private let state = Mutex(State())

    /// Seconds since it was opened.
    var now: Double { (ContinuousClock.now - start).seconds }

    /// The bookings that were promised, by id.
    var promises: [String: Promise] { state.withLock { $0.promises } }

    /// Every Idempotency-Key that was used.
    var attempts: [String: Attempt] { state.withLock { $0.attempts } }

    /// What must not happen and did.
    var complaints: [String] { state.withLock { $0.complaints } }

    /// Answers by operation and status; status 0 is a broken connection.
    var tally: [String: [Int: Int]] { state.withLock { $0.tally } }

    /// The slowest answers, slowest first.
    var slowest: [Reply] { state.withLock { $0.slowest } }

    /// Writes that were told to have succeeded, by name.
    var acknowledged: [String: Int] { state.withLock { $0.acknowledged } }

    /// Writes without a clear answer that turned out to have succeeded.
    var turnedAway: Int { state.withLock { $0.turnedAway } }

    /// When a write last succeeded.
    var lastWrite: ContinuousClock.Instant? { state.withLock { $0.lastWrite } }

    /// How many requests were sent.
    var requests: Int { tally.values.reduce(0) { $0 + $1.values.reduce(0, +) } }

    /// How many answers had that status.
    func count(_ status: Int) -> Int { tally.values.reduce(0) { $0 + ($1[status] ?? 0) } }

    func complain(_ words: String) {
        let time = now.short
        state.withLock { $0.complaints.append("\(time) s: \(words)") }
    }

    func note(_ reply: Reply) {
        state.withLock { state in
            state.tally[reply.operation, default: [:]][reply.status, default: 0] += 1
            state.slowest.append(reply)
            state.slowest.sort { $0.seconds > $1.seconds }
            state.slowest = Array(state.slowest.prefix(5))
        }
    }

    func note(_ attempt: Attempt, for key: String) { state.withLock { $0.attempts[key] = attempt } }

    func note(_ promise: Promise) { state.withLock { $0.promises[promise.id] = promise } }

    /// Notes a write that was told to have succeeded.
    func acknowledge(_ name: String) {
        state.withLock {
            $0.acknowledged[name, default: 0] += 1
            $0.lastWrite = .now
        }
    }

    func turnAway() { state.withLock { $0.turnedAway += 1 } }
}

extension Duration {
    /// As a number of seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension Double {
    /// With two digits after the point.
    var short: String { "\((self * 100).rounded() / 100)" }
}
