import HTTP
import Scheduling

/// Shows one booking with its ETag: `GET /api/bookings/:bookingId`.
func showBooking(_ call: Call, _ app: App) throws -> Response {
    guard let booking = try app.store.booking(call.bookingID(), in: call.brand.id, at: call.now) else {
        throw Refusal.notFound
    }
    try call.caller.checkMaySee(booking)
    var json = JSONWriter()
    json.object { $0.booking("booking", booking, forStaff: call.caller.isStaff, zones: app.zones) }
    return .json(json.bytes).with("ETag", ETag.text(booking.revision))
}
