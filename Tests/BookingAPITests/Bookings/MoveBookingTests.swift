import HTTP
import Scheduling
import TestSupport
import Testing

struct MoveBookingTests {
    @Test
    func `a move keeps the id, takes the new time and tells everybody`() throws {
        let app = try TestApp(rules: .fixture { $0.settings.bufferMinutes = 30 })
        let booking = try app.booked {
            $0.become(.confirmed)
            $0.reminderSentAt = Moment.fixture
        }
        app.now = app.now.adding(minutes: 5)
        let reply = try app.patch(booking, #""startAt": "2026-11-24T14:00:00+01:00""#, as: .student(app.ana.id))
        #expect(reply.status == 200, "\(reply.text)")
        var expected = booking
        expected.span = TimeSpan(start: booking.span.start.adding(hours: 5), end: booking.span.end.adding(hours: 5))
        expected.bufferMinutes = 30
        expected.scheduledAt = app.now
        expected.promisedTime = try #require(LocalTime("14:00"))
        expected.promisedDate = try #require(LocalDate("2026-11-24"))
        expected.reminderSentAt = nil
        expected.updatedAt = app.now
        expected.revision = 2
        expected.sequence = 1
        #expect(try app.stored(booking) == expected)
        #expect(app.store.state.busy.count == 18)
        #expect(app.told == ["moved 2 student email", "moved 2 instructor email"])
        #expect(app.history == ["moved student confirmed confirmed -"])
        #expect(reply.json["booking"]["endAt"] == .string("2026-11-24T14:00:00Z"))
        try app.booked()
    }

    @Test
    func `start and end may be changed one by one or together`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        let steps = [
            (#""endAt": "2026-11-24T09:30:00Z""#, "2026-11-24T08:00:00Z", "2026-11-24T09:30:00Z"),
            (#""startAt": "2026-11-24T08:15:00Z""#, "2026-11-24T08:15:00Z", "2026-11-24T09:45:00Z"),
            (
                #""startAt": "2026-11-25T08:00:00Z", "endAt": "2026-11-25T08:15:00Z""#, "2026-11-25T08:00:00Z",
                "2026-11-25T08:15:00Z"
            ),
        ]
        for (members, start, end) in steps {
            let reply = try app.patch(booking, members)
            #expect(reply.json["booking"]["startAt"] == .string(start), "\(reply.text)")
            #expect(reply.json["booking"]["endAt"] == .string(end))
        }
        #expect(try app.stored(booking).sequence == 3)
        #expect(app.told.contains("moved 4 student sms"))
    }

    @Test
    func `a booking does not stand in its own way, another one does`() throws {
        let app = try TestApp()
        let booking = try app.booked("2026-11-24T10:00:00Z")
        try app.booked("2026-11-24T13:00:00Z", of: app.cleo, in: app.other)
        #expect(try app.patch(booking, #""startAt": "2026-11-24T10:30:00Z""#, as: .student(app.ana.id)).status == 200)
        for (start, reason) in [("13:30", "taken"), ("12:00", "buffer"), ("14:00", "buffer")] {
            try app.expectRefusal(409, "slot_unavailable") {
                let reply = try app.patch(booking, "\"startAt\": \"2026-11-24T\(start):00Z\"", as: .student(app.ana.id))
                #expect(reply.json["reason"] == .string(reason))
                #expect(reply.json["alternatives"].elements.count == 3)
                #expect(reply.json["alternatives"].elements.first?["studentStartAt"].text?.hasSuffix("-05:00") == true)
                return reply
            }
        }
    }

    @Test(arguments: [
        ("2026-11-24T07:00:00Z", "outside_availability"), ("2026-11-24T08:05:00Z", "off_grid"),
        ("2027-06-01T08:00:00Z", "too_far"), ("2026-11-20T08:00:00Z", "in_the_past"),
    ])
    func `the rules of booking hold for a move, for staff too`(start: String, reason: String) throws {
        let app = try TestApp()
        let booking = try app.booked()
        for role in [AccessToken.Role.student(app.ana.id), .admin] {
            try app.expectRefusal(409, "slot_unavailable") {
                let reply = try app.patch(booking, "\"startAt\": \"\(start)\"", as: role)
                #expect(reply.json["reason"] == .string(reason))
                return reply
            }
        }
    }

    @Test(arguments: ["2026-11-24T08:10:00Z", "2026-11-24T16:05:00Z", "2026-11-24T08:00:00Z", "2026-11-23T08:00:00Z"])
    func `a session keeps to 15 to 480 minutes`(end: String) throws {
        let app = try TestApp()
        let booking = try app.booked()
        try app.expectRefusal(400, "invalid_field") {
            let reply = try app.patch(booking, "\"endAt\": \"\(end)\"")
            #expect(reply.fieldErrors == ["endAt: range"])
            return reply
        }
    }

    @Test
    func `students move until the cutoff of the present time, staff always`() throws {
        let app = try TestApp()
        let soon = try app.booked("2026-11-23T10:00:00Z")
        let move = #""startAt": "2026-12-01T10:00:00Z""#
        for role in [AccessToken.Role.student(app.ana.id), .manage(soon.id)] {
            try app.expectRefusal(422, "past_cutoff") { try app.patch(soon, move, as: role) }
        }
        let later = try app.booked("2026-11-24T10:00:00Z")
        let reply = try app.patch(later, #""startAt": "2026-11-23T14:00:00Z""#, as: .manage(later.id))
        #expect(reply.status == 200, "\(reply.text)")
        #expect(try app.patch(soon, move, as: .instructor(app.greta.id)).status == 200)
    }

    @Test
    func `a session cannot be moved and ended at once, but moved and confirmed`() throws {
        let app = try TestApp(brand: .fixture(paymentPolicy: .free))
        let booking = try app.booked()
        let move = #""startAt": "2026-11-24T12:00:00Z", "#
        try app.expectRefusal(400, "invalid_field") { try app.patch(booking, move + #""status": "cancelled""#) }
        #expect(try app.patch(booking, move + #""status": "confirmed""#).status == 200)
        #expect(app.history == ["moved admin pending pending -", "confirmed admin pending confirmed -"])
        #expect(try app.stored(booking).revision == 2)
    }

    @Test
    func `a booking does not count towards the full day on which it is moved`() throws {
        let app = try TestApp(rules: .fixture { $0.settings.maximumSessionsPerDay = 1 })
        let booking = try app.booked()
        #expect(try app.patch(booking, #""startAt": "2026-11-24T12:00:00Z""#).status == 200)
        let other = try app.booked("2026-11-25T08:00:00Z")
        try app.expectRefusal(409, "slot_unavailable") {
            let reply = try app.patch(other, #""startAt": "2026-11-24T08:00:00Z""#)
            #expect(reply.json["reason"] == .string("daily_limit"))
            return reply
        }
    }

    @Test
    func `a move follows the zone that the instructor has now`() throws {
        let app = try TestApp(rules: .fixture(timezone: "America/New_York"))
        let booking = try app.booked("2026-11-24T15:00:00Z")
        let reply = try app.patch(booking, #""startAt": "2026-11-24T17:00:00Z""#)
        #expect(reply.json["booking"]["instructorTimezone"] == .string("America/New_York"), "\(reply.text)")
        #expect(reply.json["booking"]["instructorStartAt"] == .string("2026-11-24T12:00:00-05:00"))
        #expect(try app.stored(booking).promisedTime.description == "12:00")
    }

    @Test
    func `a reminded session that moves is reminded again`() throws {
        let app = try TestApp()
        let booking = try app.booked("2026-11-25T08:00:00Z") {
            $0.become(.confirmed)
            $0.reminderSentAt = Moment.fixture
        }
        #expect(try app.patch(booking, #""startAt": "2026-11-26T08:00:00Z""#).status == 200)
        app.now = try #require(Moment(rfc3339: "2026-11-25T08:00:00Z"))
        let claimed = try app.store.lease(.reminders(brandID: app.brand.id), limit: 9, leaseSeconds: 60, at: app.now)
        #expect(claimed.map(\.message.bookingID) == [booking.id])
    }
}
