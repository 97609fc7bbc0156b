package import Scheduling

/// The ways out that are configured; one set for each thread that sends.
package struct Channels {
    /// What is known of an attempt whose outcome was not.
    package enum Finding: Hashable, Sendable {
        /// The provider has it under that name.
        case found(providerID: String)
        /// The provider does not have it.
        case absent
        /// The provider could not be asked.
        case unclear(reason: String)
    }

    /// Sends an e-mail within so many milliseconds; nil when e-mail is not configured.
    package var email: ((Letter, Int) -> Outcome)?

    /// Repeats an e-mail of whose earlier attempt nobody knows the outcome; nil is as `email`.
    package var emailAgain: ((Letter, Int) -> Outcome)?

    /// Sends an SMS within so many milliseconds; nil when SMS is not configured.
    package var sms: ((ShortMessage, Int) -> Outcome)?

    /// Looks for an SMS that may have been sent since a moment, within so many milliseconds.
    package var findSMS: ((ShortMessage, Moment, Int) -> Finding)?

    /// The channels whose messages an inbox of files keeps instead of a provider.
    package var kept: Set<OutboxMessage.Channel> = []

    /// Names of the settings that e-mail lacks.
    package var missingForEmail: [String]

    /// Names of the settings that SMS lacks.
    package var missingForSMS: [String]

    /// No way out: everything stays queued.
    package init(missingForEmail: [String] = [], missingForSMS: [String] = []) {
        self.missingForEmail = missingForEmail
        self.missingForSMS = missingForSMS
    }

    /// Names of the settings that a channel lacks.
    package func missing(for channel: OutboxMessage.Channel) -> String {
        (channel == .email ? missingForEmail : missingForSMS).joined(separator: ", ")
    }
}
