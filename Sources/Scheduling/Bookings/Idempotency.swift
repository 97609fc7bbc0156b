/// A caller's wish that one request count once: the key, whose it is, and what was asked.
package struct IdempotencyClaim: Hashable, Sendable {
    /// How long an answer is kept: 24 hours.
    package static let lifetimeHours = 24

    /// The brand of the request.
    package let brandID: ID<Brand>

    /// Who asks: a role and id, or `visitor` with a digest of the e-mail address given.
    package let caller: String

    /// The header's value, 1-255 visible ASCII characters.
    package let key: String

    /// SHA-256 of method, path and body, 32 bytes.
    package let fingerprint: [UInt8]

    package init(brandID: ID<Brand>, caller: String, key: String, fingerprint: [UInt8]) {
        self.brandID = brandID
        self.caller = caller
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// The answer that was given to a request with an idempotency key.
package struct StoredAnswer: Hashable, Sendable {
    /// HTTP status.
    package let status: Int

    /// The `Location` header; nil when there was none.
    package let location: String?

    /// The body, byte for byte.
    package let body: [UInt8]

    package init(status: Int, location: String?, body: [UInt8]) {
        self.status = status
        self.location = location
        self.body = body
    }
}
