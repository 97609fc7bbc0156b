import Glibc
import System

/// Asks every few milliseconds whether something has come about; answers false when it has not in time.
package func waitUntil(milliseconds: Int, _ condition: () -> Bool) -> Bool {
    let deadline = monotonicMilliseconds() + milliseconds
    while !condition() {
        if monotonicMilliseconds() >= deadline { return condition() }
        usleep(2_000)
    }
    return true
}
