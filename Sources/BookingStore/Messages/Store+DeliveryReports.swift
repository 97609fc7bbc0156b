package import Scheduling

extension MariaDBStore {
    package func block(of address: String, on channel: OutboxMessage.Channel) throws -> AddressBlock? {
        let address = DeliveryReport.Address(typed: address, on: channel)
        return try read { connection in
            try connection.query(
                "SELECT reason, since FROM address_blocks WHERE channel = ? AND address = ?",
                address.parameters
            ) { AddressBlock(reason: try $0.text(), since: try $0.moment()) }
        }.first
    }

    package func receive(_ report: DeliveryReport, at now: Moment) throws -> Bool {
        try transaction { connection in
            guard try connection.insert(report, at: now) else { return false }
            let reported = try connection.reportedMessage(report)
            var isChanged = false
            if let reported, let status = report.status {
                isChanged = try connection.write(status, of: reported, report, at: now)
            }
            let address = report.address ?? reported.map { DeliveryReport.Address(of: $0.message) }
            if let blocks = report.blocks, let address {
                let isBlockChanged =
                    blocks
                    ? try connection.block(address, reason: report.blockReason, at: now)
                    : try connection.unblock(address)
                isChanged = isChanged || isBlockChanged
            }
            return isChanged
        }
    }
}

/// The message that a report is about, as it was before.
private struct ReportedMessage: Record {
    let message: OutboxMessage
    let state: MessageState
    let isOutcomeUnknown: Bool
    let delivery: DeliveryReport.Status?

    init(_ column: inout Columns<ReportedMessage>) throws {
        message = try column.part(\.message)
        state = try column("state", \.state)
        isOutcomeUnknown = try column("is_outcome_unknown", \.isOutcomeUnknown)
        delivery = try column("delivery", \.delivery)
    }
}

extension SQL {
    fileprivate static let messageByID: SQL = """
        SELECT \(columns: ReportedMessage.self) FROM notifications WHERE id = ? FOR UPDATE
        """
    fileprivate static let messageByProviderID: SQL = """
        SELECT \(columns: ReportedMessage.self) FROM notifications WHERE provider_id = ? FOR UPDATE
        """
}

extension Connection {
    /// Blocks an address; false when it is blocked already.
    func block(_ address: DeliveryReport.Address, reason: String, at now: Moment) throws -> Bool {
        try isNew(.primary) {
            try execute(
                "INSERT INTO address_blocks (channel, address, reason, since) VALUES (?, ?, ?, ?)",
                address.parameters + [.words(reason), .moment(now)]
            )
        }
    }

    fileprivate func unblock(_ address: DeliveryReport.Address) throws -> Bool {
        try execute("DELETE FROM address_blocks WHERE channel = ? AND address = ?", address.parameters) == 1
    }

    /// Notes a report; false when it was taken before.
    fileprivate func insert(_ report: DeliveryReport, at now: Moment) throws -> Bool {
        try isNew(.primary) {
            try execute(
                "INSERT INTO provider_events (provider, event_id, received_at) VALUES (?, ?, ?)",
                [.text(report.provider), .words(report.eventID, limit: 255), .moment(now)]
            )
        }
    }

    /// The message by our name for it, or else by the provider's, locked.
    fileprivate func reportedMessage(_ report: DeliveryReport) throws -> ReportedMessage? {
        if let id = report.messageID {
            let named = try query(.messageByID, [.id(id)], ReportedMessage.init).first
            if let named { return named }
        }
        guard let providerID = report.providerID else { return nil }
        return try query(.messageByProviderID, [.text(providerID)], ReportedMessage.init).first
    }

    /// Writes how far a message came; false when more is known already.
    fileprivate func write(
        _ status: DeliveryReport.Status,
        of reported: ReportedMessage,
        _ report: DeliveryReport,
        at now: Moment
    ) throws -> Bool {
        if reported.isOutcomeUnknown, reported.state != .sent {
            try writeSent(reported.message, providerID: report.providerID, at: now)
        }
        if let known = reported.delivery, known >= status { return false }
        try execute(
            "UPDATE notifications SET delivery = ?, delivery_at = ?, last_error = COALESCE(?, last_error) WHERE id = ?",
            [
                .text(status.rawValue), .moment(now), .words(status >= .undelivered ? report.reason : nil),
                .id(reported.message.id),
            ]
        )
        return true
    }

    /// Whoever reports on a message has it; a lease stays, so that its holder may still settle what it knows.
    private func writeSent(_ message: OutboxMessage, providerID: String?, at now: Moment) throws {
        try execute(
            """
            UPDATE notifications SET state = 'sent', provider_id = COALESCE(?, provider_id), sent_at = ?,
                is_outcome_unknown = FALSE, last_error = NULL, payload = NULL, manage_url = NULL
            WHERE id = ?
            """,
            [.words(providerID, limit: 255), .moment(now), .id(message.id)]
        )
        try noteReminder(message, at: now)
    }
}

extension DeliveryReport.Address {
    fileprivate var parameters: [Parameter] { [.text(channel.rawValue), .text(text)] }
}
