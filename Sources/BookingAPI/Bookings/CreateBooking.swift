import HTTP
import Scheduling

/// Takes a free slot: `POST /api/bookings`.
func createBooking(_ call: Call, _ app: App) throws -> Response {
    if call.actor == .visitor, !call.brand.allowsGuests { throw Refusal.guestsNotAllowed }
    let wanted = try BookingRequest(call.request, by: call.actor, zones: app.zones)
    if call.actor != .visitor { try app.requireInstructor(wanted.session.instructorID, for: call) }
    return try app.answerOnce(call, for: wanted.contact) { claim in
        let made = try app.create(wanted, claiming: claim, for: call)
        let sent = app.send(made.changes.messages, about: made.booking, at: call.now)
        return created(made, sent, call, app)
    }
}

/// How long it may take to keep the answer once the messages have been tried.
private let secondsToRevise = 3

/// What the transaction has made.
private struct CreatedBooking {
    let booking: Booking
    let changes: Changes
}

extension App {
    fileprivate func create(
        _ wanted: BookingRequest,
        claiming claim: IdempotencyClaim?,
        for call: Call
    ) throws -> CreatedBooking {
        let instructorID = wanted.session.instructorID
        let brand = call.brand
        // A guest who names an instructor whom the brand does not have is refused by the calendar, and counted.
        let instructor = try store.instructor(instructorID, in: brand.id)
        let signedIn = try signedInStudent(call)
        let span = wanted.session.span
        let limits = call.actor == .visitor ? wanted.contact?.requestLimits(brand.guests) ?? [] : []
        return try offeringOthers(to: span, of: instructorID, student: wanted.studentZone, for: call) {
            try store.withCalendar(
                of: instructorID,
                in: brand.id,
                claiming: claim,
                counting: limits,
                at: call.now
            ) { calendar in
                guard let instructor else { throw Refusal.notFound }
                let schedule = try calendar.schedule(busyWithin: Timetable.busySpan(for: span))
                var random = SystemRandomNumberGenerator()
                let changes = try Scheduling.createBooking(
                    wanted.session,
                    for: party(wanted, signedIn, instructor, in: calendar, for: call),
                    in: brand,
                    on: InstructorCalendar(schedule, zones: zones, at: call.now),
                    link: { settings.links.link(to: $0, at: call.now).token },
                    by: call.actor,
                    using: &random
                )
                guard let booking = changes.booking else { throw Refusal.notFound }
                try calendar.write(changes)
                let made = CreatedBooking(booking: booking, changes: changes)
                // What a repeated request gets if this process dies before the messages have been tried.
                let queued = created(made, .queued(changes.messages, about: booking), call, self)
                let finalAt = now().adding(seconds: messageSender.deadlineSeconds + secondsToRevise)
                try calendar.keep(StoredAnswer(queued), finalAt: finalAt)
                return made
            }
        }
    }

    /// The student who books as itself; nil where the request names one.
    private func signedInStudent(_ call: Call) throws -> Student? {
        guard let id = call.actor.studentID else { return nil }
        guard let student = try store.student(id, in: call.brand.id) else { throw Refusal.forbidden }
        return student.claimed(at: call.now)
    }

    /// The student who is signed in, else the brand's student of the address given, made when there is none.
    private func party(
        _ wanted: BookingRequest,
        _ signedIn: Student?,
        _ instructor: Instructor,
        in calendar: any CalendarTransaction,
        for call: Call
    ) throws -> BookingParty {
        if let signedIn { return BookingParty(student: signedIn, isNew: false, instructorEmail: instructor.email) }
        guard let contact = wanted.contact else { throw Refusal.forbidden }
        let known = try calendar.student(email: contact.email)
        let isGuest = call.actor == .visitor
        let student = Student(
            id: known?.id ?? newID(at: call.now),
            contact: contact,
            claimedAt: isGuest ? nil : call.now
        )
        return BookingParty(
            student: student,
            isNew: known == nil,
            instructorEmail: instructor.email,
            openGuestBookings: isGuest ? try calendar.openGuestBookings(of: known?.id, phone: contact.phone) : 0
        )
    }
}

private func created(_ made: CreatedBooking, _ sent: SentMessages, _ call: Call, _ app: App) -> Response {
    let address = "/api/bookings/\(made.booking.id)"
    let next = NextStep(for: call.actor, under: call.brand.paymentPolicy)
    var json = JSONWriter()
    json.object {
        $0.booking("booking", made.booking, for: call.actor, zones: app.zones)
        $0.member("manageUrl", app.settings.links.url(of: made.booking, slug: call.brand.slug, at: call.now))
        $0.notifications(sent)
        $0.object("nextStep") {
            $0.member("action", next.rawValue)
            $0.member("endpoint", next == .checkout ? address + "/checkout" : address)
            $0.member("method", next.method)
        }
    }
    return Response.json(json.bytes, status: 201).with("Location", address)
}

extension NextStep {
    /// How the address of the next step is asked; who waits looks how it stands.
    fileprivate var method: String {
        switch self {
        case .wait: "GET"
        case .confirm, .confirmAndPay: "PATCH"
        case .checkout: "POST"
        }
    }
}
