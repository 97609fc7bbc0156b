import HTTP
import Scheduling
import TestSupport
import Testing

struct ChangeBookingTests {
    @Test
    func `a change is answered with the whole booking and its new version`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        app.now = app.now.adding(minutes: 5)
        let reply = try app.patch(booking, #""location": " Steg 9 ", "notes": "a\nb""#, as: .student(app.ana.id))
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.response.header("ETag") == "\"r2\"")
        #expect(
            try reply.json
                == json(
                    """
                    {"booking": {"id": "\(booking.id)", "instructorId": "\(app.greta.id)", "studentId": "\(app.ana.id)",
                      "status": "pending", "paymentStatus": "unpaid", "paymentReference": null,
                      "startAt": "2026-11-24T08:00:00Z", "endAt": "2026-11-24T09:00:00Z",
                      "studentStartAt": "2026-11-24T03:00:00-05:00", "instructorStartAt": "2026-11-24T09:00:00+01:00",
                      "studentTimezone": "America/New_York", "instructorTimezone": "Europe/Berlin",
                      "location": "Steg 9", "notes": "a\\nb", "cancellationReason": null, "holdExpiresAt": null,
                      "confirmedAt": null, "completedAt": null, "cancelledAt": null, "noShowAt": null,
                      "createdAt": "2026-11-22T12:00:00Z", "updatedAt": "2026-11-22T12:05:00Z"}}
                    """
                )
        )
        #expect(app.store.state.events.isEmpty)
        #expect(app.store.state.messages.isEmpty)
    }

    @Test
    func `null and blanks clear a text, and an absent one stays`() throws {
        let app = try TestApp()
        let booking = try app.booked {
            $0.location = "Steg 7"
            $0.notes = "words"
        }
        #expect(try app.patch(booking, #""location": null"#).status == 200)
        #expect(try app.stored(booking).location == nil)
        #expect(try app.stored(booking).notes == "words")
        #expect(try app.patch(booking, #""notes": "  ""#).status == 200)
        #expect(try app.stored(booking).notes == nil)
    }

    @Test(arguments: ["status", "payment", "startAt", "endAt", "cancellationReason"])
    func `null and an empty text are no change where there is nothing to clear`(name: String) throws {
        for value in name == "payment" ? ["null"] : ["null", "\"\"", "\" \""] {
            let app = try TestApp()
            let booking = try app.booked { $0.notes = "words" }
            try app.expectRefusal(400, "no_changes") { try app.patch(booking, "\"\(name)\": \(value)") }
            #expect(try app.patch(booking, #""notes": null, "\#(name)": \#(value)"#).status == 200)
            #expect(try app.stored(booking).notes == nil)
        }
    }

    @Test
    func `a start between two seconds is off the grid`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        for start in ["2026-11-24T10:00:00.250Z", "2026-11-24T09:59:59.9Z"] {
            try app.expectRefusal(409, "slot_unavailable") {
                let reply = try app.patch(booking, "\"startAt\": \"\(start)\"")
                #expect(reply.json["reason"] == .string("off_grid"))
                return reply
            }
        }
        #expect(try app.patch(booking, #""startAt": "2026-11-24T10:00:00.000Z""#).status == 200)
    }

    @Test
    func `a change to what is there already changes nothing`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.location = "Steg 7" }
        let reply = try app.patch(booking, #""location": "Steg 7", "startAt": "2026-11-24T08:00:00Z""#)
        #expect(reply.status == 200)
        #expect(reply.response.header("ETag") == "\"r1\"")
        #expect(try app.stored(booking) == booking)
    }

    @Test
    func `an empty change is refused`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        try app.expectRefusal(400, "no_changes") { try app.patch(booking, "") }
    }

    @Test
    func `a stale version is refused before anything else of the booking is asked`() throws {
        let app = try TestApp()
        let booking = try app.booked { $0.become(.cancelled) }
        for stale in ["\"r0\"", "\"r2\"", "r1", "\"\""] {
            try app.expectRefusal(412, "version_conflict") {
                try app.patch(booking, #""status": "confirmed""#, headers: [("If-Match", stale)])
            }
        }
        let other = try app.booked()
        #expect(try app.patch(other, #""notes": "a""#, headers: [("If-Match", "\"r1\"")]).status == 200)
        #expect(try app.patch(other, #""notes": "b""#, headers: [("If-Match", "W/\"r2\"")]).status == 200)
        #expect(try app.patch(other, #""notes": "c""#, headers: [("If-Match", "*")]).status == 200)
        try app.expectRefusal(412, "version_conflict") {
            try app.patch(other, #""notes": "d""#, headers: [("If-Match", "\"r1\"")])
        }
    }

    @Test
    func `one part that is refused leaves the others undone`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        try app.booked("2026-11-24T12:00:00Z")
        let parts = [
            (#""startAt": "2026-11-24T12:00:00Z""#, 409, "slot_unavailable"),
            (#""status": "completed""#, 409, "status_conflict"),
            (#""instructorNotes": "x""#, 422, "notes_before_session"),
            (#""status": "confirmed""#, 422, "payment_required"),
        ]
        for (part, status, code) in parts {
            try app.expectRefusal(status, code) {
                try app.patch(booking, #""notes": "new", "location": "new", "# + part)
            }
        }
    }

    @Test(arguments: [
        ("status", #""done""#, "format"), ("status", "1", "type"), ("notes", "1", "type"),
        ("notes", #""a\u0000""#, "control_character"), ("location", #""a\nb""#, "control_character"),
        ("location", "[]", "type"), ("instructorNotes", #""\u001b""#, "control_character"),
        ("startAt", #""2026-11-24T08:00:00""#, "format"), ("endAt", #""x""#, "format"),
        ("cancellationReason", #""sick""#, "invalid"), ("id", #""x""#, "unknown"),
        ("studentId", #""x""#, "unknown"), ("paymentStatus", #""paid""#, "unknown"), ("revision", "9", "unknown"),
    ])
    func `a part that cannot be used is named`(name: String, value: String, code: String) throws {
        let app = try TestApp()
        let booking = try app.booked()
        try app.expectRefusal(400, "invalid_field") {
            let reply = try app.patch(booking, "\"\(name)\": \(value)")
            #expect(reply.fieldErrors.contains("\(name): \(code)"), "\(reply.text)")
            return reply
        }
    }

    @Test
    func `the holder of a manage link changes no texts, a student its own`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        for members in [#""notes": "x""#, #""location": "x""#] {
            try app.expectRefusal(403, "forbidden") { try app.patch(booking, members, as: .manage(booking.id)) }
            #expect(try app.patch(booking, members, as: .student(app.ana.id)).status == 200)
        }
    }

    @Test
    func `permission is checked before state, and state before rules`() throws {
        let app = try TestApp()
        let booking = try app.booked("2026-11-22T16:00:00Z", with: app.hugo) { $0.become(.cancelled) }
        let student = AccessToken.Role.student(app.ana.id)
        try app.expectRefusal(403, "forbidden") { try app.patch(booking, #""status": "completed""#, as: student) }
        try app.expectRefusal(409, "status_conflict") { try app.patch(booking, #""status": "cancelled""#, as: student) }
        let live = try app.booked("2026-11-22T16:00:00Z", with: app.hugo)
        try app.expectRefusal(422, "past_cutoff") {
            try app.patch(live, #""startAt": "2026-11-22T03:00:00Z""#, as: student)
        }
        try app.expectRefusal(409, "status_conflict") { try app.patch(live, #""status": "completed""#) }
    }

    @Test
    func `texts are limited in characters`() throws {
        let app = try TestApp()
        let booking = try app.booked("2026-11-20T08:00:00Z") { $0.become(.confirmed) }
        for (name, limit) in [("location", 500), ("notes", 4000), ("instructorNotes", 4000)] {
            let text = String(repeating: "水", count: limit)
            try app.expectRefusal(400, "invalid_field") { try app.patch(booking, "\"\(name)\": \"\(text)水\"") }
            #expect(try app.patch(booking, "\"\(name)\": \"\(text)\"").status == 200)
        }
        let reason = String(repeating: "水", count: 500)
        try app.expectRefusal(400, "invalid_field") {
            try app.patch(booking, "\"status\": \"cancelled\", \"cancellationReason\": \"\(reason)水\"")
        }
        #expect(
            try app.patch(booking, "\"status\": \"cancelled\", \"cancellationReason\": \"\(reason)\"").status == 200
        )
    }
}

extension TestApp {
    /// Sends a PATCH with those members; an admin's unless `role` says otherwise.
    func patch(
        _ booking: Booking,
        _ members: String,
        as role: AccessToken.Role? = .admin,
        headers: [(String, String)] = []
    ) throws -> Reply {
        try send("PATCH /api/bookings/\(booking.id)", "{\(members)}", as: role, headers: headers)
    }

    /// The messages in the outbox: event, revision, recipient, channel.
    var told: [String] {
        store.state.messages.map { "\($0.event) \($0.revision) \($0.recipient) \($0.channel)" }
    }

    /// The history: kind, actor's role, status before and after, reason.
    var history: [String] {
        store.state.events.map { event in
            let actor = event.actor.split(separator: ":").first ?? ""
            return "\(event.kind) \(actor) \(event.from?.rawValue ?? "-") \(event.to.rawValue) \(event.reason ?? "-")"
        }
    }
}
