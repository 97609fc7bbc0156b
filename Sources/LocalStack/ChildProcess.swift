import Glibc
import Synchronization
import System

/// A program that this process started and that ends with it.
///
/// A thread of its own starts the child and waits for it: the kernel's signal at the parent's death is bound to the
/// thread that forked (PR_SET_PDEATHSIG), and a thread of a pool may end at any time.
package final class ChildProcess: Sendable {
    /// The process id; once the child has ended, it may belong to another process.
    package let processID: Int32

    private let guardian: Guardian

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - path: the full path of the program.
    ///   - arguments: what follows the program's name.
    ///   - environment: `NAME=VALUE` lines; the whole environment of the child but for the sanitizers' settings.
    ///   - logPath: the file to which stdout and stderr are appended.
    /// - Throws: `LocalStackError` when the log cannot be opened or the program cannot be started.
    package init(
        _ path: String,
        _ arguments: [String],
        environment: [String] = currentEnvironment(),
        logPath: String
    ) throws {
        let log = open(logPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard log >= 0 else { throw LocalStackError("The file \(logPath) cannot be written: \(errorText())") }
        defer { close(log) }
        guardian = Guardian()
        let environment = environment + sanitizerSettings()
        let answer = guardian.start {
            spawn(path, arguments, environment: environment, output: log, deathSignal: SIGTERM)
        }
        guard answer > 0 else { throw LocalStackError("\(path) cannot be started: \(errorText(-answer))") }
        processID = answer
    }

    /// Whether the child still runs.
    package var isRunning: Bool { guardian.status == nil }

    /// The exit code, or 128 plus the signal that ended it; nil while it runs.
    package var exitCode: Int32? {
        guardian.status.map { $0 & 0x7F == 0 ? $0 >> 8 & 0xFF : 128 + ($0 & 0x7F) }
    }

    /// Sends a signal; nothing happens when the child has ended.
    package func send(_ signal: Int32) {
        guardian.whileUnreaped { _ = kill(processID, signal) }
    }

    /// Waits until the child has ended, or for so long; answers whether it has ended.
    @discardableResult
    package func wait(milliseconds: Int) -> Bool {
        waitUntil(milliseconds: milliseconds) { !self.isRunning }
    }

    /// Asks the child to end, and after the grace forces it.
    ///
    /// - Parameters:
    ///   - signal: how it is asked; SIGKILL asks nothing.
    ///   - graceMilliseconds: how long it may take.
    package func stop(_ signal: Int32 = SIGTERM, graceMilliseconds: Int = 10_000) {
        if signal != SIGKILL {
            send(signal)
            if wait(milliseconds: graceMilliseconds) { return }
        }
        // The whole group: a master process that is killed cannot end its own children.
        guardian.whileUnreaped { _ = kill(-processID, SIGKILL) }
        wait(milliseconds: 5_000)
    }
}

/// The thread that starts one child, waits for it and keeps how it ended.
private final class Guardian: Sendable {
    private struct State {
        var processID: pid_t?
        var status: Int32?
    }

    private let state = Mutex(State())

    /// As waitpid(2) reports it; nil while the child runs.
    var status: Int32? { state.withLock { $0.status } }

    /// Starts the thread; answers the process id, or minus errno.
    func start(_ spawn: @escaping @Sendable () -> pid_t) -> pid_t {
        let begun = startThread { [self] in
            let child = spawn()
            if child > 0 { Leftovers.shared.add(child: child) }
            state.withLock { $0.processID = child }
            if child > 0 { reap(child) }
        }
        guard begun else { return -EAGAIN }
        while true {
            if let processID = state.withLock({ $0.processID }) { return processID }
            usleep(200)
        }
    }

    /// Runs the body only while the process id is certainly the child's.
    func whileUnreaped(_ body: () -> Void) {
        state.withLock { if $0.status == nil { body() } }
    }

    private func reap(_ child: pid_t) {
        var information = siginfo_t()
        while waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
        Leftovers.shared.forget(child: child)
        state.withLock {
            var status: Int32 = 0
            waitpid(child, &status, 0)
            $0.status = status
        }
    }
}

/// The sanitizers' settings of this process.
///
/// Its children need them, or their findings are lost.
private func sanitizerSettings() -> [String] {
    currentEnvironment().filter { line in
        ["ASAN_OPTIONS=", "LSAN_OPTIONS=", "TSAN_OPTIONS="].contains { line.hasPrefix($0) }
    }
}
