import BookingAPI
import HTTP
import Scheduling
import TestSupport
import Testing

struct CreateBookingTests {
    static let guest = """
        {"firstName": "Gil", "lastName": "Gast", "email": "gil@guests.example", "phone": "+4915100000001"}
        """

    /// A body for Tuesday 10:00 Berlin time; `more` begins with a comma.
    static func body(_ app: TestApp, start: String = "2026-11-24T09:00:00Z", _ more: String = "") -> String {
        """
        {"instructorId": "\(app.greta.id)", "startAt": "\(start)", "studentTimezone": "America/New_York"\(more)}
        """
    }

    static let forGuest = #", "sessionMinutes": 60, "student": \#(guest)"#

    @Test
    func `a guest books, and the answer tells everything that follows`() throws {
        let app = try TestApp()
        app.messageSender.script { $0.warning = { $0.channel == .sms ? "SMS to the student not sent: why." : nil } }
        let more = #", "endAt": "2026-11-24T11:00:00+01:00", "location": " Steg 7 ", "notes": "Erste Stunde\n🚣""#
        let reply = try app.send("POST /api/bookings", Self.body(app, more + #", "student": \#(Self.guest)"#))
        let booking = try #require(app.store.state.bookings.values.first)
        let secret = try #require(reply.json["manageUrl"].text?.split(separator: "/").last)
        #expect(reply.status == 201, "\(reply.text)")
        #expect(reply.response.header("Location") == "/api/bookings/\(booking.id)")
        #expect(
            try reply.json
                == json(
                    """
                    {"booking": {"id": "\(booking.id)", "instructorId": "\(app.greta.id)", "studentId": null,
                       "status": "pending", "paymentStatus": "unpaid", "paymentReference": null,
                       "startAt": "2026-11-24T09:00:00Z", "endAt": "2026-11-24T10:00:00Z",
                       "studentStartAt": "2026-11-24T04:00:00-05:00", "instructorStartAt": "2026-11-24T10:00:00+01:00",
                       "studentTimezone": "America/New_York", "instructorTimezone": "Europe/Berlin",
                       "location": "Steg 7", "notes": "Erste Stunde\\n🚣", "cancellationReason": null,
                       "holdExpiresAt": "2026-11-24T09:00:00Z", "confirmedAt": null, "completedAt": null, "cancelledAt": null,
                       "noShowAt": null, "createdAt": "2026-11-22T12:00:00Z", "updatedAt": "2026-11-22T12:00:00Z"},
                     "manageUrl": "https://book.example/river-school/m/\(secret)",
                     "notifications": {"emailSent": true, "smsSent": false, "warnings": ["SMS to the student not sent: why."]},
                     "nextStep": {"action": "wait", "endpoint": "/api/bookings/\(booking.id)", "method": "GET"}}
                    """
                )
        )
    }

    @Test(arguments: [
        (PaymentPolicy.staff, true, "wait GET "), (.trusted, false, "wait GET "),
        (.trusted, true, "confirm_and_pay PATCH "), (.free, false, "confirm PATCH "),
        (.verified, false, "checkout POST /checkout"),
    ])
    func `the answer says what the caller can do next`(policy: PaymentPolicy, isSignedIn: Bool, step: String) throws {
        let app = try TestApp(brand: .fixture(paymentPolicy: policy))
        let body = Self.body(app, isSignedIn ? #", "sessionMinutes": 60"# : Self.forGuest)
        let reply = try app.send("POST /api/bookings", body, as: isSignedIn ? .student(app.ana.id) : nil)
        let next = reply.json["nextStep"]
        let id = try #require(reply.json["booking"]["id"].text, "\(reply.text)")
        let words = try [next["action"].text, next["method"].text, next["endpoint"].text].map { try #require($0) }
        #expect(words.joined(separator: " ").replacing("/api/bookings/\(id)", with: "") == step)
    }

    @Test
    func `everything a booking needs is written with it`() throws {
        let app = try TestApp(
            brand: .fixture(pendingHoldMinutes: 30),
            rules: .fixture { $0.settings.bufferMinutes = 30 }
        )
        let reply = try app.send("POST /api/bookings", Self.body(app, Self.forGuest))
        let state = app.store.state
        let booking = try #require(state.bookings.values.first)
        let student = try #require(state.students[booking.studentID])
        #expect(student.brandID == app.brand.id)
        #expect(
            booking.contact
                == ContactDetails(
                    firstName: "Gil",
                    lastName: "Gast",
                    email: "gil@guests.example",
                    phone: "+4915100000001"
                )
        )
        #expect(student.student.contact == booking.contact)
        #expect(booking.bufferMinutes == 30)
        #expect(booking.scheduledAt == app.now)
        #expect("\(booking.promisedDate) \(booking.promisedTime)" == "2026-11-24 10:00")
        #expect(booking.holdExpiresAt == app.now.adding(minutes: 30))
        #expect(state.busy.count == 18)
        #expect(
            state.events == [
                BookingEvent(
                    brandID: app.brand.id,
                    bookingID: booking.id,
                    kind: .created,
                    actor: "visitor",
                    at: app.now,
                    from: nil,
                    to: .pending,
                    reason: nil
                )
            ]
        )
        let messages = state.messages.map { "\($0.event) \($0.revision) \($0.recipient) \($0.channel) \($0.address)" }
        #expect(
            messages == [
                "created 1 student email gil@guests.example", "created 1 student sms +4915100000001",
                "created 1 instructor email greta@instructors.example",
            ]
        )
        let secret = try #require(reply.json["manageUrl"].text?.split(separator: "/").last)
        #expect(secret.hasPrefix("cb_manage_"))
        let token = try app.store.token(digest: TokenSecret.digest(of: secret))
        #expect(token?.role == .manage(booking.id))
        #expect(token?.brandID == app.brand.id)
    }

