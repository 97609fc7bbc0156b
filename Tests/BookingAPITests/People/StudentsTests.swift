import HTTP
import Scheduling
import TestSupport
import Testing

/// `GET /api/students` and `PATCH /api/students/:studentId`.
struct StudentsTests {
    @Test
    func `staff list the brand's students, page by page, and find one by e-mail`() throws {
        let app = try TestApp()
        let all = try app.send("GET /api/students", as: .instructor(app.greta.id))
        #expect(all.status == 200)
        #expect(Set(all.json["students"].elements.compactMap { $0["firstName"].text }) == ["Ana", "Ben"])
        let first = try app.send("GET /api/students?limit=1", as: .admin)
        let cursor = try #require(first.json["nextCursor"].text)
        let second = try app.send("GET /api/students?limit=1&cursor=\(cursor)", as: .admin)
        #expect(second.json["nextCursor"] == .null)
        #expect(first.json["students"].elements + second.json["students"].elements == all.json["students"].elements)
        let found = try app.send("GET /api/students?email=ANA@students.example", as: .service)
        #expect(
            try found.json
                == json(
                    """
                    {"students": [{"id": "\(app.ana.id)", "firstName": "Ana", "lastName": "Souza",
                      "email": "ana@students.example", "phone": "+4915112345678", "isClaimed": true}], "nextCursor": null}
                    """
                )
        )
        try app.expectRefusal(403, "forbidden") { try app.send("GET /api/students", as: .student(app.ana.id)) }
        try app.expectRefusal(401, "unauthorized") { try app.send("GET /api/students") }
    }

    @Test
    func `staff change what they name of a student, and null takes a phone away`() throws {
        let app = try TestApp()
        let path = "PATCH /api/students/\(app.ana.id)"
        let change = #"{"firstName": " Anna ", "email": "anna@students.example", "phone": "+4915100000001"}"#
        let changed = try app.send(path, change, as: .admin)
        #expect(changed.status == 200, "\(changed.text)")
        #expect(changed.json["student"]["firstName"].text == "Anna")
        #expect(changed.json["student"]["lastName"].text == "Souza")
        #expect(changed.json["student"]["email"].text == "anna@students.example")
        let known = app.store.state.students[app.ana.id]?.student
        #expect(known?.contact.phone == "+4915100000001")
        #expect(try app.send(path, #"{"phone": null}"#, as: .admin).json["student"]["phone"] == .null)
    }

    @Test
    func `what cannot be is refused`() throws {
        let app = try TestApp()
        let path = "PATCH /api/students/\(app.ana.id)"
        try app.expectRefusal(400, "invalid_field") {
            let reply = try app.send(path, #"{"email": "BEN@students.example"}"#, as: .admin)
            #expect(reply.fieldErrors == ["email: taken"] || reply.json["field"].text == "email", "\(reply.text)")
            return reply
        }
        for body in [#"{"email": "x"}"#, #"{"phone": "5"}"#, #"{"id": "1"}"#] {
            try app.expectRefusal(400, "invalid_field", body) { try app.send(path, body, as: .admin) }
        }
        for body in [#"{"email": null}"#, #"{"firstName": " "}"#] {
            try app.expectRefusal(400, "no_changes") { try app.send(path, body, as: .admin) }
        }
        try app.expectRefusal(404, "not_found") {
            try app.send("PATCH /api/students/\(app.cleo.id)", #"{"phone": null}"#, as: .admin)
        }
        try app.expectRefusal(403, "forbidden") { try app.send(path, #"{"phone": null}"#, as: .student(app.ana.id)) }
    }

    @Test
    func `who names an address vouches for a record that guests made, who changes a name does not`() throws {
        let app = try TestApp()
        let guest = Student.fixture(
            contact: .fixture(email: "gil@guests.example", phone: "+4915100000666"),
            claimedAt: nil
        )
        #expect(try app.store.add(guest, to: app.brand.id))
        let path = "PATCH /api/students/\(guest.id)"
        let named = try app.send(path, #"{"firstName": "Gil"}"#, as: .admin)
        #expect(named.json["student"]["isClaimed"] == .bool(false))
        let moved = try app.send(path, #"{"email": "gilbert@guests.example"}"#, as: .admin)
        #expect(moved.json["student"]["isClaimed"] == .bool(true))
        #expect(moved.json["student"]["phone"] == .null)
    }
}
