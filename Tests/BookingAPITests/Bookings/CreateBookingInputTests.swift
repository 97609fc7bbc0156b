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
        ("studentTimezone", #""PST""#, "format"), ("studentTimezone", #""""#, "format"),
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
        ("email", #""""#, "format"), ("email", #""a""#, "format"), ("email", #""a@b""#, "format"),
        ("email", "7", "type"),
        ("email", #""a@b.example\r\n""#, "format"), ("email", #""ü@b.example""#, "format"), ("phone", "49", "type"),
        ("phone", #""015112345678""#, "format"), ("phone", #""+49 151""#, "format"), ("phone", #""""#, "format"),
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
        (#""2026-11-24T09:30:01Z""#, "range"),
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
