/// What a brand spends on messages to people who have only said that an address is theirs.
package enum GuestBudget {
    /// Why a message to a guest is not sent to that number, whatever else was sent; nil when it may be.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - subject: what it is about.
    ///   - sender: the number, word or service from which SMS are sent; nil where nothing is sent by SMS.
    /// - Returns: words for staff.
    package static func reasonNotToText(
        _ message: OutboxMessage,
        _ subject: MessageSubject,
        from sender: String?
    ) -> String? {
        guard message.channel == .sms, message.recipient == .student, subject.booking.madeByGuest, let sender else {
            return nil
        }
        let own = CountryCode.of(sender).map { [$0] }
        guard let countries = subject.brand.guests.smsCountries ?? own else {
            return "the brand has not set to which countries guests' SMS go"
        }
        if countries.contains(where: { message.address.hasPrefix("+\($0)") }) { return nil }
        return "guests' SMS do not go to this country"
    }

    /// The limits that a message counts against; none where staff have caused it, or a student who signed in.
    package static func limits(for message: OutboxMessage, in brand: Brand) -> [GuestLimit] {
        guard message.isBudgeted else { return [] }
        let rules = brand.guests
        let name = message.address.lowercased()
        switch message.channel {
        case .email: return [GuestLimit(.email, of: name, most: rules.emailsPerDay, inHours: 24)]
        case .sms:
            return [
                GuestLimit(.brandSMS, of: "", most: rules.smsPerHour, inHours: 1),
                GuestLimit(.sms, of: name, most: rules.smsPerDay, inHours: 24),
            ]
        }
    }

    /// Why a message is not sent when that limit has no room.
    package static func reason(_ limit: GuestLimit) -> String {
        switch limit.kind {
        case .email: "guests' bookings send one address \(limit.most) e-mails a day at most"
        case .sms: "guests' bookings send one number \(limit.most) SMS a day at most"
        case .brandSMS: "guests' bookings send \(limit.most) SMS an hour at most"
        case .request: "too many requests"
        }
    }
}
