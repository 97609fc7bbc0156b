import Glibc

/// Asks every few milliseconds whether something has come about; answers false when it has not in time.
package func waitUntil(milliseconds: Int, _ condition: () -> Bool) -> Bool {
    let deadline = monotonicMilliseconds() + milliseconds
    while !condition() {
        if monotonicMilliseconds() >= deadline { return condition() }
        usleep(2_000)
    }
    return true
}

/// Milliseconds of a clock that nobody sets.
private func monotonicMilliseconds() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
}
