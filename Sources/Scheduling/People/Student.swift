/// Somebody who books with one brand.
package struct Student: Hashable, Sendable {
    /// Its id.
    package let id: ID<Student>

    /// How to reach the student; the e-mail address, compared without case, is unique in the brand.
    package let contact: ContactDetails

    package init(id: ID<Student>, contact: ContactDetails) {
        self.id = id
        self.contact = contact
    }
}

/// A name and how to reach its bearer.
package struct ContactDetails: Hashable, Sendable {
    /// At most 100 characters.
    package let firstName: String

    /// At most 100 characters.
    package let lastName: String

    /// An address that SMTP can carry (RFC 5321 dot-string and LDH domain), at most 254 characters.
    package let email: String

    /// E.164 with the plus sign; nil when none was given.
    package let phone: String?

    package init(firstName: String, lastName: String, email: String, phone: String?) {
        self.firstName = firstName
        self.lastName = lastName
        self.email = email
        self.phone = phone
    }
}
