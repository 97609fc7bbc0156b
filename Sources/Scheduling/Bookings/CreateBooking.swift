/// Takes a free slot.
///
/// The timetable's no says why; that no time is sold twice is the database's promise.
///
/// - Parameters:
///   - wanted: the session.
///   - party: whom it is for.
///   - brand: who sells it.
///   - calendar: the instructor's, read under the instructor's row, with all that is taken around the session.
///   - link: what is stored of the student's link to the new booking.
///   - actor: who asks.
///   - random: where the ids' random bits come from.
/// - Throws: `lengthNotOffered` and `tooManyOpen` to a guest, `slotUnavailable`; `Fault` when the system no longer has the instructor's zone.
/// - Returns: the booking with its history, link and messages.
package func createBooking(
    _ wanted: WantedSession,
    for party: BookingParty,
    in brand: Brand,
    on calendar: InstructorCalendar,
    link: (Booking) -> AccessToken,
    by actor: Actor,
    using random: inout some RandomNumberGenerator
) throws -> Changes {
    let (now, zone) = (calendar.now, try calendar.zone())
    if actor == .visitor {
        let offered = calendar.settings.sessionMinutes
        guard wanted.span.minutes == offered else { throw Refusal.lengthNotOffered(minutes: offered) }
        guard party.openGuestBookings < brand.guests.openBookings else { throw Refusal.tooManyOpen }
    }
    if let reason = try calendar.timetable(sessionMinutes: wanted.span.minutes).refusal(of: wanted.span) {
        throw Refusal.slotUnavailable(reason)
    }
    let id = ID<Booking>(madeAt: now, using: &random)
    let booking = Booking(id: id, wanted, for: party.student, by: actor, in: brand, calendar.settings, zone, at: now)
    var changes = Changes()
    if party.isNew { changes.newStudents = [party.student] }
    changes.newBookings = [booking]
    changes.events = [BookingEvent(.created, of: booking, from: nil, by: actor, at: now)]
    changes.links = [link(booking)]
    changes.messages = AnnounceChange.messages(
        .created,
        of: booking,
        instructorEmail: party.instructorEmail,
        byStaff: actor.isStaff,
        at: now,
        using: &random
    )
    return changes
}

extension Booking {
    /// A pending booking whose hold begins now.
    fileprivate init(
        id: ID<Booking>,
        _ wanted: WantedSession,
        for student: Student,
        by actor: Actor,
        in brand: Brand,
        _ settings: SchedulingSettings,
        _ zone: Zone,
        at now: Moment
    ) {
        self.init(
            id: id,
            brandID: brand.id,
            instructorID: wanted.instructorID,
            studentID: student.id,
            contact: student.contact,
            madeByGuest: actor == .visitor,
            span: wanted.span,
            bufferMinutes: settings.bufferMinutes,
            studentTimezone: wanted.studentTimezone,
            instructorTimezone: zone.name,
            promisedDate: zone.localDate(at: wanted.span.start),
            promisedTime: zone.localTime(at: wanted.span.start),
            createdAt: now
        )
        location = wanted.location
        guestWroteLocation = madeByGuest && location != nil
        notes = wanted.notes
        holdExpiresAt = brand.pendingHoldMinutes.map { now.adding(minutes: $0) }
        guard madeByGuest else { return }
        let minutes = min(brand.guests.holdMinutes, brand.pendingHoldMinutes ?? .max)
        holdExpiresAt = min(now.adding(minutes: minutes), span.start)
    }
}
