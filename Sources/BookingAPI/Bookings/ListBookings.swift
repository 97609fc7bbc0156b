import HTTP
import Scheduling

/// Lists bookings by start: `GET /api/bookings`.
///
/// Staff see their brand's (an instructor its own), a student its own. `from` and `to` are moments, or dates in
/// `timezone`; `[from, to)` is about starts.
func listBookings(_ call: Call, _ app: App) throws -> Response {
    let (query, limit) = try bookingQuery(call, app)
    var bookings = try app.store.bookings(query, at: call.now)
    let hasMore = bookings.count > limit
    if hasMore { bookings.removeLast() }
    let last = bookings.last
    var json = JSONWriter()
    json.reserve(256 + bookings.count * 1024)
    json.object {
        $0.array("bookings", bookings) { $0.booking($1, for: call.actor, zones: app.zones) }
        $0.member("nextCursor", hasMore ? last.map { "\($0.span.start.seconds)_\($0.id)" } : nil)
    }
    return .json(json.bytes)
}

/// What is asked for, with a limit one higher than the caller's, which tells whether there is more.
private func bookingQuery(_ call: Call, _ app: App) throws -> (query: BookingQuery, limit: Int) {
    let fields = QueryFields(call.request.query)
    let asked = fields.instructorID(required: false)
    let zone = fields.zone("timezone", app.zones) ?? app.zones.zone(named: "UTC")
    let limit = fields.integer("limit", in: 1...200) ?? 50
    var query = BookingQuery(brandID: call.brand.id, limit: limit + 1)
    query.status = fields.value("status", "pending, confirmed, completed, cancelled or no_show") {
        BookingStatus(rawValue: $0)
    }
    query.upcomingOnly = fields.flag("upcomingOnly") ?? !(query.status?.isFinal ?? false)
    query.from = fields.moment("from", in: zone)
    query.to = fields.moment("to", in: zone)
    query.after = fields.value("cursor", "a nextCursor of an earlier answer", cursor)
    try fields.errors.finish()
    query.instructorID = asked ?? call.actor.instructorID
    if let asked {
        if call.actor.isStaff {
            try app.requireInstructor(asked, for: call)
        } else if try app.store.instructor(asked, in: call.brand.id) == nil {
            throw Refusal.notFound
        }
    }
    query.studentID = call.actor.studentID
    return (query, limit)
}

private func cursor(_ text: String) -> (startAt: Moment, id: ID<Booking>)? {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2, let seconds = Int(parts[0]), (0...253_402_300_799).contains(seconds),
        let id = ID<Booking>(parts[1])
    else { return nil }
    return (Moment(seconds: seconds), id)
}

extension QueryFields {
    /// An RFC 3339 moment, or the first instant of a date in the zone.
    fileprivate func moment(_ name: String, in zone: Zone?) -> Moment? {
        value(name, "a moment such as 2026-11-23T15:00:00Z or a date") { text in
            // Starts are whole seconds: from a fraction on, or before it, is from or before the next one.
            if let moment = WrittenMoment(rfc3339: text)?.nextSecond { return moment }
            guard let date = LocalDate(text), (1970..<9999).contains(date.year) else { return nil }
            return zone?.bound(date, minutes: 0)
        }
    }
}
