import Glibc

/// Milliseconds of a clock that nobody sets and that never goes back.
package func monotonicMilliseconds() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
}

/// Seconds of the same clock.
package func monotonicSeconds() -> Int { monotonicMilliseconds() / 1000 }
