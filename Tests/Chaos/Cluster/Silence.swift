import Glibc

extension Ledger {
    /// Watches the crowd for so long and answers the longest time without a write that was told to have succeeded, in
    /// seconds; one that is not over yet counts.
    func longestSilence(seconds: Double) -> Double {
        let end = ContinuousClock.now + .seconds(seconds)
        var longest = 0.0
        while ContinuousClock.now < end {
            if let lastWrite { longest = max(longest, (ContinuousClock.now - lastWrite).seconds) }
            usleep(5_000)
        }
        return longest
    }
}
