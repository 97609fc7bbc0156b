import Scheduling

// Each reads the columns of its table in the order in which the initializer below names them.

extension Brand {
    init(_ row: inout Row) throws {
        self.init(
            id: try row.id(),
            slug: try row.text(),
            name: try row.text(),
            allowsGuests: try row.flag(),
            paymentPolicy: try row.word(),
            pendingHoldMinutes: try row.optionalInt(),
            language: try row.text()
        )
    }
}

extension Instructor {
    init(_ row: inout Row) throws {
        self.init(
            id: try row.id(),
            firstName: try row.text(),
            lastName: try row.text(),
            email: try row.text(),
            bio: try row.optionalText()
        )
    }
}

extension Student {
    init(_ row: inout Row) throws {
        self.init(id: try row.id(), contact: try ContactDetails(&row))
    }
}

extension ContactDetails {
    init(_ row: inout Row) throws {
        self.init(
            firstName: try row.text(),
            lastName: try row.text(),
            email: try row.text(),
            phone: try row.optionalText()
        )
    }
}

extension AccessToken {
    init(_ row: inout Row) throws {
        self.init(
            id: try row.id(),
            brandID: try row.id(),
            role: try Role(&row),
            digest: try row.bytes(),
            prefix: try row.text(),
            createdAt: try row.moment(),
            lastUsedAt: try row.optionalMoment(),
            expiresAt: try row.optionalMoment(),
            revokedAt: try row.optionalMoment()
        )
    }

    /// Its columns, in the order in which it is read.
    var parameters: [Parameter] {
        var instructorID: ID<Instructor>?
        var studentID: ID<Student>?
        var bookingID: ID<Booking>?
        switch role {
        case .admin, .service: break
        case .instructor(let id): instructorID = id
        case .student(let id): studentID = id
        case .manage(let id): bookingID = id
        }
        return [
            .id(id), .id(brandID), .text(role.name), .id(instructorID), .id(studentID), .id(bookingID), .bytes(digest),
            .text(prefix), .moment(createdAt), .moment(lastUsedAt), .moment(expiresAt), .moment(revokedAt),
        ]
    }
}

extension AccessToken.Role {
    fileprivate init(_ row: inout Row) throws {
        let name = try row.text()
        let instructorID: ID<Instructor>? = try row.optionalID()
        let studentID: ID<Student>? = try row.optionalID()
        let bookingID: ID<Booking>? = try row.optionalID()
        switch (name, instructorID, studentID, bookingID) {
        case ("admin", nil, nil, nil): self = .admin
        case ("service", nil, nil, nil): self = .service
        case ("instructor", let id?, nil, nil): self = .instructor(id)
        case ("student", nil, let id?, nil): self = .student(id)
        case ("manage", nil, nil, let id?): self = .manage(id)
        default:
            throw Fault(.broken, operation: "store.read", code: 0, detail: "a credential's role and subject disagree")
        }
    }
}

extension Student {
    /// Its columns with those of its brand, in the order id, brand, names, addresses.
    func parameters(_ brandID: ID<Brand>) -> [Parameter] {
        [
            .id(id), .id(brandID), .text(contact.firstName), .text(contact.lastName), .text(contact.email),
            .text(contact.phone),
        ]
    }
}
