/// What a provider says about a message after it took it, or about an address; its signature has been checked.
package struct DeliveryReport: Hashable, Sendable {
    /// How far the message came; a later case never gives way to an earlier one.
    package enum Status: String, CaseIterable, Comparable, Sendable {
        /// The provider has it.
        case accepted
        /// The provider passed it on.
        case sent
        /// It is delayed; the provider still tries.
        case delayed
        /// It arrived.
        case delivered
        /// It did not arrive and will not.
        case undelivered
        /// The address does not exist, or its server refused for good.
        case bounced
        /// The recipient called it spam.
        case complained

        package static func < (left: Status, right: Status) -> Bool { left.rank < right.rank }

        private var rank: Int { Status.allCases.firstIndex(of: self) ?? 0 }
    }

    /// `resend` or `twilio`.
    package let provider: String

    /// The report's own id, by which a repeated one is known.
    package let eventID: String

    /// The provider's name for the message; nil when the report is about an address only.
    package let providerID: String?

    /// Our name for the message, where the provider repeats it.
    package let messageID: ID<OutboxMessage>?

    /// How far the message came; nil when the report is about an address only.
    package let status: Status?

    /// The channel and address that the report is about; nil when it names none.
    package let address: Address?

    /// Whether nothing may go to the address any more (true), may again (false), or nothing changed (nil).
    package let blocks: Bool?

    /// A word about why, such as `stopped`, `bounced` or the provider's code.
    package let reason: String?

    /// Why the address is blocked, if it is: the reason, or else how far the message came.
    package var blockReason: String { reason ?? status?.rawValue ?? "stopped" }

    /// An address on its channel.
    package struct Address: Hashable, Sendable {
        /// E-mail or SMS.
        package let channel: OutboxMessage.Channel

        /// The e-mail address in lower case, or the phone number.
        package let text: String

        package init(channel: OutboxMessage.Channel, text: String) {
            self.channel = channel
            self.text = text
        }

        /// The address as reports and blocks name it, from one that somebody typed.
        package init(typed text: String, on channel: OutboxMessage.Channel) {
            self.init(channel: channel, text: channel == .email ? text.lowercased() : text)
        }

        /// Where a message goes.
        package init(of message: OutboxMessage) {
            self.init(typed: message.address, on: message.channel)
        }
    }

    package init(
        provider: String,
        eventID: String,
        providerID: String?,
        messageID: ID<OutboxMessage>?,
        status: Status?,
        address: Address?,
        blocks: Bool?,
        reason: String?
    ) {
        self.provider = provider
        self.eventID = eventID
        self.providerID = providerID
        self.messageID = messageID
        self.status = status
        self.address = address
        self.blocks = blocks
        self.reason = reason
    }
}
