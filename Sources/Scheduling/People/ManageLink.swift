/// A new link by which the student sees and changes one booking.
package struct ManageLink: Hashable, Sendable {
    /// The address; it holds the secret.
    package let url: String

    /// What is stored of it.
    package let token: AccessToken

    package init(url: String, token: AccessToken) {
        self.url = url
        self.token = token
    }
}
