import Scheduling

extension Delivery {
    /// What a person is told about a message that was settled so.
    init(_ message: OutboxMessage, _ result: AttemptResult, keptBecause notice: String?) {
        let channel = message.channel == .email ? "E-mail" : "SMS"
        let about = "\(channel) to the \(message.recipient.rawValue) not sent: "
        switch result {
        case .sent:
            let warning = notice.map { about + $0 + "; it is in the inbox of files." }
            self.init(message: message, isSent: warning == nil, warning: warning)
        case .later(_, let reason, _):
            self.init(
                message: message,
                isSent: false,
                warning: about + reason + "; it stays queued and will be retried."
            )
        case .refused(let reason, _), .givenUp(let reason):
            let instead = message.isReminderBySMS ? "; it goes by e-mail." : "."
            self.init(message: message, isSent: false, warning: about + reason + instead)
        }
    }
}

extension OutboxMessage {
    /// Whether e-mail takes its place where it cannot go; see `Reminder.byEmail`.
    var isReminderBySMS: Bool { event == .reminder && channel == .sms }
}
