import Glibc
import System

/// Opens the socket, forks the workers, replaces those that die, and stops or renews them on a signal.
///
/// SIGTERM and SIGINT end the service in order; SIGHUP replaces the workers one by one. A trap in one worker costs the
/// requests of that worker only. The process must not have other threads: it forks.
package final class Supervisor {
    /// How the service runs.
    package struct Settings: Sendable {
        /// Where nginx reaches it.
        package var address: ListenAddress

        /// The group that may connect to a unix socket; nil is the process's own.
        package var group: String?

        /// How many processes serve.
        package var workers: Int

        /// How many threads each of them has.
        package var threads: Int

        /// Whether it may take the place of a server that answers on its socket path.
        package var replaces = false

        /// Takes the parts as they are; both counts must be positive.
        package init(address: ListenAddress, group: String? = nil, workers: Int = 2, threads: Int = 8) {
            self.address = address
            self.group = group
            self.workers = workers
            self.threads = threads
        }
    }

    private let settings: Settings
    private let log: (String) -> Void
    private let makeHandler: @Sendable () -> Handler
    private let background: Background
    private var slots: [WorkerSlot] = []

    /// Prepares a service.
    ///
    /// - Parameters:
    ///   - settings: how it runs.
    ///   - log: told what happens to workers, one sentence each.
    ///   - background: what the workers do beside requests.
    ///   - makeHandler: called once on every thread that serves.
    package init(
        _ settings: Settings,
        log: @escaping (String) -> Void,
        background: Background = .none,
        makeHandler: @escaping @Sendable () -> Handler
    ) {
        self.settings = settings
        self.log = log
        self.background = background
        self.makeHandler = makeHandler
    }

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Throws: `SocketError` when the address cannot be had or no worker comes up; then nothing was changed.
    package func run() throws {
        var orders = signalSet(SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGUSR1)
        sigprocmask(SIG_BLOCK, &orders, nil)
        let socket = try ListeningSocket(settings.address, group: settings.group, replaces: settings.replaces)
        slots = (0..<settings.workers).map { start(slot: $0, on: socket) }
        guard slots.allSatisfy({ $0.isReady }) else {
            stop(socket)
            socket.withdraw()
            throw SocketError("The service did not start: a worker ended before it was ready")
        }
        try socket.publish()
        log("serving on \(settings.address)")
        while true {
            switch waitForSignal(&orders) {
            case SIGTERM, SIGINT:
                log("stopping")
                stop(socket)
                log("stopped")
                return
            case SIGHUP: replaceAll(socket)
            default: replaceDead(socket)
            }
        }
    }

    /// Waits for a signal, but no longer than until the next worker is due; then answers -1.
    private func waitForSignal(_ orders: inout sigset_t) -> Int32 {
        guard let due = slots.compactMap(\.restartAt).min() else {
            return sigwaitinfo(&orders, nil)
        }
        let left = max(1, due - monotonicMilliseconds())
        var limit = timespec(tv_sec: left / 1000, tv_nsec: left % 1000 * 1_000_000)
        return sigtimedwait(&orders, nil, &limit)
    }

    private func start(slot index: Int, on socket: ListeningSocket) -> WorkerSlot {
        let worker = Worker(
            socket: socket,
            threads: settings.threads,
            isFirst: index == 0,
            background: background,
            makeHandler: makeHandler
        )
        return WorkerSlot.start(worker)
    }

    /// Notices workers that ended on their own, and starts those whose pause is over.
    private func replaceDead(_ socket: ListeningSocket) {
        var status: Int32 = 0
        while case let processID = waitpid(-1, &status, WNOHANG), processID > 0 {
            guard let index = slots.firstIndex(where: { $0.processID == processID }) else { continue }
            slots[index].ended()
            log("worker \(processID) ended (\(ending(status))); a new one follows")
        }
        for index in slots.indices {
            guard let due = slots[index].restartAt, due <= monotonicMilliseconds() else { continue }
            let pause = slots[index].pause
            slots[index] = start(slot: index, on: socket)
            slots[index].pause = pause
        }
    }

    /// Replaces every worker by a new one, which takes connections before the old one is told to end.
    private func replaceAll(_ socket: ListeningSocket) {
        log("replacing workers")
        for index in slots.indices {
            let old = slots[index]
            let new = start(slot: index, on: socket)
            guard new.isReady else {
                log("worker \(new.processID) did not start; the others stay")
                new.send(SIGKILL)
                return
            }
            slots[index] = new
            old.send(SIGUSR1)
        }
        log("replaced workers")
    }

    private func stop(_ socket: ListeningSocket) {
        socket.refuseNewConnections()
        for slot in slots { slot.send(socket.isOwned ? SIGTERM : SIGUSR1) }
        let deadline = monotonicMilliseconds() + (Worker.graceSeconds + background.longestStepSeconds + 2) * 1000
        var status: Int32 = 0
        while waitpid(-1, &status, WNOHANG) >= 0 {
            if monotonicMilliseconds() > deadline {
                for slot in slots { slot.send(SIGKILL) }
            }
            usleep(2_000)
        }
    }
}

private func ending(_ status: Int32) -> String {
    status & 0x7F == 0 ? "exit code \(status >> 8 & 0xFF)" : "signal \(status & 0x7F)"
}
