import Crypto
package import Scheduling

/// Makes credentials: opaque secrets `cb_<role>_<27 base62 characters>` (160 random bits), stored only as SHA-256.
package enum TokenSecret {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let characters = 27

    /// A new secret and what is stored of it.
    ///
    /// - Parameters:
    ///   - role: what its bearer is.
    ///   - brandID: the brand in which it counts.
    ///   - now: the moment it is made.
    ///   - expiresAt: from when on it no longer counts; nil is never.
    /// - Returns: the secret, to be shown once, and the credential to store.
    package static func make(
        _ role: AccessToken.Role,
        in brandID: ID<Brand>,
        at now: Moment,
        expiresAt: Moment? = nil
    ) -> (secret: String, token: AccessToken) {
        var random = SystemRandomNumberGenerator()
        let tail = (0..<characters).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
        let secret = "cb_\(role.name)_" + String(decoding: tail, as: UTF8.self)
        let token = AccessToken(
            id: ID(madeAt: now, using: &random),
            brandID: brandID,
            role: role,
            digest: digest(of: secret),
            prefix: String(secret.prefix("cb_\(role.name)_".count + 4)),
            createdAt: now,
            lastUsedAt: nil,
            expiresAt: expiresAt,
            revokedAt: nil
        )
        return (secret, token)
    }

    /// SHA-256 of a secret: 32 bytes.
    package static func digest(of secret: some StringProtocol) -> [UInt8] {
        Array(SHA256.hash(data: Array(secret.utf8)))
    }

    /// Whether two secrets are equal, in a time that tells nothing about where they differ.
    package static func areEqual(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
        SHA256.hash(data: Array(left.utf8)) == SHA256.hash(data: Array(right.utf8))
    }
}
