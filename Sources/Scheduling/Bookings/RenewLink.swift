/// Ends every link to a booking that is out, and makes another.
///
/// The ended ones are written down too: a link of an older release or key is known by no digest yet, and whoever is about to
/// send it must find it ended.
///
/// - Parameters:
///   - booking: the booking, read under the instructor's row.
///   - links: the links to a booking, the one that is handed out first, then those of a key that is being replaced.
///   - now: the present moment.
/// - Throws: `statusConflict` when the session is over for so long that no link opens it.
/// - Returns: the booking with its next generation of links, and their tokens.
package func renewLink(
    to booking: Booking,
    links: (Booking) -> [ManageLink],
    at now: Moment
) throws(Refusal) -> Changes {
    guard now < ManageLink.end(of: booking) else { throw .statusConflict(booking.status) }
    var renewed = booking
    renewed.linkGeneration += 1
    var changes = Changes()
    changes.changedBookings = [renewed]
    changes.endedLinks = [booking.id]
    changes.links = links(booking).map { $0.token.revoked(at: now) } + links(renewed).prefix(1).map(\.token)
    return changes
}

extension AccessToken {
    /// The same, revoked.
    fileprivate func revoked(at now: Moment) -> AccessToken {
        AccessToken(
            id: id,
            brandID: brandID,
            role: role,
            digest: digest,
            prefix: prefix,
            createdAt: createdAt,
            lastUsedAt: lastUsedAt,
            expiresAt: expiresAt,
            revokedAt: now
        )
    }
}
