/// Who wants something: a role, and the id behind it.
package enum Actor: Hashable, Sendable {
    /// Somebody without a credential.
    case visitor
    /// The holder of a manage link, which is good for one booking.
    case holder(ID<Booking>)
    /// A student.
    case student(ID<Student>)
    /// An instructor, in the brand of the credential.
    case instructor(ID<Instructor>)
    /// An admin of the brand, by the credential shown.
    case admin(ID<AccessToken>)
    /// The brand's own back end, by the credential shown.
    case service(ID<AccessToken>)
    /// Coachbook itself: a hold that ended, clocks that changed.
    case system

    /// Whether it acts for the brand: instructor, admin or the brand's own back end.
    package var isStaff: Bool {
        switch self {
        case .instructor, .admin, .service: true
        case .visitor, .holder, .student, .system: false
        }
    }

    /// The instructor that it is; nil for everybody else.
    package var instructorID: ID<Instructor>? {
        if case .instructor(let id) = self { id } else { nil }
    }

    /// The student that it is; nil for everybody else.
    package var studentID: ID<Student>? {
        if case .student(let id) = self { id } else { nil }
    }

    /// Refuses an instructor who asks about another's calendar.
    ///
    /// - Throws: `forbidden`.
    package func refuseColleague(of instructorID: ID<Instructor>) throws(Refusal) {
        if let own = self.instructorID, own != instructorID { throw .forbidden }
    }

    /// Refuses a booking that is not the actor's to see.
    ///
    /// Staff see their brand's (an instructor its own), a student its own, the holder of a manage link the one booking.
    ///
    /// - Throws: `forbidden` to a colleague, `notFound` to everybody else.
    package func requireSight(of booking: Booking) throws(Refusal) {
        switch self {
        case .admin, .service, .system: return
        case .instructor(let id): if id != booking.instructorID { throw .forbidden }
        case .student(let id): if id != booking.studentID { throw .notFound }
        case .holder(let id): if id != booking.id { throw .notFound }
        case .visitor: throw .notFound
        }
    }
}

extension Actor: CustomStringConvertible {
    /// The actor in histories and idempotency keys: `visitor`, `system`, or the role with the id behind it.
    package var description: String {
        switch self {
        case .visitor: "visitor"
        case .holder(let id): "manage:\(id)"
        case .student(let id): "student:\(id)"
        case .instructor(let id): "instructor:\(id)"
        case .admin(let id): "admin:\(id)"
        case .service(let id): "service:\(id)"
        case .system: "system"
        }
    }
}

extension AccessToken {
    /// Who shows it.
    package var actor: Actor {
        switch role {
        case .admin: .admin(id)
        case .service: .service(id)
        case .instructor(let instructorID): .instructor(instructorID)
        case .student(let studentID): .student(studentID)
        case .manage(let bookingID): .holder(bookingID)
        }
    }
}
