import Crypto
package import Scheduling

/// Makes credentials: opaque secrets `cb_<role>_<27 base62 characters>` (160 random bits), stored only as SHA-256.
///
/// The tail is random, or for manage links derived.
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
        let digits = (0..<characters).map { _ in Int.random(in: 0..<alphabet.count, using: &random) }
        let secret = secret(role, digits: digits)
        return (secret, token(of: secret, role, in: brandID, at: now, expiresAt: expiresAt))
    }

    /// The secret that 32 bytes always make: the last 27 digits of the number that they are, to the base 62.
    static func secret(_ role: AccessToken.Role, from bytes: [UInt8]) -> String {
        var number = bytes
        let digits = (0..<characters).map { _ in
            // Divides the number by 62, as on paper, and keeps what is left over.
            var rest = 0
            for place in number.indices {
                rest = rest << 8 | Int(number[place])
                number[place] = UInt8(rest / alphabet.count)
                rest %= alphabet.count
            }
            return rest
        }
        return secret(role, digits: digits)
    }

    /// What is stored of a secret.
    static func token(
        of secret: String,
        _ role: AccessToken.Role,
        in brandID: ID<Brand>,
        at now: Moment,
        expiresAt: Moment?
    ) -> AccessToken {
        var random = SystemRandomNumberGenerator()
        return AccessToken(
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
    }

    private static func secret(_ role: AccessToken.Role, digits: [Int]) -> String {
        "cb_\(role.name)_" + String(decoding: digits.map { alphabet[$0] }, as: UTF8.self)
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
