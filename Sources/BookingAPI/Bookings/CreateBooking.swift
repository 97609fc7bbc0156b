import HTTP
import Scheduling

/// Takes a free slot: `POST /api/bookings`.
///
/// The check against the timetable tells the caller why not; the promise that no time is sold twice is the database's.
func createBooking(_ call: Call, _ app: App) throws -> Response {
    if call.caller.token == nil, !call.brand.allowsGuests { throw Refusal.guestsNotAllowed }
    let wanted = try BookingRequest(call.request, by: call.caller, zones: app.zones)
    try call.caller.checkMayManage(wanted.instructorID, in: call.brand.id, app.store)
    let claim = try idempotencyClaim(call)
    if let claim, let answer = try app.store.answer(to: claim, at: call.now) { return Response(replaying: answer) }
    let parties = try Parties(wanted, call, app)
    let booked: Booked
    do {
        booked = try app.store.withCalendar(
            of: wanted.instructorID,
            in: call.brand.id,
            claiming: claim,
            at: call.now
        ) { calendar in try book(wanted, parties, in: calendar, call, app) }
    } catch Refusal.slotUnavailable(let reason) {
        throw try wanted.unavailable(reason, call, app)
    } catch Refusal.idempotencyInProgress {
        guard let claim, let answer = try app.store.answer(to: claim, at: call.now) else {
            throw Refusal.idempotencyInProgress
        }
        return Response(replaying: answer)
    }
    let response = booked.response(Notices(sending: booked.messages, of: booked.booking, call, app), call, app)
    if let claim { try? app.store.revise(StoredAnswer(response), to: claim) }
    return response
}

/// How long it may take to keep the answer once the messages have been tried.
private let secondsToRevise = 3

/// What the transaction has made.
private struct Booked {
    let booking: Booking
    let manageURL: String
    let messages: [OutboxMessage]

    func response(_ notices: Notices, _ call: Call, _ app: App) -> Response {
        created(booking, manageURL: manageURL, notices, call, app)
    }
}

/// The two people of a booking, looked up before its transaction begins.
private struct Parties {
    /// Where the instructor's own messages go.
    let instructorEmail: String

    /// The student who books as itself; nil where the request names one.
    let signedIn: Student?

    init(_ wanted: BookingRequest, _ call: Call, _ app: App) throws {
        guard let instructor = try app.store.instructor(wanted.instructorID, in: call.brand.id) else {
            throw Refusal.notFound
        }
        instructorEmail = instructor.email
        guard case .student(let id) = call.caller.role else {
            signedIn = nil
            return
        }
        signedIn = try app.store.student(id, in: call.brand.id)
        if signedIn == nil { throw Refusal.forbidden }
    }

    /// The student: the one signed in, else the brand's student of the address given, made when there is none.
    ///
    /// The contact details of this request stay with the booking; what is stored of a student is not changed.
    func student(
        _ wanted: BookingRequest,
        in calendar: any CalendarTransaction,
        _ call: Call,
        _ app: App
    ) throws -> Student {
        if let signedIn { return signedIn }
        guard let contact = wanted.contact else { throw Refusal.forbidden }
        let stored = try calendar.findOrAdd(Student(id: app.newID(at: call.now), contact: contact))
        return Student(id: stored.id, contact: contact)
    }
}

/// Everything that happens inside the transaction.
private func book(
    _ wanted: BookingRequest,
    _ parties: Parties,
    in calendar: any CalendarTransaction,
    _ call: Call,
    _ app: App
) throws -> Booked {
    let schedule = try calendar.schedule(busyWithin: Timetable.busySpan(for: wanted.span))
    let open = try OpenCalendar(schedule, at: call.now, app)
    if let reason = open.timetable(sessionMinutes: wanted.span.minutes).refusal(of: wanted.span) {
        throw Refusal.slotUnavailable(reason)
    }
    let student = try parties.student(wanted, in: calendar, call, app)
    let booking = newBooking(wanted, of: student, open, call, app)
    try calendar.add(booking)
    try calendar.add(BookingEvent(.created, of: booking, from: nil, by: call))
    let link = ManageLink(to: booking.id, call, app)
    try calendar.add(link.token)
    let messages = announce(.created, of: booking, instructorEmail: parties.instructorEmail, link: link, call)
    try calendar.add(messages)
    let booked = Booked(booking: booking, manageURL: link.url, messages: messages)
    // What a repeated request gets if this process dies before the messages have been tried.
    try calendar.keep(
        StoredAnswer(booked.response(.queued(messages, of: booking), call, app)),
        finalAt: app.now().adding(seconds: app.messageSender.deadlineSeconds + secondsToRevise)
    )
    return booked
}

private func newBooking(
    _ wanted: BookingRequest,
    of student: Student,
    _ open: OpenCalendar,
    _ call: Call,
    _ app: App
) -> Booking {
    Booking(
        id: app.newID(at: call.now),
        brandID: call.brand.id,
        instructorID: wanted.instructorID,
        studentID: student.id,
        contact: student.contact,
        status: .pending,
        paymentStatus: .unpaid,
        paymentReference: nil,
        span: wanted.span,
        bufferMinutes: open.settings.bufferMinutes,
        scheduledAt: call.now,
        studentTimezone: wanted.studentZone.name,
        instructorTimezone: open.zone.name,
        promisedDate: open.zone.localDate(at: wanted.span.start),
        promisedTime: open.zone.localTime(at: wanted.span.start),
        location: wanted.location,
        notes: wanted.notes,
        instructorNotes: nil,
        cancellationReason: nil,
        holdExpiresAt: call.brand.pendingHoldMinutes.map { call.now.adding(minutes: $0) },
        confirmedAt: nil,
        completedAt: nil,
        cancelledAt: nil,
        noShowAt: nil,
        reminderSentAt: nil,
        createdAt: call.now,
        updatedAt: call.now,
        revision: 1,
        sequence: 0
    )
}

private func created(
    _ booking: Booking,
    manageURL: String,
    _ notices: Notices,
    _ call: Call,
    _ app: App
) -> Response {
    let address = "/api/bookings/\(booking.id)"
    var json = JSONWriter()
    json.object {
        $0.booking("booking", booking, forStaff: call.caller.isStaff, zones: app.zones)
        $0.member("manageUrl", manageURL)
        $0.notifications(notices)
        $0.object("nextStep") {
            $0.member("action", "confirm_and_pay")
            $0.member("endpoint", address)
            $0.member("method", "PATCH")
        }
    }
    return Response.json(json.bytes, status: 201).with("Location", address)
}
