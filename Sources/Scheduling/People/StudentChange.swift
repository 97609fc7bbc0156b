/// What staff want changed of a student; what is nil stays as it was.
package struct StudentChange: Hashable, Sendable {
    /// The first name.
    package var firstName: String?

    /// The last name.
    package var lastName: String?

    /// The e-mail address.
    package var email: String?

    /// The phone number; nil in it takes it away.
    package var phone: String??

    /// Nothing is wanted.
    package init() {}

    /// The student as it is then.
    ///
    /// Staff who name an address or number vouch for the record. Who only changes a name has not said whose the number is
    /// that a guest may have given.
    package func applied(to student: Student, at now: Moment) -> Student {
        let old = student.contact
        let vouches = email != nil || phone != nil
        return Student(
            id: student.id,
            contact: ContactDetails(
                firstName: firstName ?? old.firstName,
                lastName: lastName ?? old.lastName,
                email: email ?? old.email,
                phone: phone ?? (email != nil && student.claimedAt == nil ? nil : old.phone)
            ),
            claimedAt: student.claimedAt ?? (vouches ? now : nil)
        )
    }
}
