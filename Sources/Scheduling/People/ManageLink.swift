/// The student's link to one booking.
///
/// Its secret is derived from the booking, so the same link stands in every message, and it is stored nowhere.
package struct ManageLink: Sendable {
    /// For how long it opens a session that is over: 30 days.
    package static let daysAfterEnd = 30

    /// What stands in the place of the secret wherever a text with the link is stored; it is as long as one and opens
    /// nothing.
    package static let placeholder = "cb_manage_LINK_IS_PUT_IN_WHEN_SENT___"

    /// What the address ends with; whoever has it may open the booking.
    package let secret: String

    /// What is stored of it.
    package let token: AccessToken

    package init(secret: String, token: AccessToken) {
        self.secret = secret
        self.token = token
    }

    /// From when on a booking's links open nothing.
    package static func end(of booking: Booking) -> Moment { booking.span.end.adding(hours: daysAfterEnd * 24) }

    /// The address under which the page of a link is.
    ///
    /// - Parameters:
    ///   - secret: the link's secret, or the placeholder.
    ///   - slug: the brand's.
    ///   - publicURL: the address under which people reach this server, without a slash at the end.
    /// - Returns: the address.
    package static func url(of secret: String, slug: String, publicURL: String) -> String {
        "\(publicURL)/\(slug)/m/\(secret)"
    }
}
