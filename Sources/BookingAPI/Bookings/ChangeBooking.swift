import HTTP
import Scheduling

/// Changes a booking: confirm and pay, cancel, close, move, notes: `PATCH /api/bookings/:bookingId`.
///
/// All or nothing; `If-Match` is obeyed. Permission is checked before state, and state before rules.
func changeBooking(_ call: Call, _ app: App) throws -> Response {
    guard let known = try app.store.booking(call.bookingID(), in: call.brand.id, at: call.now) else {
        throw Refusal.notFound
    }
    try call.caller.checkMaySee(known)
    let change = try BookingChange(call.request)
    try change.checkAllowed(to: call.caller, under: call.brand.paymentPolicy)
    let span = try change.span(from: known.span)
    let instructor = try app.store.instructor(known.instructorID, in: call.brand.id)
    do {
        let (booking, messages) = try app.store.withCalendar(
            of: known.instructorID,
            in: call.brand.id,
            claiming: nil,
            at: call.now
        ) { calendar in
            guard let booking = try calendar.booking(known.id) else { throw Refusal.notFound }
            try ETag.check(call.request, version: booking.revision)
            var edit = BookingEdit(booking, in: calendar, instructorEmail: instructor?.email, call, app)
            try edit.apply(change)
            return try edit.finish()
        }
        return changed(booking, messages, call, app)
    } catch Refusal.slotUnavailable(let reason) {
        throw try Problem.slotUnavailable(
            reason,
            span,
            of: known.instructorID,
            student: app.zones.zone(named: known.studentTimezone),
            ignoring: known.id,
            call,
            app
        )
    }
}

private func changed(_ booking: Booking, _ messages: [OutboxMessage], _ call: Call, _ app: App) -> Response {
    var json = JSONWriter()
    json.object {
        $0.booking("booking", booking, forStaff: call.caller.isStaff, zones: app.zones)
        if !messages.isEmpty { $0.notifications(Notices(sending: messages, of: booking, call, app)) }
    }
    return .json(json.bytes).with("ETag", ETag.text(booking.revision))
}

extension BookingChange {
    /// Refuses what the caller may not change, whatever the booking's state: staff change everything, students neither
    /// the outcome nor staff's notes, the holder of a manage link no texts either.
    fileprivate func checkAllowed(to caller: Caller, under policy: PaymentPolicy) throws(Refusal) {
        if caller.isStaff { return }
        if instructorNotes != nil || status == .completed || status == .noShow { throw .forbidden }
        if status == .confirmed, policy == .staff { throw .forbidden }
        if case .manage = caller.role, notes != nil || location != nil { throw .forbidden }
    }
}
