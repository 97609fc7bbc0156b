import Synchronization

/// Numbers from 0 on, each once.
package final class Counter: Sendable {
    private let value = Mutex(0)

    /// Begins.
    package init() {}

    /// The next one.
    package func next() -> Int {
        value.withLock { number in
            defer { number += 1 }
            return number
        }
    }
}
