import HTTP
import Scheduling

/// One booking as an iCalendar file: `GET /api/bookings/:bookingId.ics`.
func downloadCalendar(_ call: Call, _ app: App) throws -> Response {
    let booking = try visibleBooking(call.id("bookingId"), call, app)
    guard let stored = try app.store.subject(of: booking.id, in: call.brand.id) else { throw Refusal.notFound }
    var subject = stored.about(booking)
    // People pass files on, so the file says what a message says.
    if !call.actor.isStaff { subject = subject.shown(to: .student) }
    return Response(
        status: 200,
        headers: [
            ("Content-Type", "text/calendar; charset=utf-8; method=PUBLISH"),
            ("Content-Disposition", "attachment; filename=\"session.ics\""),
            ("Cache-Control", "no-store"),
        ],
        body: app.messageSender.calendarFile(of: subject, at: call.now)
    )
}
