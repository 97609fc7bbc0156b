package import Scheduling

/// What Twilio tells us: how an SMS of ours fares, and who wants no more of them.
///
/// Sources: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status and …/guides/webhook-request.
package enum TwilioCallback {
    /// Reads a callback whose signature has been checked.
    ///
    /// A callback that is no news becomes a report that changes nothing.
    ///
    /// - Parameters:
    ///   - form: the body.
    ///   - reference: our id of the message, from the callback's query (`n`); the signature covers it.
    /// - Returns: what the callback says about an SMS or a number.
    package static func report(_ form: FormFields, reference: String?) -> DeliveryReport {
        let id = (form.word("MessageSid") ?? form.word("SmsSid")).flatMap { isMessageID($0) ? $0 : nil }
        let word = form.word("MessageStatus") ?? form.word("SmsStatus") ?? ""
        if word == "received" || form["Body"] != nil { return received(form, id: id) }
        let status = Self.status(of: word)
        let code = form.word("ErrorCode").flatMap { Int($0) }
        let isBad = status == .undelivered && code.map { Twilio.isBadAddress($0) } == true
        return DeliveryReport(
            provider: "twilio",
            eventID: "\(id ?? "")/\(oneLine(String(word.prefix(32))))",
            providerID: id,
            messageID: reference.flatMap { ID($0) },
            status: id == nil ? nil : status,
            address: isBad ? form.word("To").flatMap { phone($0) } : nil,
            blocks: isBad ? true : nil,
            reason: code == 21_610 ? "stopped" : code.map(String.init)
        )
    }

    /// Reads an SMS to us.
    ///
    /// Twilio itself answers STOP and START; we only keep in mind who sent them.
    private static func received(_ form: FormFields, id: String?) -> DeliveryReport {
        let word = (form.word("OptOutType") ?? form.word("Body") ?? "").filter { $0 != " " }.uppercased()
        let stops = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]
        let blocks: Bool? = stops.contains(word) ? true : ["START", "UNSTOP", "YES"].contains(word) ? false : nil
        return DeliveryReport(
            provider: "twilio",
            eventID: "\(id ?? "")/received",
            providerID: nil,
            messageID: nil,
            status: nil,
            address: blocks == nil ? nil : form.word("From").flatMap { phone($0) },
            blocks: blocks,
            reason: blocks == true ? "stopped" : nil
        )
    }

    private static func status(of word: String) -> DeliveryReport.Status? {
        switch word {
        case "accepted", "queued", "scheduled", "sending": .accepted
        case "sent", "partially_delivered": .sent
        case "delivered", "read": .delivered
        case "undelivered", "failed", "canceled": .undelivered
        default: nil
        }
    }

    private static func phone(_ text: String) -> DeliveryReport.Address? {
        let digits = text.dropFirst()
        guard text.first == "+", (2...15).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) })
        else { return nil }
        return DeliveryReport.Address(channel: .sms, text: text)
    }

    private static func isMessageID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0) }
    }
}
