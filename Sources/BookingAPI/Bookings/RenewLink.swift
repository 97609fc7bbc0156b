import HTTP
package import Scheduling

/// Ends the links to a booking that are out, and answers another: `POST /api/bookings/:bookingId/link`.
func renewLink(_ call: Call, _ app: App) throws -> Response {
    let booking = try visibleBooking(call.id("bookingId"), call, app)
    let url = try renewLink(to: booking, in: call.brand, app.store, app.settings.links, at: call.now)
    var json = JSONWriter()
    json.object { $0.member("manageUrl", url) }
    return .json(json.bytes)
}

/// Ends the links to a booking that are out, and makes another.
///
/// - Parameters:
///   - known: the booking.
///   - brand: its brand.
///   - store: where it is.
///   - links: makes links.
///   - now: the present moment.
/// - Throws: `notFound`, `statusConflict` when the session is over for so long that no link opens it; `Fault`.
/// - Returns: the address of the new link.
package func renewLink(
    to known: Booking,
    in brand: Brand,
    _ store: any Store,
    _ links: ManageLinks,
    at now: Moment
) throws -> String {
    try store.withCalendar(of: known.instructorID, in: brand.id, claiming: nil, at: now) { calendar in
        guard let booking = try calendar.booking(known.id) else { throw Refusal.notFound }
        let changes = try Scheduling.renewLink(to: booking, links: { links.links(to: $0, at: now) }, at: now)
        try calendar.write(changes)
        return links.url(of: changes.booking ?? booking, slug: brand.slug, at: now)
    }
}
