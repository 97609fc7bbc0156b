import HTTP
import Scheduling

extension App {
    /// Sends the messages of a committed change, and says what became of them.
    ///
    /// A provider that fails does not fail the change: what did not go out stays queued.
    func send(_ messages: [OutboxMessage], about booking: Booking, at now: Moment) -> SentMessages {
        SentMessages(messages.isEmpty ? [] : messageSender.deliver(messages, at: now), about: booking)
    }
}

/// What a caller is told about the messages of a change.
struct SentMessages {
    let emailSent: Bool
    let smsSent: Bool
    let warnings: [String]

    init(_ deliveries: [Delivery], about booking: Booking) {
        func isSent(_ channel: OutboxMessage.Channel) -> Bool {
            deliveries.contains { $0.isSent && $0.message.channel == channel && $0.message.recipient == .student }
        }
        emailSent = isSent(.email)
        smsSent = isSent(.sms)
        var warnings = deliveries.compactMap(\.warning)
        if booking.contact.phone == nil, deliveries.contains(where: { $0.message.event == .created }) {
            warnings.append("SMS not sent: the booking has no phone number.")
        }
        self.warnings = warnings
    }

    /// Nothing is known yet: what is kept for a repeated request until the messages have been tried.
    static func queued(_ messages: [OutboxMessage], about booking: Booking) -> SentMessages {
        SentMessages(messages.map { Delivery(message: $0, isSent: false, warning: "It is queued.") }, about: booking)
    }
}

extension JSONWriter {
    /// The member that tells what became of a change's messages.
    mutating func notifications(_ sent: SentMessages) {
        object("notifications") {
            $0.member("emailSent", sent.emailSent)
            $0.member("smsSent", sent.smsSent)
            $0.array("warnings", sent.warnings) { $0.string($1) }
        }
    }
}
