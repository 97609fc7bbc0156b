import HTTP
import Scheduling

/// Lists what was sent about a booking, and what became of it: `GET /api/bookings/:bookingId/messages`.
func listMessages(_ call: Call, _ app: App) throws -> Response {
    let booking = try visibleBooking(call.id("bookingId"), call, app)
    let messages = try app.store.messages(of: booking.id, in: call.brand.id)
    var json = JSONWriter()
    json.object { $0.messages(messages) }
    return .json(json.bytes)
}
