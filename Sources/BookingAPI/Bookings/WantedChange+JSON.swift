import HTTP
import Scheduling

extension WantedChange {
    private static let known: Set<String> = [
        "status", "payment", "notes", "location", "instructorNotes", "cancellationReason", "startAt", "endAt",
    ]

    /// Reads and checks the body of `PATCH /api/bookings/:bookingId`: what is absent or null stays as it was, but for the
    /// three texts that null clears.
    ///
    /// - Parameter request: the request.
    /// - Throws: `malformed_json`, `invalid_field`, `no_changes` (400).
    init(_ request: Request) throws(Problem) {
        let fields = try JSONFields(body: request.body, known: Self.known)
        self.init()
        status = fields.value("status", "confirmed, completed, cancelled or no_show") { BookingStatus(rawValue: $0) }
        payment = fields.object("payment", known: JSONFields.paymentNames)?.payment()
        notes = fields.replacement("notes", atMost: BookingLimits.notes, multiline: true)
        location = fields.replacement("location", atMost: BookingLimits.location, multiline: false)
        instructorNotes = fields.replacement("instructorNotes", atMost: BookingLimits.notes, multiline: true)
        cancellationReason = fields.words("cancellationReason", atMost: BookingLimits.cancellationReason)
        startAt = fields.sessionTime("startAt")
        endAt = fields.sessionTime("endAt")
        if fields.has("payment"), status != .confirmed {
            fields.refuse("payment", "payment goes with status confirmed only.")
        }
        if fields.has("cancellationReason"), status != .cancelled {
            fields.refuse("cancellationReason", "cancellationReason goes with status cancelled only.")
        }
        if startAt ?? endAt != nil, status?.isFinal == true {
            fields.refuse("startAt", "A session cannot be moved and ended at once.")
        }
        try fields.errors.finish()
        if self == WantedChange() { throw Problem(400, "no_changes", "The body names nothing to change.") }
    }
}

extension JSONFields {
    /// The names of a payment's fields.
    fileprivate static let paymentNames: Set<String> = ["amountCents", "currency", "provider", "providerPaymentId"]

    private static let largestAmount = 99_999_999_999

    /// A payment; nil when something was wrong, which has then been noted.
    fileprivate func payment() -> StatedPayment? {
        require("amountCents", "currency", "provider", "providerPaymentId")
        let amount = integer("amountCents", in: 1...JSONFields.largestAmount)
        let currency = value("currency", "the ISO 4217 code of money in circulation, such as EUR") {
            Currency.code($0)
        }
        let provider = value("provider", "1 to 50 of a-z, 0-9, _ and -, such as stripe") { text in
            (1...50).contains(text.utf8.count) && text.utf8.allSatisfy(isNameByte) ? text.lowercased() : nil
        }
        let reference = value("providerPaymentId", "1 to 255 visible ASCII characters") { text in
            (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? text : nil
        }
        guard let amount, let currency, let provider, let reference else { return nil }
        return StatedPayment(
            amountCents: amount,
            currency: currency,
            provider: provider,
            providerPaymentID: reference
        )
    }

    /// A text that replaces another; `null` and blanks clear it, an absent one leaves it.
    fileprivate func replacement(_ name: String, atMost maximum: Int, multiline: Bool) -> String?? {
        names(name) ? .some(words(name, atMost: maximum, multiline: multiline)) : nil
    }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
    default: false
    }
}
