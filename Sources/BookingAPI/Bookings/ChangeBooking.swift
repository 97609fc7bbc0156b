import HTTP
import Scheduling

/// Changes a booking: confirm and pay, cancel, close, move, notes: `PATCH /api/bookings/:bookingId`.
///
/// All or nothing; `If-Match` is obeyed. Permission is checked before state, and state before rules.
func changeBooking(_ call: Call, _ app: App) throws -> Response {
    let known = try visibleBooking(call.id("bookingId"), call, app)
    let wanted = try WantedChange(call.request)
    try wanted.requirePermission(of: call.actor, under: call.brand.paymentPolicy)
    try wanted.refuseNeedlessPayment(under: call.brand.paymentPolicy)
    let (booking, messages) = try app.change(known, as: wanted, for: call)
    let sent = messages.isEmpty ? nil : app.send(messages, about: booking, at: call.now)
    return changed(booking, sent, call, app)
}

extension App {
    /// Makes the change in a transaction; answers the booking as it is now, and the messages that were queued.
    fileprivate func change(
        _ known: Booking,
        as wanted: WantedChange,
        for call: Call
    ) throws -> (booking: Booking, messages: [OutboxMessage]) {
        let span = try wanted.span(from: known.span)
        let instructorEmail = try store.instructor(known.instructorID, in: call.brand.id)?.email
        let studentZone = zones.zone(named: known.studentTimezone)
        return try offeringOthers(to: span, of: known.instructorID, student: studentZone, for: call, moving: known.id) {
            try store.withCalendar(of: known.instructorID, in: call.brand.id, claiming: nil, at: call.now) { calendar in
                guard let booking = try calendar.booking(known.id) else { throw Refusal.notFound }
                try ETag.check(call.request, ETag.text(of: booking, forStaff: call.actor.isStaff))
                let around = try Timetable.busySpan(for: wanted.span(from: booking.span))
                let schedule = try calendar.scheduleOrStandard(busyWithin: around)
                var random = SystemRandomNumberGenerator()
                let changes = try Scheduling.changeBooking(
                    BookingSituation(
                        booking: booking,
                        payment: wanted.payment == nil ? nil : calendar.payment(of: booking.id),
                        brand: call.brand,
                        instructorEmail: instructorEmail,
                        calendar: InstructorCalendar(schedule, zones: zones, at: call.now)
                    ),
                    wanted,
                    by: call.actor,
                    using: &random
                )
                try calendar.write(changes)
                return (changes.booking ?? booking, changes.messages)
            }
        }
    }
}

private func changed(_ booking: Booking, _ sent: SentMessages?, _ call: Call, _ app: App) -> Response {
    var json = JSONWriter()
    json.object {
        $0.booking("booking", booking, for: call.actor, zones: app.zones)
        if let sent { $0.notifications(sent) }
    }
    return .json(json.bytes).with("ETag", ETag.text(of: booking, forStaff: call.actor.isStaff))
}
