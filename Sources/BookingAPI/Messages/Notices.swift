import HTTP
import Scheduling

/// What a caller is told about the messages of a change.
struct Notices {
    let emailSent: Bool
    let smsSent: Bool
    let warnings: [String]

    /// Sends the messages of a committed change, and says what became of them.
    init(sending messages: [OutboxMessage], of booking: Booking, _ call: Call, _ app: App) {
        let deliveries = messages.isEmpty ? [] : app.messageSender.deliver(messages, at: call.now)
        self.init(deliveries, of: booking)
    }

    /// Nothing is known yet: what is kept for a repeated request until the messages have been tried.
    static func queued(_ messages: [OutboxMessage], of booking: Booking) -> Notices {
        Notices(messages.map { Delivery(message: $0, isSent: false, warning: "It is queued.") }, of: booking)
    }

    private init(_ deliveries: [Delivery], of booking: Booking) {
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
}

extension JSONWriter {
    /// The member that tells what became of a change's messages.
    mutating func notifications(_ notices: Notices) {
        object("notifications") {
            $0.member("emailSent", notices.emailSent)
            $0.member("smsSent", notices.smsSent)
            $0.array("warnings", notices.warnings) { $0.string($1) }
        }
    }

    /// What became of a booking's messages, for staff: a member of the booking's answer.
    mutating func messages(_ records: [MessageRecord]) {
        array("messages", records) { json, record in
            json.object {
                $0.member("id", record.message.id.description)
                $0.member("event", record.message.event.rawValue)
                $0.member("recipient", record.message.recipient.rawValue)
                $0.member("channel", record.message.channel.rawValue)
                $0.member("address", record.message.address)
                $0.member("state", record.state.rawValue)
                $0.member("attempts", record.attempts)
                $0.member("createdAt", record.message.createdAt)
                $0.member("nextAttemptAt", record.nextAttemptAt)
                $0.member("sentAt", record.sentAt)
                $0.member("delivery", record.delivery?.rawValue)
                $0.member("deliveryAt", record.deliveryAt)
                $0.member("lastError", record.lastError)
            }
        }
    }
}
