/// Somebody who gives sessions, perhaps for several brands, on one calendar.
package struct Instructor: Hashable, Sendable {
    /// Its id, the same in every brand.
    package let id: ID<Instructor>

    /// First name.
    package let firstName: String

    /// Last name.
    package let lastName: String

    /// For staff's eyes only.
    package let email: String

    /// A few words to students; nil when there are none.
    package let bio: String?

    package init(id: ID<Instructor>, firstName: String, lastName: String, email: String, bio: String?) {
        self.id = id
        self.firstName = firstName
        self.lastName = lastName
        self.email = email
        self.bio = bio
    }
}
