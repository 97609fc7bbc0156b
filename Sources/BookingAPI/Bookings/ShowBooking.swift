import HTTP
import Scheduling

/// Shows one booking with its ETag: `GET /api/bookings/:bookingId`.
///
/// 304 to a caller who has it already.
func showBooking(_ call: Call, _ app: App) throws -> Response {
    let booking = try visibleBooking(call.id("bookingId"), call, app)
    let isStaff = call.actor.isStaff
    var json = JSONWriter()
    json.object { $0.booking("booking", booking, for: call.actor, zones: app.zones) }
    return ETag.answer(json.bytes, ETag.text(of: booking, forStaff: isStaff), to: call.request)
}

/// The booking of that id, if it is the caller's to see.
///
/// Throws `not_found` (404) or `forbidden` (403) otherwise.
func visibleBooking(_ id: ID<Booking>, _ call: Call, _ app: App) throws -> Booking {
    guard let booking = try app.store.booking(id, in: call.brand.id, at: call.now) else { throw Refusal.notFound }
    try call.actor.requireSight(of: booking)
    return booking
}
