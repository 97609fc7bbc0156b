import HTTP
import Scheduling
import TestSupport
import Testing

struct ListEventsTests {
    @Test
    func `the history says who did what, when, from, to and why`() throws {
        let app = try TestApp(brand: .fixture(paymentPolicy: .free))
        let made = try app.send("POST /api/bookings", CreateBookingTests.body(app, CreateBookingTests.forGuest))
        let id = try #require(made.json["booking"]["id"].text)
        app.now = app.now.adding(minutes: 5)
        #expect(try app.send("PATCH /api/bookings/\(id)", #"{"status": "confirmed"}"#, as: .service).status == 200)
        app.now = app.now.adding(minutes: 5)
        let cancel = #"{"status": "cancelled", "cancellationReason": "storm"}"#
        #expect(try app.send("PATCH /api/bookings/\(id)", cancel, as: .instructor(app.greta.id)).status == 200)
        let reply = try app.send("GET /api/bookings/\(id)/events", as: .instructor(app.greta.id))
        let service = try #require(app.store.state.events.first { $0.kind == .confirmed }?.actor)
        #expect(
            try reply.json
                == json(
                    """
                    {"events": [
                     {"kind": "created", "actor": "visitor", "at": "2026-11-22T12:00:00Z", "from": null,
                      "to": "pending", "reason": null},
                     {"kind": "confirmed", "actor": "\(service)", "at": "2026-11-22T12:05:00Z", "from": "pending",
                      "to": "confirmed", "reason": null},
                     {"kind": "cancelled", "actor": "instructor:\(app.greta.id)", "at": "2026-11-22T12:10:00Z",
                      "from": "confirmed", "to": "cancelled", "reason": "storm"}
                    ]}
                    """
                ),
            "\(reply.text)"
        )
    }
}
