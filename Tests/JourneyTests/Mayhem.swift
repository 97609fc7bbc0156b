import Glibc
import LocalStack
import Synchronization
import TestSupport

/// Kills workers and senders of a stack at random moments, with the one signal that nobody can prepare for.
final class Mayhem: Sendable {
    /// What it has done so far.
    struct Deeds: Sendable {
        var workers = 0
        var commands = 0
        var commandsThatEnded = 0
    }

    private struct State {
        var random: SeededRandom
        var deeds = Deeds()
        var running = 0
        var isOver = false
    }

    private let stack: Stack
    private let state: Mutex<State>

    /// Begins: workers die about every second, `coachbook dispatch` and `coachbook remind` soon after they start.
    init(in stack: Stack, seed: UInt64) {
        self.stack = stack
        state = Mutex(State(random: SeededRandom(seed: seed)))
        start { $0.killWorker() }
        start { $0.killCommand("dispatch") }
        start { $0.killCommand("remind") }
    }

    /// Ends it, and tells what was done.
    func end() -> Deeds {
        state.withLock { $0.isOver = true }
        _ = waitUntil(milliseconds: 10_000) { state.withLock { $0.running == 0 } }
        return state.withLock { $0.deeds }
    }

    private func start(_ deed: @escaping @Sendable (Mayhem) -> Void) {
        state.withLock { $0.running += 1 }
        startThread { [self] in
            while !state.withLock({ $0.isOver }) { deed(self) }
            state.withLock { $0.running -= 1 }
        }
    }

    private func killWorker() {
        pause(milliseconds: 400...1_500)
        guard let worker = stack.workers.randomElement() else { return }
        kill(worker, SIGKILL)
        state.withLock { $0.deeds.workers += 1 }
    }

    private func killCommand(_ name: String) {
        guard let command = try? stack.start(name, "--seconds", "5") else { return }
        pause(milliseconds: 20...300)
        let hasEnded = !command.isRunning
        command.stop(SIGKILL)
        state.withLock { if hasEnded { $0.deeds.commandsThatEnded += 1 } else { $0.deeds.commands += 1 } }
    }

    private func pause(milliseconds: ClosedRange<Int>) {
        usleep(useconds_t(state.withLock { Int.random(in: milliseconds, using: &$0.random) } * 1_000))
    }
}

extension Stack {
    /// The process ids of the workers that live.
    var workers: [pid_t] {
        let supervisor = service.processID
        return contents(of: "/proc/\(supervisor)/task/\(supervisor)/children").split(separator: " ")
            .compactMap { pid_t($0) }
    }
}
