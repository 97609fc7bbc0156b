import Dispatch
import LocalStack
import Synchronization
import Testing

@testable import FastCGI

/// The loops of a worker: when they step, and how they end.
struct LoopThreadsTests {
    private let steps = Counter()
    private let reports = Counter()

    private func threads(_ loops: BackgroundLoop...) -> LoopThreads {
        LoopThreads(loops) { [reports] _, _ in reports.add() }
    }

    private func hasEnded(_ threads: LoopThreads) -> Bool {
        waitUntil(milliseconds: 10_000) { threads.running == 0 }
    }

    @Test func `a loop steps again after its pause, and at once while there is more`() {
        let seldom = Counter()
        let threads = threads(
            BackgroundLoop("often", pauseMilliseconds: 1) { [steps] in
                {
                    steps.add(); return .done
                }
            },
            BackgroundLoop("seldom", pauseMilliseconds: 3_600_000) { { seldom.add() < 5 ? .more : .done } }
        )
        threads.start()
        #expect(waitUntil(milliseconds: 10_000) { steps.count > 3 && seldom.count == 5 })
        threads.enter(.ending)
        #expect(hasEnded(threads))
        #expect(seldom.count == 5)
    }

    @Test func `a loop that is told to end finishes its step, and begins no other`() {
        let (isIn, mayLeave) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let finished = Counter()
        let threads = threads(
            BackgroundLoop("busy", pauseMilliseconds: 1) {
                {
                    isIn.signal()
                    mayLeave.wait()
                    finished.add()
                    return .more
                }
            }
        )
        threads.start()
        isIn.wait()
        threads.enter(.ending)
        #expect(threads.running == 1)
        mayLeave.signal()
        #expect(hasEnded(threads))
        #expect(finished.count == 1)
    }

    @Test func `loops that serve requests end after them, and one that collects has a last look`() {
        let jobs = DispatchSemaphore(value: 0)
        let taken = Counter()
        let sender = { (name: String) in
            BackgroundLoop(name, pauseMilliseconds: nil, end: .afterRequests(oneMoreStep: false), alarm: jobs) {
                {
                    taken.add(); return .idle
                }
            }
        }
        let collector = BackgroundLoop("notes", pauseMilliseconds: nil, end: .afterRequests(oneMoreStep: true)) {
            [steps] in
            {
                steps.add(); return .done
            }
        }
        let threads = threads(sender("one"), sender("two"), collector)
        threads.start()
        #expect(waitUntil(milliseconds: 10_000) { taken.count == 2 && steps.count == 1 })
        threads.enter(.ending)
        jobs.signal()
        #expect(waitUntil(milliseconds: 10_000) { taken.count == 3 })
        #expect(threads.running == 3)
        threads.enter(.afterRequests)
        #expect(hasEnded(threads))
        #expect(taken.count == 3)
        #expect(steps.count == 2)
    }

    @Test func `a fault that stays is reported once, and again when it comes back`() {
        let alarm = DispatchSemaphore(value: 0)
        let threads = threads(
            BackgroundLoop("troubled", pauseMilliseconds: nil, alarm: alarm) { [steps] in
                {
                    // Away, nothing to do, still away, back, away again.
                    switch steps.add() {
                    case 1, 3, 5: throw SocketError("away")
                    case 2: return .idle
                    case 4: return .done
                    default: return .idle
                    }
                }
            }
        )
        threads.start()
        for count in 1...5 {
            #expect(waitUntil(milliseconds: 10_000) { steps.count == count })
            alarm.signal()
        }
        #expect(waitUntil(milliseconds: 10_000) { steps.count == 6 })
        #expect(reports.count == 2)
        threads.enter(.ending)
        #expect(hasEnded(threads))
    }
}

/// Counts, from any thread.
private final class Counter: Sendable {
    private let number = Atomic<Int>(0)

    var count: Int { number.load(ordering: .acquiring) }

    @discardableResult
    func add() -> Int { number.add(1, ordering: .acquiringAndReleasing).newValue }
}
