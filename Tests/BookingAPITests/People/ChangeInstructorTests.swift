import HTTP
import Scheduling
import TestSupport
import Testing

@testable import BookingAPI

struct ChangeInstructorTests {
    private let app: TestApp

    init() throws { app = try TestApp() }

    private var hugo: String { "/api/instructors/\(app.hugo.id)" }
    private var greta: String { "/api/instructors/\(app.greta.id)" }

    @Test func `staff list instructors with their addresses, and find one`() throws {
        let all = try app.send("GET /api/instructors", as: .admin)
        #expect(all.json["instructors"].elements.map { $0["email"].text } == [app.hugo.email, app.greta.email])
        let one = try app.send("GET /api/instructors?email=GRETA@instructors.example", as: .instructor(app.hugo.id))
        #expect(one.json["instructors"].elements.map { $0["id"].text } == ["\(app.greta.id)"])
        try app.expectRefusal(403, "forbidden") { try app.send("GET /api/instructors", as: .student(app.ana.id)) }
        try app.expectRefusal(401, "unauthorized") { try app.send("GET /api/instructors") }
    }

    @Test func `staff of its only brand, and the instructor, change what the body names`() throws {
        let changed = try app.send("PATCH \(hugo)", #"{"firstName": " Hubert ", "bio": "Rows."}"#, as: .service)
        #expect(changed.status == 200)
        let own = try app.send("PATCH \(hugo)", #"{"email": "h@x.example", "bio": null}"#, as: .instructor(app.hugo.id))
        #expect(
            try own.json
                == json(
                    """
                    {"instructor": {"id": "\(app.hugo.id)", "firstName": "Hubert", "lastName": "Adler",
                    "email": "h@x.example", "bio": null}}
                    """
                )
        )
    }

    @Test func `one who works for two brands changes its own record, and no brand does`() throws {
        try app.expectRefusal(403, "forbidden") {
            try app.send("PATCH \(greta)", #"{"email": "a@x.example"}"#, as: .admin)
        }
        let own = try app.send("PATCH \(greta)", #"{"lastName": "Berg"}"#, as: .instructor(app.greta.id))
        #expect(own.json["instructor"]["lastName"].text == "Berg")
    }

    @Test func `who may not and what cannot be are refused`() throws {
        let name = #"{"lastName": "Berg"}"#
        try app.expectRefusal(403, "forbidden") { try app.send("PATCH \(hugo)", name, as: .instructor(app.greta.id)) }
        try app.expectRefusal(404, "not_found") {
            try app.send("PATCH /api/instructors/\(app.iris.id)", name, as: .admin)
        }
        try app.expectRefusal(404, "not_found") { try app.send("PATCH /api/instructors/1", name, as: .admin) }
        for body in ["{}", #"{"firstName": " "}"#, #"{"email": null}"#] {
            try app.expectRefusal(400, "no_changes") { try app.send("PATCH \(hugo)", body, as: .admin) }
        }
        for body in [
            #"{"lastName": "\#(String(repeating: "x", count: 101))"}"#, #"{"email": "a"}"#,
            #"{"bio": 1}"#, #"{"id": "x"}"#,
        ] {
            try app.expectRefusal(400, "invalid_field") { try app.send("PATCH \(hugo)", body, as: .admin) }
        }
    }

    @Test func `an instructor who is removed is gone from the brand, and its bookings can be called off`() throws {
        let booking = try app.booked()
        try app.expectRefusal(403, "forbidden") { try app.send("DELETE \(greta)", as: .instructor(app.hugo.id)) }
        try app.expectRefusal(403, "forbidden") { try app.send("DELETE \(greta)", as: .instructor(app.greta.id)) }
        let removed = try app.send("DELETE \(greta)", as: .admin)
        #expect(removed.status == 200)
        #expect(removed.json["upcomingBookings"].elements.map { $0["id"].text } == ["\(booking.id)"])
        try app.expectRefusal(404, "not_found") { try app.send("DELETE \(greta)", as: .admin) }
        try app.expectRefusal(401, "unauthorized") {
            try app.send("GET /api/bookings", as: .instructor(app.greta.id))
        }
        let elsewhere = [("X-Brand", app.other.slug)]
        let there = try app.send(
            "GET /api/bookings",
            as: .instructor(app.greta.id),
            from: app.other,
            headers: elsewhere
        )
        #expect(there.status == 200)
        let move = #"{"startAt": "2026-11-24T10:00:00Z"}"#
        try app.expectRefusal(409, "slot_unavailable") {
            try app.send("PATCH /api/bookings/\(booking.id)", move, as: .admin)
        }
        let path = "PATCH /api/bookings/\(booking.id)"
        let cancelled = try app.send(path, #"{"status": "cancelled"}"#, as: .student(app.ana.id))
        #expect(cancelled.status == 200)
        #expect(app.store.state.outbox.allSatisfy { $0.message.recipient != .instructor }, "nor contacts")
    }
}
