/// How long to wait before the next attempt.
package enum Backoff {
    /// How long the first pause is as a rule: 15 seconds.
    package static let firstSeconds = 15
    private static let longestSeconds = 3600

    /// The longest pause of our own where the provider said that it is only busy: a queue that meets a rate limit would
    /// otherwise take hours, because most of its messages are turned away most of the time.
    private static let longestWhenBusy = 30

    /// Seconds until the next attempt: the first pause, twice as long, … up to an hour, a fifth more or less.
    ///
    /// The chance in it keeps messages out of step. It is never less than what the provider asked for; where it asked,
    /// the pause of our own is half a minute at most.
    ///
    /// - Parameters:
    ///   - attempts: how many attempts were made, 1 or more.
    ///   - first: how long the first pause is, in seconds.
    ///   - asked: what the provider said; nil when nothing.
    ///   - random: where the jitter comes from.
    /// - Returns: seconds.
    package static func seconds(
        after attempts: Int,
        first: Int = firstSeconds,
        asked: Int?,
        using random: inout some RandomNumberGenerator
    ) -> Int {
        let doubled = min(asked == nil ? longestSeconds : longestWhenBusy, first << min(max(attempts, 1) - 1, 10))
        let jitter = Int.random(in: -doubled / 5...doubled / 5, using: &random)
        return max(doubled + jitter, asked ?? 0)
    }
}
