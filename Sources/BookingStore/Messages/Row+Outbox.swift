import Scheduling

extension OutboxMessage {
    init(_ row: inout Row) throws {
        self.init(
            id: try row.id(),
            brandID: try row.id(),
            bookingID: try row.id(),
            event: try row.word(),
            revision: try row.int(),
            recipient: try row.word(),
            channel: try row.word(),
            address: try row.text(),
            createdAt: try row.moment(),
            manageURL: try row.optionalText(),
            previousStartAt: try row.optionalMoment()
        )
    }

    /// Its columns, in the order in which it is read.
    var parameters: [Parameter] {
        [
            .id(id), .id(brandID), .id(bookingID), .text(event.rawValue), .int(revision), .text(recipient.rawValue),
            .text(channel.rawValue), .text(address), .moment(createdAt), .text(manageURL), .moment(previousStartAt),
        ]
    }
}

extension MessageRecord {
    init(_ row: inout Row) throws {
        let message = try OutboxMessage(&row)
        let state: MessageState = try row.word()
        let attempts = try row.int()
        let nextAttemptAt = try row.moment()
        self.init(
            message: message,
            state: state,
            attempts: attempts,
            nextAttemptAt: state == .queued ? nextAttemptAt : nil,
            sentAt: try row.optionalMoment(),
            delivery: try row.optionalWord(),
            deliveryAt: try row.optionalMoment(),
            lastError: try row.optionalText()
        )
    }
}

extension LeasedMessage {
    init(_ row: inout Row, _ lease: Lease) throws {
        self.init(
            message: try OutboxMessage(&row),
            leaseToken: lease.token,
            attempts: try row.int(),
            firstAttemptAt: try row.optionalMoment(),
            payload: try row.optionalText(),
            isOutcomeUnknown: try row.flag()
        )
    }
}

extension Parameter {
    /// Words of a provider, cut to what their column holds.
    static func words(_ text: String?, limit: Int = 500) -> Parameter {
        .text(text.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(limit))) })
    }
}
