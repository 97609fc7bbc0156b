import HTTP
import Scheduling
import TestSupport
import Testing

struct ChangeBookingStatusTests {
    private static let payment = """
        "payment": {"amountCents": 5000, "currency": "EUR", "provider": "stripe", "providerPaymentId": "pi_1"}
        """
    private static let confirm = #""status": "confirmed", "# + payment

    @Test(arguments: BookingStatus.allCases)
    func `a status follows only those that the contract names`(from: BookingStatus) throws {
        let allowed: [BookingStatus: Set<BookingStatus>] = [
            .pending: [.confirmed, .cancelled], .confirmed: [.completed, .cancelled, .noShow],
        ]
        for to in BookingStatus.allCases {
            let app = try TestApp()
            let booking = try app.booked("2026-11-20T08:00:00Z") { $0.become(from) }
            let members = to == .confirmed ? Self.confirm : "\"status\": \"\(to.rawValue)\""
            if allowed[from]?.contains(to) == true {
                let reply = try app.patch(booking, members)
                #expect(reply.status == 200, "\(from) \(to) \(reply.text)")
                #expect(reply.json["booking"]["status"] == .string(to.rawValue))
                #expect(app.history == ["\(to) admin \(from.rawValue) \(to.rawValue) -"])
                #expect(try app.stored(booking).revision == 2)
            } else {
                try app.expectRefusal(409, "status_conflict", "\(from) \(to)") { try app.patch(booking, members) }
            }
        }
    }

