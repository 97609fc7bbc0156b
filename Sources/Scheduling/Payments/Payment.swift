/// Money received for one booking.
package struct Payment: Hashable, Sendable {
    /// Its id.
    package let id: ID<Payment>

    /// The brand of the booking.
    package let brandID: ID<Brand>

    /// What it pays for.
    package let bookingID: ID<Booking>

    /// Minor units of the currency (cents), 1 or more.
    package let amountCents: Int

    /// ISO 4217, three capitals; see `Currency`.
    package let currency: String

    /// Who took the money, such as `stripe`; `[a-z0-9_-]`, 1-50 characters.
    package let provider: String

    /// The provider's name for it, 1-255 visible ASCII characters; with `provider` it pays for one booking of
    /// the brand only.
    package let providerPaymentID: String

    /// When it was written.
    package let createdAt: Moment

    package init(
        id: ID<Payment>,
        brandID: ID<Brand>,
        bookingID: ID<Booking>,
        amountCents: Int,
        currency: String,
        provider: String,
        providerPaymentID: String,
        createdAt: Moment
    ) {
        self.id = id
        self.brandID = brandID
        self.bookingID = bookingID
        self.amountCents = amountCents
        self.currency = currency
        self.provider = provider
        self.providerPaymentID = providerPaymentID
        self.createdAt = createdAt
    }

    /// The payment for a booking as somebody states it.
    package init(id: ID<Payment>, for booking: Booking, as stated: StatedPayment, at now: Moment) {
        self.init(
            id: id,
            brandID: booking.brandID,
            bookingID: booking.id,
            amountCents: stated.amountCents,
            currency: stated.currency,
            provider: stated.provider,
            providerPaymentID: stated.providerPaymentID,
            createdAt: now
        )
    }
}

/// A payment as the caller states it.
package struct StatedPayment: Hashable, Sendable {
    /// Minor units of the currency.
    package let amountCents: Int

    /// ISO 4217, three capitals.
    package let currency: String

    /// Who took the money.
    package let provider: String

    /// The provider's name for it.
    package let providerPaymentID: String

    package init(amountCents: Int, currency: String, provider: String, providerPaymentID: String) {
        self.amountCents = amountCents
        self.currency = currency
        self.provider = provider
        self.providerPaymentID = providerPaymentID
    }
    /// Whether it is that payment: one has its identity from brand, provider and the provider's name for it.
    package func isSame(as payment: Payment) -> Bool {
        provider == payment.provider && providerPaymentID == payment.providerPaymentID
    }
}
