package import Outbound
package import Scheduling

/// Sends e-mail: through Resend's API, or through its mail server when the API cannot be reached and both are set up.
///
/// It belongs to one thread.
package final class EmailChannel {
    /// How a letter travels.
    package enum Way: String, Sendable {
        /// The HTTP API.
        case api
        /// The submission server.
        case smtp
    }

    /// One attempt to send.
    package struct Attempt: Hashable, Sendable {
        /// What became of it.
        package let outcome: Outcome

        /// How the letter travelled.
        ///
        /// When the outcome is unknown, the next attempt must go the same way.
        package let way: Way
    }

    private let api: Resend?
    private let smtp: ResendSMTP?
    private let transfer: Transfer
    private let pause = Pause()

    /// Nil when neither way is set up.
    package init?(_ settings: ProviderSettings, transfer: Transfer) {
        guard settings.resend != nil || settings.resendSMTP != nil else { return nil }
        api = settings.resend
        smtp = settings.resendSMTP
        self.transfer = transfer
    }

    /// The way that is tried first.
    ///
    /// An attempt of unknown outcome is repeated on it, because it was most likely made there.
    package var firstWay: Way { api == nil ? .smtp : .api }

    /// Sends a letter at most once, however often it is called for the same letter within 24 hours.
    ///
    /// The second way is taken only when the letter did not reach the first, for certain. Resend does not promise that
    /// both know the same idempotency keys, so a letter that both have taken might arrive twice.
    ///
    /// - Parameters:
    ///   - letter: what is sent.
    ///   - uncertain: the way of an earlier attempt whose outcome is unknown; only that way is then taken.
    ///   - timeouts: how long it may take; the second way has what the first has left.
    ///   - now: the present moment, for pauses that Resend asks for.
    /// - Returns: what became of it, and on which way.
    package func send(
        _ letter: Letter,
        uncertain: Way?,
        within timeouts: Timeouts,
        at now: Moment
    ) -> Attempt {
        if let wait = pause.secondsLeft(at: now) {
            return Attempt(outcome: .retry(afterSeconds: wait, reason: "Resend asked for a pause."), way: .api)
        }
        let watch = Stopwatch()
        if uncertain != .smtp, let api {
            do throws(TransferFailure) {
                let (outcome, seconds) = try api.send(letter, over: transfer, within: timeouts, at: now)
                pause.begin(at: now, seconds: seconds)
                return Attempt(outcome: outcome, way: .api)
            } catch {
                guard case .notReached = error, uncertain == nil, smtp != nil else {
                    return Attempt(outcome: error.outcome(at: "Resend"), way: .api)
                }
            }
        }
        guard uncertain != .api, let smtp else {
            let reason = "The way on which an earlier attempt was made is no longer set up."
            return Attempt(outcome: .unknown(reason: reason), way: uncertain ?? .api)
        }
        let left = timeouts.totalMilliseconds - watch.milliseconds
        do throws(TransferFailure) {
            return Attempt(
                outcome: try smtp.send(letter, over: transfer, within: Timeouts(totalMilliseconds: left)),
                way: .smtp
            )
        } catch {
            return Attempt(outcome: error.outcome(at: "Resend's mail server"), way: .smtp)
        }
    }
}

/// Counts milliseconds, on a clock that no administrator or time server sets.
private struct Stopwatch {
    private let start = ContinuousClock.now

    var milliseconds: Int {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
