/// Money received for one booking.
package struct Payment: Hashable, Sendable {
    /// Its id.
    package let id: ID<Payment>

    /// What it pays for.
    package let bookingID: ID<Booking>

    /// Minor units of the currency (cents), 0 or more.
    package let amountCents: Int

    /// ISO 4217, three capitals.
    package let currency: String

    /// Who took the money, such as `stripe`; `[a-z0-9_-]`, 1-50 characters.
    package let provider: String

    /// The provider's name for it, 1-255 visible ASCII characters; with `provider` it pays for one booking only.
    package let providerPaymentID: String

    /// When it was written.
    package let createdAt: Moment

    package init(
        id: ID<Payment>,
        bookingID: ID<Booking>,
        amountCents: Int,
        currency: String,
        provider: String,
        providerPaymentID: String,
        createdAt: Moment
    ) {
        self.id = id
        self.bookingID = bookingID
        self.amountCents = amountCents
        self.currency = currency
        self.provider = provider
        self.providerPaymentID = providerPaymentID
        self.createdAt = createdAt
    }
}
