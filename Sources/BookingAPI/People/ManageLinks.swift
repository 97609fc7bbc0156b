package import Scheduling

/// Makes the manage links of an installation, out of its secret key: always the same one for a booking, until staff renew it
/// or the key is replaced.
package struct ManageLinks: Sendable {
    /// The address under which people reach this server, without a slash at the end.
    package let publicURL: String

    private let key: SecretKey
    private let previousKey: SecretKey?

    /// - Parameters:
    ///   - publicURL: the address under which people reach this server, without a slash at the end.
    ///   - key: the installation's.
    ///   - previousKey: the one that it takes the place of, while that goes on.
    package init(publicURL: String, key: SecretKey, previousKey: SecretKey? = nil) {
        self.publicURL = publicURL
        self.key = key
        self.previousKey = previousKey
    }

    /// The link to a booking.
    package func link(to booking: Booking, at now: Moment) -> ManageLink { link(to: booking, by: key, at: now) }

    /// The link to a booking, and the one that the previous key makes.
    package func links(to booking: Booking, at now: Moment) -> [ManageLink] {
        [key, previousKey].compactMap { $0 }.map { link(to: booking, by: $0, at: now) }
    }

    /// The address of the link to a booking.
    package func url(of booking: Booking, slug: String, at now: Moment) -> String {
        ManageLink.url(of: link(to: booking, at: now).secret, slug: slug, publicURL: publicURL)
    }

    private func link(to booking: Booking, by key: SecretKey, at now: Moment) -> ManageLink {
        let role = AccessToken.Role.manage(booking.id)
        let name = bytes(booking.id.high) + bytes(booking.id.low) + bytes(UInt64(booking.linkGeneration))
        let secret = TokenSecret.secret(role, from: key.authenticationCode(of: name))
        let end = ManageLink.end(of: booking)
        let token = TokenSecret.token(of: secret, role, in: booking.brandID, at: now, expiresAt: end)
        return ManageLink(secret: secret, token: token)
    }

    /// Most significant first.
    private func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
    }
}
