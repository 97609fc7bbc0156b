package import Scheduling

extension ManageLink {
    /// Makes a link with a new secret, which is shown only in its address.
    ///
    /// - Parameters:
    ///   - bookingID: the booking that it opens.
    ///   - brandID: the brand in which it counts.
    ///   - slug: the brand's.
    ///   - publicURL: the address under which people reach this server, without a slash at the end.
    ///   - now: the present moment.
    package init(to bookingID: ID<Booking>, in brandID: ID<Brand>, slug: String, publicURL: String, at now: Moment) {
        let (secret, token) = TokenSecret.make(.manage(bookingID), in: brandID, at: now)
        self.init(url: "\(publicURL)/\(slug)/m/\(secret)", token: token)
    }
}
