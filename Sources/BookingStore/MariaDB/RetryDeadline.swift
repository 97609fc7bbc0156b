import Glibc

/// How long a transaction that met another one is tried again: after 1 to 10 milliseconds, drawn at random and growing, for
/// at most two seconds in all.
struct RetryDeadline {
    private let end = ContinuousClock.now + .seconds(2)
    private var longest: UInt32 = 10_000

    /// Waits a little; false when it has taken too long already.
    mutating func pause() -> Bool {
        guard ContinuousClock.now < end else { return false }
        usleep(.random(in: 1000...longest))
        longest = min(longest * 2, 160_000)
        return true
    }
}
