import Glibc
import LocalStack

/// Asks whether something has come about, with a rest after each question; answers false when it has not in time.
///
/// For questions that cost more than a look: a request, a program.
package func waitUntil(milliseconds: Int, every rest: Int, _ condition: () -> Bool) -> Bool {
    waitUntil(milliseconds: milliseconds) {
        if condition() { return true }
        usleep(useconds_t(rest * 1_000))
        return false
    }
}
