import FoundationEssentials
package import Scheduling

/// Resend's webhooks: https://resend.com/docs/dashboard/webhooks/event-types.
package enum ResendEvent {
    private struct Event: Decodable {
        let type: String
        let data: Details?
    }

    private struct Details: Decodable {
        let emailID: String?
        let to: [String]?
        let bounce: Bounce?
        let failed: Reason?
        let suppressed: Reason?

        private enum CodingKeys: String, CodingKey {
            case to, bounce, failed, suppressed
            case emailID = "email_id"
        }
    }

    private struct Bounce: Decodable {
        let type: String?
        let subType: String?
    }

    private struct Reason: Decodable {
        let reason: String?
    }

    /// Reads an event whose signature has been checked.
    ///
    /// An event that is no news becomes a report that changes nothing.
    ///
    /// - Parameters:
    ///   - body: the JSON as it came.
    ///   - eventID: `svix-id`, the same for every repeat.
    /// - Returns: what the event says about a letter or an address.
    package static func report(_ body: [UInt8], eventID: String) -> DeliveryReport {
        let event = try? JSONDecoder().decode(Event.self, from: Data(body))
        let details = event?.data
        let id = details?.emailID.flatMap { (1...64).contains($0.utf8.count) ? $0 : nil }
        let status = event.flatMap { Self.status(of: $0) }
        let blocks = status == .complained || status == .bounced
        // Our letters have one recipient each. With several, we could not tell whose address is meant.
        let address = details?.to.flatMap { $0.count == 1 ? Mailbox($0[0])?.address.lowercased() : nil }
        return DeliveryReport(
            provider: "resend",
            eventID: eventID,
            providerID: id,
            messageID: nil,
            status: id == nil ? nil : status,
            address: blocks ? address.map { DeliveryReport.Address(channel: .email, text: $0) } : nil,
            blocks: blocks && address != nil ? true : nil,
            reason: status.flatMap { Self.reason($0, details) }
        )
    }

    private static func status(of event: Event) -> DeliveryReport.Status? {
        switch event.type {
        case "email.scheduled": .accepted
        case "email.sent": .sent
        case "email.delivery_delayed": .delayed
        case "email.delivered": .delivered
        case "email.failed": .undelivered
        // Only a permanent bounce condemns the address; a full mailbox may have room tomorrow.
        case "email.bounced": event.data?.bounce?.type == "Permanent" ? .bounced : .undelivered
        case "email.suppressed": event.data?.suppressed?.reason == "previous_complaint" ? .complained : .bounced
        case "email.complained": .complained
        default: nil
        }
    }

    private static func reason(_ status: DeliveryReport.Status, _ details: Details?) -> String? {
        switch status {
        case .bounced: "bounced"
        case .complained: "complained"
        case .undelivered:
            (details?.bounce?.subType ?? details?.failed?.reason).map { String(oneLine($0).prefix(64)) } ?? "failed"
        default: nil
        }
    }
}
