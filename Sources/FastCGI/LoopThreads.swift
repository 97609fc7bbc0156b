import Dispatch
import Synchronization
import System

/// The loops of one worker, each on a thread of its own.
final class LoopThreads: Sendable {
    /// How far the worker's end has come.
    enum Phase: Int {
        /// It serves.
        case serving
        /// It was told to end; requests may still run.
        case ending
        /// No request runs any more, or has been given up.
        case afterRequests
    }

    /// How long a loop rests at least after a step that failed: a database that is away is met again a little later.
    private static let pauseAfterFault = 5_000

    private let loops: [BackgroundLoop]
    private let report: @Sendable (_ loop: String, any Error) -> Void
    private let rawPhase = Atomic<Int>(Phase.serving.rawValue)
    private let runningCount = Atomic<Int>(0)

    init(_ loops: [BackgroundLoop], report: @escaping @Sendable (_ loop: String, any Error) -> Void) {
        self.loops = loops
        self.report = report
    }

    /// How many have not ended.
    var running: Int { runningCount.load(ordering: .acquiring) }

    /// Starts the threads.
    func start() {
        for loop in loops {
            runningCount.add(1, ordering: .acquiringAndReleasing)
            let isStarted = startThread { [self] in
                run(loop)
                runningCount.subtract(1, ordering: .acquiringAndReleasing)
            }
            if isStarted { continue }
            runningCount.subtract(1, ordering: .acquiringAndReleasing)
            report(loop.name, SystemError())
        }
    }

    /// Tells the loops how far the worker's end has come, and wakes those that rest.
    func enter(_ phase: Phase) {
        rawPhase.store(phase.rawValue, ordering: .releasing)
        // Once for each loop, also where several share an alarm: whoever is woken by it ends.
        for loop in loops where isOver(loop) { loop.alarm.signal() }
    }

    private func isOver(_ loop: BackgroundLoop) -> Bool {
        switch Phase(rawValue: rawPhase.load(ordering: .acquiring)) {
        case .ending: loop.end == .whenTold
        case .afterRequests: true
        case .serving, nil: false
        }
    }

    private func run(_ loop: BackgroundLoop) {
        let step = loop.makeStep()
        var lastFault: String?
        while !isOver(loop) {
            var pause = loop.pauseMilliseconds
            switch attempt(loop, step, &lastFault) {
            case .more: continue
            case .done, .idle: break
            case nil: pause = pause.map { max($0, Self.pauseAfterFault) }
            }
            _ = loop.alarm.wait(timeout: pause.map { .now() + .milliseconds($0) } ?? .distantFuture)
        }
        if loop.end == .afterRequests(oneMoreStep: true) { _ = attempt(loop, step, &lastFault) }
    }

    /// One step; nil when it failed.
    ///
    /// A fault is reported once for as long as it stays the same.
    private func attempt(
        _ loop: BackgroundLoop,
        _ step: BackgroundLoop.Step,
        _ lastFault: inout String?
    ) -> BackgroundLoop.Outcome? {
        do {
            let outcome = try step()
            if outcome != .idle { lastFault = nil }
            return outcome
        } catch {
            let fault = "\(error)"
            if fault != lastFault { report(loop.name, error) }
            lastFault = fault
            return nil
        }
    }
}
