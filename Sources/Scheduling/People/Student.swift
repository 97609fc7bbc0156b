/// Somebody who books with one brand.
package struct Student: Hashable, Sendable {
    /// Its id.
    package let id: ID<Student>

    /// How to reach the student; the e-mail address, compared without case, is unique in the brand.
    package let contact: ContactDetails

    /// Since when staff or the student's own credential vouch for the details; nil for what only guests have said.
    package let claimedAt: Moment?

    package init(id: ID<Student>, contact: ContactDetails, claimedAt: Moment? = nil) {
        self.id = id
        self.contact = contact
        self.claimedAt = claimedAt
    }

    /// The student as its own credential makes it: of what only guests have said, the e-mail address stays, by which the
    /// student was found, and a plain name; a number that a guest gave is somebody's, but perhaps not the student's.
    package func claimed(at now: Moment) -> Student {
        if claimedAt != nil { return self }
        let local = String(contact.email.prefix { $0 != "@" })
        let own = ContactDetails(
            firstName: contact.hasPlainName ? contact.firstName : local,
            lastName: contact.hasPlainName ? contact.lastName : local,
            email: contact.email,
            phone: nil
        )
        return Student(id: id, contact: own, claimedAt: now)
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
