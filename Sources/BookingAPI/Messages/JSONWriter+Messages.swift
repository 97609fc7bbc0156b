import HTTP
import Scheduling

extension JSONWriter {
    /// What became of a booking's messages, for staff.
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
