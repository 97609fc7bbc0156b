import HTTP
import Scheduling
import TestSupport
import Testing

struct CreateBookingInputTests {
    private let good: [String: String] = [
        "instructorId": "ID", "startAt": #""2026-11-24T09:00:00Z""#, "sessionMinutes": "60",
        "studentTimezone": #""America/New_York""#, "student": CreateBookingTests.guest,
    ]

    private func refused(_ change: [String: String?], in app: TestApp) throws -> [String] {
        var members = good
        for (name, value) in change { members[name] = value }
        let body = members.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ",")
            .replacing("ID", with: "\"\(app.greta.id)\"")
        var errors: [String] = []
        try app.expectRefusal(400, "invalid_field", body) {
            let reply = try app.send("POST /api/bookings", "{\(body)}")
            errors = reply.fieldErrors
            #expect(reply.json["field"].text == reply.json["errors"].elements.first?["field"].text)
            return reply
        }
        return errors
    }

    @Test(arguments: ["instructorId", "startAt", "studentTimezone", "student"])
    func `a body without what it needs is refused`(name: String) throws {
        let app = try TestApp()
        #expect(try refused([name: nil], in: app) == ["\(name): required"])
        #expect(try refused([name: "null"], in: app) == ["\(name): required"])
    }

    @Test(arguments: [
        ("instructorId", #""1""#, "format"), ("instructorId", "1", "type"), ("startAt", "1764061200", "type"),
        ("startAt", #""2026-11-24T09:00:00""#, "format"), ("startAt", #""2026-11-24""#, "format"),
        ("startAt", #""2026-02-30T09:00:00Z""#, "format"), ("startAt", #""1969-12-31T23:00:00Z""#, "format"),
        ("startAt", #""2026-11-24T24:00:00Z""#, "format"), ("startAt", #""tomorrow""#, "format"),
        ("sessionMinutes", "10", "range"), ("sessionMinutes", "485", "range"), ("sessionMinutes", "61", "range"),
        ("sessionMinutes", "-60", "range"), ("sessionMinutes", "\"60\"", "type"), ("sessionMinutes", "60.5", "type"),
        ("studentTimezone", #""PST""#, "format"), ("studentTimezone", #""""#, "required"),
        ("studentTimezone", "1", "type"),
        ("studentTimezone", #""GMT+5""#, "format"), ("studentTimezone", #""Europe/Berlin\u0000""#, "format"),
        ("location", "1", "type"), ("location", #""a\u0000""#, "control_character"),
        ("location", #""a\nb""#, "control_character"), ("notes", #""\u0007""#, "control_character"),
        ("notes", "[]", "type"),
        ("student", "[]", "type"), ("student", #""Gil""#, "type"), ("status", #""confirmed""#, "unknown"),
        ("studentId", #""1""#, "unknown"), ("brandId", "1", "unknown"), ("", "1", "unknown"),
    ])
    func `a field that cannot be used is named`(name: String, value: String, code: String) throws {
        #expect(try refused([name: value], in: TestApp()) == ["\(name): \(code)"])
    }

    @Test(arguments: [
        ("firstName", "null", "required"), ("lastName", "null", "required"), ("email", "null", "required"),
        ("firstName", #"" ""#, "required"), ("lastName", #""""#, "required"), ("firstName", "1", "type"),
        ("lastName", #""a\u007f""#, "control_character"), ("firstName", #""A\r\nBcc: x""#, "control_character"),
        ("email", #""""#, "required"), ("email", #""a""#, "format"), ("email", #""a@b""#, "format"),
        ("email", "7", "type"),
        ("email", #""a@b.example\r\n""#, "format"), ("email", #""ü@b.example""#, "format"), ("phone", "49", "type"),
        ("phone", #""015112345678""#, "format"), ("phone", #""+49 151""#, "format"),
        ("firstName", #""\u200b""#, "required"), ("lastName", #""\u2800 \u3164""#, "required"),
        ("firstName", #""\ufeff""#, "required"), ("lastName", #""\u00ad""#, "required"),
        ("role", #""admin""#, "unknown"),
    ])
    func `a field of the student that cannot be used is named with its path`(
        name: String,
        value: String,
        code: String
    ) throws {
        var student = [
            "firstName": #""Gil""#, "lastName": #""Gast""#, "email": #""gil@guests.example""#,
            "phone": #""+4915100000001""#,
        ]
        student[name] = value
        let text = "{" + student.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ",") + "}"
        #expect(try refused(["student": text], in: TestApp()) == ["student.\(name): \(code)"])
    }

    @Test
    func `null and an empty text are the same as leaving a field out`() throws {
        let app = try TestApp()
        let student = #"{"firstName": "Gil", "lastName": "Gast", "email": "gil@guests.example", "phone": ""}"#
        let more = #", "sessionMinutes": 60, "endAt": null, "location": null, "notes": "", "student": "# + student
        #expect(try app.send("POST /api/bookings", CreateBookingTests.body(app, more)).status == 201)
        let booking = try #require(app.store.state.bookings.values.first)
        #expect(booking.contact.phone == nil && booking.location == nil && booking.notes == nil)
        let end = #", "sessionMinutes": null, "endAt": "2026-11-24T11:00:00Z", "student": null"#
        let body = CreateBookingTests.body(app, start: "2026-11-24T10:15:00Z", end)
        #expect(try app.send("POST /api/bookings", body, as: .student(app.ana.id)).status == 201)
        let without = CreateBookingTests.body(app, #", "sessionMinutes": null, "endAt": "", "student": "# + student)
        try app.expectRefusal(400, "invalid_field") { try app.send("POST /api/bookings", without) }
    }

    @Test(arguments: [".000Z", ".0Z", ".000000000000000000000000Z"])
    func `a fraction of nothing is a whole second`(ending: String) throws {
        let app = try TestApp()
        let body = CreateBookingTests.body(app, start: "2026-11-24T09:00:00" + ending, CreateBookingTests.forGuest)
        let reply = try app.send("POST /api/bookings", body)
        #expect(reply.json["booking"]["startAt"] == .string("2026-11-24T09:00:00Z"))
    }

    @Test(arguments: [
        "2026-11-24T09:00:00.5Z", "2026-11-24T08:59:59.999Z", "2026-11-24T09:00:00.000000000000000000000000000001Z",
        "2026-11-24T10:00:00.123+01:00", "2026-11-24T09:00:01.5Z",
    ])
    func `a start between two seconds is off the grid`(start: String) throws {
        let app = try TestApp()
        let ends = [
            #", "sessionMinutes": 60"#,
            #", "endAt": "\#(start.replacing("T09", with: "T10").replacing("T08", with: "T09"))""#,
        ]
        for end in ends where !start.contains("+") || end.contains("sessionMinutes") {
            try app.expectRefusal(409, "slot_unavailable", start) {
                let body = CreateBookingTests.body(
                    app,
                    start: start,
                    end + #", "student": \#(CreateBookingTests.guest)"#
                )
                let reply = try app.send("POST /api/bookings", body)
                #expect(reply.json["reason"] == .string("off_grid"))
                #expect(reply.json["alternatives"].elements.first?["startAt"] == .string("2026-11-24T09:00:00Z"))
                return reply
            }
        }
    }

    @Test(arguments: [("gzip", 415), ("br, gzip", 415), ("", 415), ("identity", 201), ("Identity", 201)])
    func `a body in another coding is refused with a sentence`(coding: String, status: Int) throws {
        let app = try TestApp()
        let body = CreateBookingTests.body(app, CreateBookingTests.forGuest)
        let reply = try app.send("POST /api/bookings", body, headers: [("Content-Encoding", coding)])
        #expect(reply.status == status)
        if status != 415 { return }
        #expect(reply.isProblem && reply.json["code"] == .string("unsupported_media_type"))
        #expect(reply.json["detail"] == .string("The body must be sent as it is, without Content-Encoding."))
        #expect(reply.response.header("Accept-Encoding") == "identity")
        #expect(app.store.state.bookings.isEmpty)
    }

    @Test
    func `texts are limited in characters`() throws {
        let app = try TestApp()
        for (name, limit) in [("location", 500), ("notes", 4000)] {
            let text = String(repeating: "水", count: limit + 1)
            #expect(try refused([name: "\"\(text)\""], in: app) == ["\(name): too_long"])
        }
        let name = String(repeating: "水", count: 101)
        let student = #"{"firstName": "\#(name)", "lastName": "\#(name.dropLast())", "email": "a@b.example"}"#
        #expect(try refused(["student": student], in: app) == ["student.firstName: too_long"])
    }

    @Test(arguments: [
        (#""2026-11-24T09:10:00Z""#, "range"), (#""2026-11-24T17:05:00Z""#, "range"),
        (#""2026-11-24T09:00:00Z""#, "range"),
        (#""2026-11-24T08:00:00Z""#, "range"), (#""2026-11-24T09:32:00Z""#, "range"),
        (#""2026-11-24T09:30:01Z""#, "range"), (#""2026-11-24T09:30:00.5Z""#, "range"),
        (#""soon""#, "format"),
    ])
    func `an end must make a session of 15 to 480 minutes in steps of 5`(end: String, code: String) throws {
        #expect(try refused(["sessionMinutes": nil, "endAt": end], in: TestApp()) == ["endAt: \(code)"])
    }

    @Test
    func `an end or a length is needed, and both must agree`() throws {
        let app = try TestApp()
        #expect(try refused(["sessionMinutes": nil], in: app) == ["endAt: required"])
        let end = #""2026-11-24T09:30:00Z""#
        #expect(try refused(["endAt": end], in: app) == ["sessionMinutes: invalid"])
        let body = CreateBookingTests.body(app, CreateBookingTests.forGuest + #", "endAt": "2026-11-24T10:00:00Z""#)
        #expect(try app.send("POST /api/bookings", body).status == 201)
    }

    @Test
    func `every error is told at once`() throws {
        let errors = try refused(["startAt": "1", "location": "1", "student": "{}", "x": "1"], in: TestApp())
        #expect(
            errors == [
                "x: unknown", "startAt: type", "location: type", "student.firstName: required",
                "student.lastName: required", "student.email: required",
            ]
        )
    }

    @Test(arguments: ["", "{", "nul", "\u{FEFF}{", "{\"a\": \"\u{1}\"}"])
    func `a body that is not JSON is malformed`(body: String) throws {
        let app = try TestApp()
        try app.expectRefusal(400, "malformed_json") {
            try app.send("POST /api/bookings", body, headers: [("Content-Type", "application/json")])
        }
    }

    @Test(arguments: ["[]", "null", "1", "\"\""])
    func `a body that is not an object is refused`(body: String) throws {
        let app = try TestApp()
        try app.expectRefusal(400, "invalid_field") { try app.send("POST /api/bookings", body) }
    }
}
