import HTTP
import Scheduling

/// Lists what happened to a booking: `GET /api/bookings/:bookingId/events`.
func listEvents(_ call: Call, _ app: App) throws -> Response {
    let booking = try visibleBooking(call.id("bookingId"), call, app)
    let events = try app.store.events(of: booking.id, in: call.brand.id)
    var json = JSONWriter()
    json.object { json in
        json.array("events", events) { json, event in
            json.object {
                $0.member("kind", event.kind.rawValue)
                $0.member("actor", event.actor)
                $0.member("at", event.at)
                $0.member("from", event.from?.rawValue)
                $0.member("to", event.to.rawValue)
                $0.member("reason", event.reason)
            }
        }
    }
    return .json(json.bytes)
}
