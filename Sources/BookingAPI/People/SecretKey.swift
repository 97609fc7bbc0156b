import Crypto

/// The installation's secret key, 32 random bytes (`BOOKING_SECRET_KEY`); manage links are made of it.
package struct SecretKey: Sendable {
    /// Its length.
    package static let byteCount = 32

    private let key: SymmetricKey

    /// Takes its bytes; nil when they are not 32.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == SecretKey.byteCount else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// Whether both are the same, in a time that tells nothing about where they differ.
    package func isSame(as other: SecretKey) -> Bool { key == other.key }

    /// HMAC-SHA-256 of a message (RFC 2104): 32 bytes that nobody can make or check without the key.
    func authenticationCode(of message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }
}
