import Glibc
import System

/// One of the supervisor's workers: the process, and when to replace it once it has died.
struct WorkerSlot {
    /// How long a new worker may take until it serves.
    private static let readyMilliseconds: Int32 = 30_000

    /// A worker that lived this long did not die of its start.
    private static let healthyMilliseconds = 10_000

    private static let shortestPause = 100
    private static let longestPause = 5_000

    /// Zero while there is none.
    private(set) var processID: Int32

    /// Whether it said that it serves.
    let isReady: Bool

    /// How long the next one waits after this one's death, in milliseconds.
    var pause = shortestPause

    /// When the next one is due, in milliseconds of the monotonic clock; nil while this one lives.
    private(set) var restartAt: Int?

    private let startedAt = monotonicMilliseconds()

    /// Forks; in the child it never returns.
    static func start(_ worker: Worker) -> WorkerSlot {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return failed }
        let processID = forkWorker(deathSignal: SIGTERM)
        if processID == 0 {
            close(ends[0])
            worker.run(ready: ends[1])
            exitWorker()
        }
        close(ends[1])
        defer { close(ends[0]) }
        guard processID > 0 else { return failed }
        return WorkerSlot(processID: processID, isReady: saysReady(ends[0]))
    }

    /// Sends a signal, unless the worker is known to be dead.
    func send(_ signal: Int32) {
        if processID > 0 { kill(processID, signal) }
    }

    /// Plans the next one; workers that die at once are replaced ever more slowly, up to every 5 s.
    mutating func ended() {
        let now = monotonicMilliseconds()
        let isHealthy = now - startedAt >= WorkerSlot.healthyMilliseconds
        let wait = isHealthy ? WorkerSlot.shortestPause : pause
        pause = min(wait * 2, WorkerSlot.longestPause)
        processID = 0
        restartAt = now + wait
    }

    private static var failed: WorkerSlot {
        var slot = WorkerSlot(processID: 0, isReady: false)
        slot.ended()
        return slot
    }

    private init(processID: Int32, isReady: Bool) {
        self.processID = processID
        self.isReady = isReady
    }

    /// The worker writes one byte; when it dies before, the pipe just ends.
    private static func saysReady(_ descriptor: Int32) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, readyMilliseconds) == 1 else { return false }
        var byte: UInt8 = 0
        return read(descriptor, &byte, 1) == 1
    }
}
