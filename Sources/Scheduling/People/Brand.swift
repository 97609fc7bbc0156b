/// A tenant: the name under which sessions are sold, with its own students, policies and hosts.
package struct Brand: Hashable, Sendable {
    /// Its id.
    package let id: ID<Brand>

    /// Lower-case name for headers and addresses: `[a-z0-9-]`, 1-63 characters.
    package let slug: String

    /// Its name as people read it.
    package let name: String

    /// Whether somebody without an account may book.
    package let allowsGuests: Bool

    /// Who may confirm, and on what proof.
    package let paymentPolicy: PaymentPolicy

    /// How long a pending booking holds its time; nil is for ever.
    package let pendingHoldMinutes: Int?

    /// The language of its messages, such as `en` or `pt-BR`.
    package let language: String

    /// What it allows to guests.
    package let guests: GuestRules

    /// The web origins, such as `https://www.example.com`, whose pages may read what visitors may.
    package var embedOrigins: [String] = []

    package init(
        id: ID<Brand>,
        slug: String,
        name: String,
        allowsGuests: Bool,
        paymentPolicy: PaymentPolicy,
        pendingHoldMinutes: Int?,
        language: String = "en",
        guests: GuestRules = .standard
    ) {
        self.id = id
        self.slug = slug
        self.name = name
        self.allowsGuests = allowsGuests
        self.paymentPolicy = paymentPolicy
        self.pendingHoldMinutes = pendingHoldMinutes
        self.language = language
        self.guests = guests
    }
}

/// Who may confirm a booking, and what must be shown for it.
package enum PaymentPolicy: String, CaseIterable, Sendable {
    /// Only staff and the brand's own back end confirm.
    case staff

    /// A student's payment is proven with the provider first.
    case verified

    /// The caller is believed.
    case trusted

    /// Nothing is to be paid.
    case free
}
