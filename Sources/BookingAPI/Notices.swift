import HTTP
import Scheduling

/// What a caller is told about the messages of a change.
struct Notices {
    let emailSent = false
    let smsSent = false
    let warnings: [String]

    /// What became of these outbox rows, in words for an operator; no secrets, no addresses.
    init(_ messages: [OutboxMessage], of booking: Booking, _ app: App) {
        var warnings: [String] = []
        for channel in OutboxMessage.Channel.allCases
        where messages.contains(where: { $0.channel == channel && $0.recipient == .student }) {
            warnings.append("\(channel == .email ? "E-mail" : "SMS") not sent: " + app.settings.notice(for: channel))
        }
        if booking.contact.phone == nil, messages.contains(where: { $0.event == .created }) {
            warnings.append("SMS not sent: the booking has no phone number.")
        }
        self.warnings = warnings
    }
}

extension App.Settings {
    /// Why a message of that channel has not gone out yet.
    func notice(for channel: OutboxMessage.Channel) -> String {
        let missing = channel == .email ? missingForEmail : missingForSMS
        if missing.isEmpty { return "it is queued and goes out shortly." }
        return "\(missing.joined(separator: ", ")) not configured; it stays queued."
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
}
