import Glibc
import LocalStack
import Synchronization
import TestSupport

/// Everything that breaks under a crowd: workers, the service, its database and the connections between the two.
struct Havoc: Sendable {
    /// The longest that a database may take from its return until a write succeeds, in seconds.
    static let recoverySeconds = 5.0 * Double(slack)

    let stack: Stack
    let proxy: DatabaseProxy
    let ledger: Ledger

    /// Whether the database is held up longer than anybody waits for it.
    let isLong: Bool

    private let measured = Recoveries()
    private let serviceTurn = Turn()

    init(in stack: Stack, _ proxy: DatabaseProxy, _ ledger: Ledger, isLong: Bool) {
        self.stack = stack
        self.proxy = proxy
        self.ledger = ledger
        self.isLong = isLong
    }

    /// Seconds from the end of each trouble of the database until a write succeeded, in order.
    var recoveries: [(trouble: String, seconds: Double)] { measured.all }

    /// What a run must have seen several times.
    var kinds: [String] {
        [
            "killed a worker", "renewed the workers", "replaced the service", "killed the database",
            "cut every connection", "cut at COMMIT", "slow database", "stalled connections", "stopped the database",
        ] + (isLong ? ["stalled for long"] : [])
    }

    /// One hand for the service, one for the database, so that each meets the other.
    var hands: [Mayhem.Hand] {
        [
            Mayhem.Hand(
                pauseMilliseconds: 400...1_200,
                troubles: [killWorker, renewWorkers, killWorker, replaceService]
            ),
            Mayhem.Hand(
                pauseMilliseconds: 200...800,
                troubles: [killDatabase, cutAll, cutAtCommit, slow, stall, stop, cutAtCommit]
                    + (isLong ? [stallForLong] : [])
            ),
        ]
    }

    private func killWorker(_ mayhem: Mayhem) -> String { serviceTurn.take { stack.killWorker(mayhem) } }

    private func renewWorkers(_ mayhem: Mayhem) -> String {
        serviceTurn.take { stack.service.send(SIGHUP) }
        return "renewed the workers"
    }

    private func replaceService(_ mayhem: Mayhem) throws -> String {
        try serviceTurn.take { try stack.replaceService() }
        return "replaced the service"
    }

    private func killDatabase(_ mayhem: Mayhem) throws -> String {
        stack.server.kill()
        mayhem.pause(milliseconds: 100...1_000)
        try stack.server.start()
        return recovered("killed the database")
    }

    private func cutAll(_ mayhem: Mayhem) -> String {
        for _ in 0..<5 {
            proxy.cutAll()
            mayhem.pause(milliseconds: 10...200)
        }
        return recovered("cut every connection")
    }

    private func cutAtCommit(_ mayhem: Mayhem) -> String {
        // Many of them are of those who send messages, not of bookings.
        proxy.cutCommits((0..<6).flatMap { _ in DatabaseProxy.Cut.allCases })
        let isDone = waitUntil(milliseconds: 30_000) { proxy.commitCuts.left == 0 }
        return isDone ? recovered("cut at COMMIT") : "no COMMIT to cut"
    }

    private func slow(_ mayhem: Mayhem) -> String {
        proxy.set(.slow(milliseconds: mayhem.draw(5...40)))
        mayhem.pause(milliseconds: 1_000...2_000)
        proxy.set(.fair)
        return recovered("slow database")
    }

    private func stall(_ mayhem: Mayhem) -> String {
        proxy.set(.stalled)
        mayhem.pause(milliseconds: 500...4_000)
        proxy.set(.fair)
        return recovered("stalled connections")
    }

    /// Longer than anybody waits for an answer; nobody touches the workers, so that they are all held up.
    private func stallForLong(_ mayhem: Mayhem) -> String {
        serviceTurn.take {
            proxy.set(.stalled)
            mayhem.pause(milliseconds: 23_000...26_000)
            proxy.set(.fair)
            return recovered("stalled for long")
        }
    }

    private func stop(_ mayhem: Mayhem) -> String {
        guard let server = stack.server.processID else { return "no database to stop" }
        kill(server, SIGSTOP)
        mayhem.pause(milliseconds: 500...3_000)
        kill(server, SIGCONT)
        return recovered("stopped the database")
    }

    /// Measures how long it takes until the crowd's next write succeeds.
    private func recovered(_ trouble: String) -> String {
        let end = ContinuousClock.now
        _ = waitUntil(milliseconds: 60_000) { ledger.lastWrite.map { $0 > end } == true }
        let seconds = (ContinuousClock.now - end).seconds
        measured.add(trouble, seconds)
        if seconds > Havoc.recoverySeconds { ledger.complain("no write for \(seconds.short) s after: \(trouble)") }
        return trouble
    }
}

/// Held by one hand while the other must wait.
private final class Turn: Sendable {
    private let lock = Mutex(())

    func take<Result>(_ body: () throws -> Result) rethrows -> Result {
        try lock.withLock { _ in try body() }
    }
}

private final class Recoveries: Sendable {
    private let list = Mutex<[(trouble: String, seconds: Double)]>([])

    var all: [(trouble: String, seconds: Double)] { list.withLock { $0 } }

    func add(_ trouble: String, _ seconds: Double) { list.withLock { $0.append((trouble, seconds)) } }
}
