import Glibc
import System
import LocalStack
import Synchronization
import TestSupport

/// Clients who book, pay, move and cancel until they are told to stop, and who do not give up on an unclear outcome.
///
/// How to use it stands at `Ground`.
final class Crowd: Sendable {
    /// What it was told.
    let ledger = Ledger()

    private let ground: Ground
    private let running: Mutex<Int>
    private let isOver = Mutex(false)

    /// Lets them begin.
    ///
    /// - Parameters:
    ///   - ground: where.
    ///   - clients: how many at once; each acts for several people.
    ///   - seed: of everything that they choose.
    init(on ground: Ground, clients: Int, seed: UInt64) {
        self.ground = ground
        running = Mutex(clients)
        for number in 0..<clients {
            startThread { [self] in
                var client = CrowdClient(number, on: ground, ledger, seed: seed &+ UInt64(number))
                while !isOver.withLock({ $0 }) { client.act() }
                client.finish()
                running.withLock { $0 -= 1 }
            }
        }
    }

    /// Lets them finish what they have begun, and waits for it.
    func end() {
        isOver.withLock { $0 = true }
        let isDone = waitUntil(milliseconds: 120_000) { running.withLock { $0 == 0 } }
        if !isDone { ledger.complain("clients that do not come to an end") }
    }
}
