import Dispatch
import Scheduling
import Synchronization

extension StoreContract {
    /// Runs `body` on several threads at once, each with its own store.
    ///
    /// - Parameters:
    ///   - contract: opens the stores.
    ///   - threads: how many.
    ///   - body: what each thread does.
    /// - Returns: for each thread what it threw, nil when it threw nothing.
    static func race(
        _ contract: StoreContract,
        threads: Int = 6,
        _ body: @Sendable (any TestStore) throws -> Void
    ) -> [(any Error)?] {
        let outcomes = Mutex<[(any Error)?]>([])
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            var outcome: (any Error)?
            do { try body(contract.makeStore()) } catch { outcome = error }
            outcomes.withLock { $0.append(outcome) }
        }
        return outcomes.withLock { $0 }
    }
}

/// What the threads of a race have claimed.
final class Claims<Of>: Sendable {
    private let ids = Mutex<[ID<Of>]>([])

    /// All of it, in no order.
    var all: [ID<Of>] { ids.withLock { $0 } }

    func add(_ more: [ID<Of>]) {
        ids.withLock { $0.append(contentsOf: more) }
    }
}
