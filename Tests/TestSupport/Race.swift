import Dispatch
import Scheduling
import Synchronization

extension StoreContract {
    /// Runs `body` on six threads at once, each with its own store.
    ///
    /// - Parameters:
    ///   - contract: opens the stores.
    ///   - body: what each thread does.
    /// - Returns: for each thread what it threw, nil when it threw nothing.
    static func race(
        _ contract: StoreContract,
        _ body: @Sendable (any Store & Administration) throws -> Void
    ) -> [(any Error)?] {
        let outcomes = Mutex<[(any Error)?]>([])
        DispatchQueue.concurrentPerform(iterations: 6) { _ in
            var outcome: (any Error)?
            do { try body(contract.makeStore()) } catch { outcome = error }
            outcomes.withLock { $0.append(outcome) }
        }
        return outcomes.withLock { $0 }
    }
}

/// What the threads of a race have claimed.
final class Claims: Sendable {
    private let ids = Mutex<[ID<Booking>]>([])

    /// All of it, in no order.
    var all: [ID<Booking>] { ids.withLock { $0 } }

    func add(_ more: [ID<Booking>]) {
        ids.withLock { $0.append(contentsOf: more) }
    }
}
