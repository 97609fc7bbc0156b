package import Outbound
package import Scheduling

extension Channels {
    /// The channels that the settings allow.
    ///
    /// They belong to the thread that owns `transfer`.
    ///
    /// - Parameters:
    ///   - settings: the operator's.
    ///   - transfer: carries everything; it must have been made with `settings.authorities`.
    ///   - now: the present moment, for pauses that a provider asks for.
    package init(_ settings: ProviderSettings, over transfer: Transfer, now: @escaping () -> Moment) {
        self.init(missingForEmail: settings.missingForEmail, missingForSMS: settings.missingForSMS)
        if let channel = EmailChannel(settings, transfer: transfer) {
            email = { letter, milliseconds in
                let timeouts = Timeouts(totalMilliseconds: milliseconds)
                return channel.send(letter, uncertain: nil, within: timeouts, at: now()).outcome
            }
            emailAgain = { letter, milliseconds in
                let timeouts = Timeouts(totalMilliseconds: milliseconds)
                return channel.send(letter, uncertain: channel.firstWay, within: timeouts, at: now()).outcome
            }
        }
        if let twilio = settings.twilio {
            let pause = Pause()
            sms = { message, milliseconds in
                if let left = pause.secondsLeft(at: now()) {
                    return .retry(afterSeconds: left, reason: "Twilio asked for a pause.")
                }
                let timeouts = Timeouts(totalMilliseconds: milliseconds)
                let (outcome, seconds) = twilio.send(message, over: transfer, within: timeouts)
                pause.begin(at: now(), seconds: seconds)
                return outcome
            }
            findSMS = { message, since, milliseconds in
                let timeouts = Timeouts(totalMilliseconds: milliseconds)
                return twilio.lookUp(message, since: since, excluding: [], over: transfer, within: timeouts)
            }
        }
    }
}

/// For how long a provider wants to be left alone.
final class Pause {
    private var end = Moment(seconds: 0)

    /// Nil when there is no pause now.
    func secondsLeft(at now: Moment) -> Int? {
        now < end ? end.seconds(since: now) : nil
    }

    /// Nil changes nothing.
    func begin(at now: Moment, seconds: Int?) {
        if let seconds { end = Moment(seconds: now.seconds + seconds) }
    }
}
