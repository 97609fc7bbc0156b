import Dispatch
import System
import LocalStack
import Synchronization
import Testing

/// Threads that begin at the same moment, each for one call of a body.
final class Threads: Sendable {
    private let begin = DispatchSemaphore(value: 0)
    private let running: Mutex<Int>
    private let failures = Mutex<[any Error]>([])

    private init(_ count: Int) {
        running = Mutex(count)
    }

    /// Runs `body` on that many threads and waits for all of them.
    ///
    /// - Parameters:
    ///   - count: how many threads.
    ///   - body: what each does, with its number; what it throws is an issue.
    static func run(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) {
        let threads = Threads(count)
        for number in 0..<count {
            #expect(startThread { threads.call(body, number) })
        }
        for _ in 0..<count { threads.begin.signal() }
        #expect(waitUntil(milliseconds: 120_000) { threads.running.withLock { $0 == 0 } })
        for failure in threads.failures.withLock({ $0 }) { Issue.record(failure) }
    }

    private func call(_ body: (Int) throws -> Void, _ number: Int) {
        begin.wait()
        do {
            try body(number)
        } catch {
            failures.withLock { $0.append(error) }
        }
        running.withLock { $0 -= 1 }
    }
}