    @Test
    func `a guest without phone is told that no SMS goes out`() throws {
        let app = try TestApp()
        let guest = #"{"firstName": "Gil", "lastName": "Gast", "email": "gil@guests.example", "phone": null}"#
        let reply = try app.send("POST /api/bookings", Self.body(app, #", "sessionMinutes": 60, "student": \#(guest)"#))
        #expect(
            try reply.json["notifications"]
                == json(
                    """
                    {"emailSent": true, "smsSent": false, "warnings": ["SMS not sent: the booking has no phone number."]}
                    """
                )
        )
        #expect(app.store.state.messages.map(\.channel) == [.email, .email])
    }

    @Test
    func `a guest's e-mail finds the student and changes nothing about it`() throws {
        let app = try TestApp()
        let guest = #"{"firstName": "Mallory", "lastName": "X", "email": "ANA@Students.Example"}"#
        let more = #", "sessionMinutes": 60, "student": \#(guest)"#
        let reply = try app.send("POST /api/bookings", Self.body(app, more))
        #expect(reply.json["booking"]["studentId"] == .null)
        let booking = try #require(app.store.state.bookings.values.first)
        #expect(booking.studentID == app.ana.id)
        #expect(booking.contact.firstName == "Mallory")
        #expect(booking.contact.phone == nil)
        #expect(app.store.state.students[app.ana.id]?.student == app.ana)
        #expect(app.store.state.messages.first?.address == "ANA@students.example")
    }

    @Test
    func `a guest's e-mail known in another brand makes a student of this one`() throws {
        let app = try TestApp()
        let guest = #"{"firstName": "Cleo", "lastName": "Souza", "email": "cleo@students.example"}"#
        let reply = try app.send("POST /api/bookings", Self.body(app, #", "sessionMinutes": 60, "student": \#(guest)"#))
        #expect(reply.status == 201)
        #expect(app.store.state.bookings.values.first.map { $0.studentID != app.cleo.id } == true)
    }

    @Test
    func `a student books as itself`() throws {
        let app = try TestApp()
        let reply = try app.send(
            "POST /api/bookings",
            Self.body(app, #", "sessionMinutes": 30, "student": null"#),
            as: .student(app.ben.id)
        )
        #expect(reply.status == 201, "\(reply.text)")
        let booking = try #require(app.store.state.bookings.values.first)
        #expect(booking.studentID == app.ben.id)
        #expect(booking.contact == app.ben.contact)
        #expect(booking.span.minutes == 30)
        #expect(app.store.state.events.first?.actor == "student:\(app.ben.id)")
        #expect(!reply.json["booking"].names.contains("student"))
    }

    @Test
    func `a student cannot book for somebody else`() throws {
        let app = try TestApp()
        try app.expectRefusal(400, "invalid_field") {
            let reply = try app.send("POST /api/bookings", Self.body(app, Self.forGuest), as: .student(app.ana.id))
            #expect(reply.fieldErrors == ["student: invalid"])
            return reply
        }
    }

    @Test
    func `staff and the brand's back end book for the student they name, and see it`() throws {
        let app = try TestApp()
        for (index, role) in [AccessToken.Role.admin, .service, .instructor(app.greta.id)].enumerated() {
            let start = "2026-11-2\(4 + index)T09:00:00Z"
            let reply = try app.send("POST /api/bookings", Self.body(app, start: start, Self.forGuest), as: role)
            #expect(reply.status == 201, "\(reply.text)")
            #expect(try reply.json["booking"]["student"] == json(Self.guest))
            #expect(reply.json["booking"]["bufferMinutes"] == .integer(15))
            try app.expectRefusal(400, "invalid_field") {
                let reply = try app.send("POST /api/bookings", Self.body(app, #", "sessionMinutes": 60"#), as: role)
                #expect(reply.fieldErrors == ["student: required"])
                return reply
            }
        }
        #expect(Set(app.store.state.bookings.values.map(\.studentID)).count == 1)
    }

    @Test
    func `an instructor books only its own calendar`() throws {
        let app = try TestApp()
        try app.expectRefusal(403, "forbidden") {
            try app.send("POST /api/bookings", Self.body(app, Self.forGuest), as: .instructor(app.hugo.id))
        }
    }

    @Test
    func `a brand may want its students to sign in`() throws {
        let app = try TestApp(brand: .fixture(allowsGuests: false))
        try app.expectRefusal(403, "guests_not_allowed") {
            try app.send("POST /api/bookings", Self.body(app, Self.forGuest))
        }
        let body = Self.body(app, #", "sessionMinutes": 60"#)
        #expect(try app.send("POST /api/bookings", body, as: .student(app.ana.id)).status == 201)
    }

    @Test
    func `an instructor that the brand does not have is not found by anybody`() throws {
        let app = try TestApp()
        for id in [app.iris.id.description, app.brand.id.description, "0190b5a4-7c1e-7d20-8f3a-1b2c3d4e5f60"] {
            for role in [nil, AccessToken.Role.admin, .service, .instructor(app.greta.id)] {
                let body = Self.body(app, Self.forGuest).replacing("\(app.greta.id)", with: id)
                try app.expectRefusal(404, "not_found") { try app.send("POST /api/bookings", body, as: role) }
            }
        }
    }

    @Test
    func `a student whom the brand no longer has cannot book`() throws {
        let app = try TestApp()
        let role = AccessToken.Role.student(.new())
        _ = try app.secret(of: role, in: app.brand)
        try app.expectRefusal(403, "forbidden") {
            try app.send("POST /api/bookings", Self.body(app, #", "sessionMinutes": 60"#), as: role)
        }
    }

    @Test
    func `the local time of a session is the instructor's on that date`() throws {
        let app = try TestApp(rules: .fixture { $0.settings.advanceBookingDays = 365 })
        let more = #", "sessionMinutes": 60"#
        for (start, time) in [("2027-03-26T08:00:00Z", "09:00"), ("2027-03-29T08:00:00Z", "10:00")] {
            let body = Self.body(app, start: start, more)
            let reply = try app.send("POST /api/bookings", body, as: .student(app.ana.id))
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply.json["booking"]["instructorStartAt"].text?.contains("T\(time):00+0") == true)
        }
        #expect(app.store.state.bookings.values.map(\.promisedTime.description).sorted() == ["09:00", "10:00"])
    }
}