    @Test
    func `confirming writes status and payment together and tells everybody`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.holdExpiresAt = app.now.adding(minutes: 30) }
        app.now = app.now.adding(minutes: 10)
        let reply = try app.patch(booking, Self.confirm, as: .service)
        #expect(reply.json["booking"]["paymentStatus"] == .string("paid"))
        #expect(reply.json["booking"]["paymentReference"] == .string("pi_1"))
        #expect(reply.json["booking"]["confirmedAt"] == .string("2026-11-22T12:10:00Z"))
        #expect(reply.json["booking"]["holdExpiresAt"] == .null)
        #expect(reply.json.names == ["booking", "notifications"])
        let payment = try #require(app.store.state.payments.first)
        #expect(payment.bookingID == booking.id)
        #expect(payment.amountCents == 5000)
        #expect([payment.currency, payment.provider, payment.providerPaymentID] == ["EUR", "stripe", "pi_1"])
        #expect(payment.createdAt == app.now)
        #expect(app.told == ["confirmed 2 student email", "confirmed 2 instructor email"])
        #expect(app.history == ["confirmed service pending confirmed -"])
        app.now = app.now.adding(hours: 1)
        #expect(
            try app.send("GET /api/bookings/\(booking.id)", as: .admin).json["booking"]["status"]
                == .string("confirmed")
        )
    }

    @Test
    func `a payment pays for one booking of a brand only, and blocks no other brand`() throws {
        let app = try TestApp()
        let first = try app.booked()
        #expect(try app.patch(first, Self.confirm).status == 200)
        let second = try app.booked("2026-11-24T12:00:00Z")
        try app.expectRefusal(409, "payment_already_used") { try app.patch(second, Self.confirm) }
        let elsewhere = try app.booked("2026-11-24T14:00:00Z", of: app.cleo, in: app.other)
        let theirs = try app.send(
            "PATCH /api/bookings/\(elsewhere.id)",
            "{\(Self.confirm)}",
            as: .admin,
            from: app.other,
            headers: [("X-Brand", app.other.slug)]
        )
        #expect(theirs.status == 200, "\(theirs.text)")
        let others = Self.confirm.replacing("pi_1", with: "PI_1")
        #expect(try app.patch(second, others).status == 200)
    }

    @Test(arguments: [
        (PaymentPolicy.staff, true, "student", 403, "forbidden"), (.staff, true, "manage", 403, "forbidden"),
        (.staff, true, "admin", 200, ""), (.staff, true, "instructor", 200, ""), (.staff, true, "service", 200, ""),
        (.staff, false, "admin", 422, "payment_required"), (.verified, true, "student", 422, "payment_rejected"),
        (.verified, true, "manage", 422, "payment_rejected"), (.verified, false, "student", 422, "payment_required"),
        (.verified, true, "admin", 200, ""), (.trusted, true, "student", 200, ""),
        (.trusted, true, "manage", 403, "forbidden"), (.trusted, false, "manage", 422, "payment_required"),
        (.trusted, true, "instructor", 200, ""), (.free, true, "admin", 400, "invalid_field"),
        (.trusted, true, "service", 200, ""), (.trusted, false, "student", 422, "payment_required"),
        (.trusted, false, "service", 422, "payment_required"), (.free, false, "student", 200, ""),
        (.free, false, "manage", 200, ""), (.free, false, "admin", 200, ""),
        (.free, true, "student", 400, "invalid_field"), (.free, true, "manage", 400, "invalid_field"),
    ])
    func `the brand's policy says who confirms, and on what proof`(
        policy: PaymentPolicy,
        pays: Bool,
        caller: String,
        status: Int,
        code: String
    ) throws {
        let app = try TestApp(brand: .fixture(paymentPolicy: policy))
        let booking = try app.booked()
        let roles: [String: AccessToken.Role] = [
            "student": .student(app.ana.id), "manage": .manage(booking.id), "admin": .admin, "service": .service,
            "instructor": .instructor(app.greta.id),
        ]
        let role = try #require(roles[caller])
        let members = pays ? Self.confirm : #""status": "confirmed""#
        if status == 200 {
            let reply = try app.patch(booking, members, as: role)
            #expect(reply.status == 200, "\(reply.text)")
            #expect(reply.json["booking"]["paymentStatus"] == .string(pays ? "paid" : "waived"))
            #expect(app.store.state.payments.count == (pays ? 1 : 0))
        } else {
            try app.expectRefusal(status, code) { try app.patch(booking, members, as: role) }
        }
    }

    @Test
    func `a booking whose hold has ended can no longer be confirmed`() throws {
        let app = try TestApp(brand: .fixture(paymentPolicy: .trusted))
        let booking = try app.booked { $0.holdExpiresAt = app.now.adding(minutes: 30) }
        app.now = app.now.adding(minutes: 30)
        let reply = try app.patch(booking, Self.confirm, as: .student(app.ana.id))
        #expect(reply.status == 409)
        #expect(reply.json["code"] == .string("status_conflict"))
        #expect(app.store.state.payments.isEmpty)
        let stored = try app.send("GET /api/bookings/\(booking.id)", as: .admin)
        #expect(stored.json["booking"]["cancellationReason"] == .string("hold_expired"))
    }

    @Test(arguments: [
        ("amountCents", "null", "required"), ("amountCents", "-1", "range"), ("amountCents", "0", "range"),
        ("amountCents", "1.5", "type"),
        ("amountCents", "\"5000\"", "type"), ("amountCents", "9999999999999999999", "type"),
        ("currency", "null", "required"),
        ("currency", #""XXX""#, "format"), ("currency", #""xts""#, "format"), ("currency", #""XAU""#, "format"),
        ("currency", #""EURO""#, "format"), ("currency", #""€""#, "format"),
        ("provider", "null", "required"), ("provider", #""""#, "required"), ("provider", #""Ströme""#, "format"),
        ("provider", #""a b""#, "format"), ("providerPaymentId", "null", "required"),
        ("providerPaymentId", #""""#, "required"),
        ("providerPaymentId", #""a b""#, "format"), ("providerPaymentId", #""ü""#, "format"), ("fee", "1", "unknown"),
        ("providerPaymentId", "\"\(String(repeating: "p", count: 256))\"", "format"),
        ("provider", "\"\(String(repeating: "p", count: 51))\"", "format"),
    ])
    func `a payment that cannot be used is refused`(name: String, value: String, code: String) throws {
        let app = try TestApp()
        let booking = try app.booked()
        var payment = [
            "amountCents": "5000", "currency": #""EUR""#, "provider": #""stripe""#, "providerPaymentId": #""pi_1""#,
        ]
        payment[name] = value
        let text = payment.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ",")
        try app.expectRefusal(400, "invalid_field") {
            let reply = try app.patch(booking, "\"status\": \"confirmed\", \"payment\": {\(text)}")
            #expect(reply.fieldErrors == ["payment.\(name): \(code)"])
            return reply
        }
    }

    @Test
    func `a payment goes with confirmed only`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        for members in [Self.payment, #""status": "cancelled", "# + Self.payment] {
            try app.expectRefusal(400, "invalid_field") { try app.patch(booking, members) }
        }
    }

    @Test
    func `cancelling gives back the time, keeps the reason and tells everybody`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.become(.confirmed) }
        let reply = try app.patch(
            booking,
            #""status": "cancelled", "cancellationReason": " krank ""#,
            as: .student(app.ana.id)
        )
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.json["booking"]["cancellationReason"] == .string("krank"))
        #expect(reply.json["booking"]["cancelledAt"] == .string("2026-11-22T12:00:00Z"))
        #expect(app.store.state.busy.isEmpty)
        #expect(try app.stored(booking).sequence == 1)
        #expect(app.told == ["cancelled 2 student email", "cancelled 2 instructor email"])
        #expect(app.history == ["cancelled student confirmed cancelled krank"])
        try app.booked()
    }

    @Test
    func `students cancel until the cutoff, staff always`() throws {
        let app = try TestApp(rules: .fixture { $0.settings.cancellationCutoffHours = 48 })
        app.now = Moment.fixture.adding(hours: -4)
        for role in [AccessToken.Role.student(app.ana.id), .admin, .service, .instructor(app.greta.id)] {
            let booking = try app.booked { $0.become(.confirmed) }
            #expect(try app.patch(booking, #""status": "cancelled""#, as: role).status == 200)
        }
        let booking = try app.booked { $0.become(.confirmed) }
        app.now = Moment(seconds: app.now.seconds + 1)
        for role in [AccessToken.Role.student(app.ana.id), .manage(booking.id)] {
            try app.expectRefusal(422, "past_cutoff") { try app.patch(booking, #""status": "cancelled""#, as: role) }
        }
        #expect(try app.patch(booking, #""status": "cancelled""#, as: .instructor(app.greta.id)).status == 200)
        let pending = try app.booked("2026-11-23T10:00:00Z")
        #expect(try app.patch(pending, #""status": "cancelled""#, as: .manage(pending.id)).status == 200)
    }

    @Test
    func `outcomes are staff's, and not before the session starts`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.become(.confirmed) }
        for status in ["completed", "no_show"] {
            for role in [AccessToken.Role.student(app.ana.id), .manage(booking.id)] {
                try app.expectRefusal(403, "forbidden") {
                    try app.patch(booking, "\"status\": \"\(status)\"", as: role)
                }
            }
            app.now = Moment(seconds: booking.span.start.seconds - 1)
            try app.expectRefusal(422, "session_not_started") {
                try app.patch(booking, "\"status\": \"\(status)\"", as: .instructor(app.greta.id))
            }
        }
        app.now = booking.span.start
        let reply = try app.patch(booking, #""status": "completed""#, as: .instructor(app.greta.id))
        #expect(reply.json["booking"]["completedAt"] == .string("2026-11-24T08:00:00Z"))
        #expect(app.told.isEmpty)
        let missed = try app.booked("2026-11-24T06:00:00Z", with: app.hugo) { $0.become(.confirmed) }
        let second = try app.patch(missed, #""status": "no_show""#, as: .service)
        #expect(second.json["booking"]["noShowAt"] == .string("2026-11-24T08:00:00Z"))
    }

    @Test
    func `instructor notes are staff's, and only for a booking that is over`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.become(.confirmed) }
        let notes = #""instructorNotes": "good\nstroke""#
        for role in [AccessToken.Role.student(app.ana.id), .manage(booking.id)] {
            try app.expectRefusal(403, "forbidden") { try app.patch(booking, notes, as: role) }
        }
        app.now = Moment(seconds: booking.span.end.seconds - 1)
        try app.expectRefusal(422, "notes_before_session") { try app.patch(booking, notes) }
        app.now = booking.span.end
        #expect(try app.patch(booking, notes).json["booking"]["instructorNotes"] == .string("good\nstroke"))
        let cancelled = try app.booked("2026-12-01T08:00:00Z") { $0.become(.cancelled) }
        #expect(try app.patch(cancelled, notes, as: .instructor(app.greta.id)).status == 200)
        let closing = try app.booked("2026-11-24T06:00:00Z", with: app.hugo) { $0.become(.confirmed) }
        #expect(try app.patch(closing, #""status": "completed", "# + notes).status == 200)
    }

    @Test
    func `a booking that is over takes no other texts`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.become(.cancelled) }
        for members in [#""notes": "x""#, #""location": "x""#, #""startAt": "2026-11-25T08:00:00Z""#] {
            try app.expectRefusal(409, "status_conflict") { try app.patch(booking, members) }
        }
    }
}
