import Glibc
import System
import LocalStack
import Synchronization
import TestSupport

/// Does damage at random moments, on several hands at once, and remembers what and when.
final class Mayhem: Sendable {
    /// Does one kind of damage and repairs what must not stay; answers what was done.
    typealias Trouble = @Sendable (Mayhem) throws -> String

    /// Some kinds of trouble that come one after the other, in an order that changes from round to round.
    struct Hand: Sendable {
        /// The rest before each.
        let pauseMilliseconds: ClosedRange<Int>
        let troubles: [Trouble]
    }

    /// What was done, in seconds since the beginning.
    struct Deed: Sendable, CustomStringConvertible {
        let name: String
        let from: Double
        let to: Double

        var description: String { "\(from.short)-\(to.short) s \(name)" }
    }

    private struct State {
        var random: SeededRandom
        var deeds: [Deed] = []
        var running = 0
        var isOver = false
    }

    private let start = ContinuousClock.now
    private let state: Mutex<State>

    /// Begins.
    init(seed: UInt64, _ hands: [Hand]) {
        state = Mutex(State(random: SeededRandom(seed: seed), running: hands.count))
        for hand in hands {
            startThread { [self] in
                while !isOver { goRound(hand) }
                state.withLock { $0.running -= 1 }
            }
        }
    }

    /// What has been done so far, in order.
    var deeds: [Deed] { state.withLock { $0.deeds } }

    /// How often that has been done.
    func count(_ name: String) -> Int { deeds.count { $0.name == name } }

    /// Ends it, once everything is repaired.
    ///
    /// - Returns: whether it came to an end.
    @discardableResult
    func end() -> Bool {
        state.withLock { $0.isOver = true }
        return waitUntil(milliseconds: 90_000) { state.withLock { $0.running == 0 } }
    }

    /// Draws a number.
    func draw(_ range: ClosedRange<Int>) -> Int { state.withLock { Int.random(in: range, using: &$0.random) } }

    /// Waits for a while that it draws.
    func pause(milliseconds: ClosedRange<Int>) { usleep(useconds_t(draw(milliseconds) * 1_000)) }

    private var isOver: Bool { state.withLock { $0.isOver } }

    private func goRound(_ hand: Hand) {
        for trouble in state.withLock({ hand.troubles.shuffled(using: &$0.random) }) {
            pause(milliseconds: hand.pauseMilliseconds)
            if isOver { return }
            let from = (ContinuousClock.now - start).seconds
            let name: String
            do { name = try trouble(self) } catch { name = "failed: \(error)" }
            let deed = Deed(name: name, from: from, to: (ContinuousClock.now - start).seconds)
            state.withLock { $0.deeds.append(deed) }
        }
    }
}

extension Stack {
    /// Kills a worker with the one signal that nobody can prepare for.
    func killWorker(_ mayhem: Mayhem) -> String {
        let workers = workers
        guard !workers.isEmpty else { return "no worker to kill" }
        kill(workers[mayhem.draw(0...workers.count - 1)], SIGKILL)
        return "killed a worker"
    }

    /// Starts a command of the operator and kills it soon after.
    func killCommand(_ name: String, _ mayhem: Mayhem) throws -> String {
        let command = try start(name, "--seconds", "5")
        mayhem.pause(milliseconds: 20...300)
        let hasEnded = !command.isRunning
        command.stop(SIGKILL)
        return hasEnded ? "a command ended by itself" : "killed a command"
    }
}
