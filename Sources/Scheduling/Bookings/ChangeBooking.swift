/// What a change of a booking is decided on.
package struct BookingSituation {
    /// The booking as it is, read under the instructor's row.
    package let booking: Booking

    /// What was paid for it; nil when nothing was.
    package let payment: Payment?

    /// Its brand.
    package let brand: Brand

    /// Where the instructor's own messages go; nil when the brand no longer has the instructor.
    package let instructorEmail: String?

    /// The instructor's calendar with all that is taken around the present and the wanted time.
    package let calendar: InstructorCalendar

    package init(
        booking: Booking,
        payment: Payment?,
        brand: Brand,
        instructorEmail: String?,
        calendar: InstructorCalendar
    ) {
        self.booking = booking
        self.payment = payment
        self.brand = brand
        self.instructorEmail = instructorEmail
        self.calendar = calendar
    }
}

/// Changes a booking: confirm and pay, cancel, close, move, notes; all or nothing.
///
/// - Parameters:
///   - situation: what is.
///   - wanted: what the actor asks for, and may (`requirePermission`).
///   - actor: who asks.
///   - random: where the ids' random bits come from.
/// - Throws: a `Refusal`, in the order permission, state, rules; `Fault` when the system no longer has the instructor's zone.
/// - Returns: the booking with its payment, history and messages; nothing when nothing differs.
package func changeBooking(
    _ situation: BookingSituation,
    _ wanted: WantedChange,
    by actor: Actor,
    using random: inout some RandomNumberGenerator
) throws -> Changes {
    try wanted.requireLength(of: situation.booking, by: actor)
    var edit = BookingEdit(situation, by: actor)
    let wanted = edit.withoutRepetition(wanted)
    try edit.checkState(wanted)
    if wanted.moves { try edit.move(to: wanted.span(from: situation.booking.span)) }
    switch wanted.status {
    case nil: break
    case .confirmed: try edit.confirm(wanted.payment, id: ID(madeAt: situation.calendar.now, using: &random))
    case .cancelled: try edit.cancel(because: wanted.cancellationReason)
    case .completed?, .noShow?, .pending?: try edit.close(as: wanted.status ?? .completed)
    }
    try edit.write(wanted)
    edit.tellOfNewPlace()
    return edit.changes(using: &random)
}

/// One change of one booking while it is put together.
private struct BookingEdit {
    let situation: BookingSituation
    let actor: Actor
    var booking: Booking
    var payments: [Payment] = []
    var events: [BookingEvent] = []
    var told: [OutboxMessage.Event] = []

    init(_ situation: BookingSituation, by actor: Actor) {
        self.situation = situation
        self.actor = actor
        booking = situation.booking
    }

    private var original: Booking { situation.booking }
    private var now: Moment { situation.calendar.now }

    /// What is left to do where a confirmation comes again with the payment that the booking was confirmed with: the caller
    /// has not heard that it worked.
    func withoutRepetition(_ wanted: WantedChange) -> WantedChange {
        guard original.status == .confirmed, wanted.status == .confirmed, let known = situation.payment,
            let stated = wanted.payment, stated.isSame(as: known)
        else { return wanted }
        var rest = wanted
        (rest.status, rest.payment) = (nil, nil)
        return rest
    }

    /// Refuses what the booking's status does not allow, before any rule is asked.
    func checkState(_ wanted: WantedChange) throws(Refusal) {
        if let status = wanted.status { try original.checkMay(become: status) }
        if original.status.isFinal, wanted.moves || wanted.notes != nil || wanted.location != nil {
            throw .statusConflict(original.status)
        }
        guard !actor.isStaff, original.span.end <= now else { return }
        if wanted.moves || wanted.status == .confirmed { throw .sessionEnded }
    }

    mutating func move(to span: TimeSpan) throws {
        guard span != original.span else { return }
        try checkCutoff()
        let (calendar, zone) = (situation.calendar, try situation.calendar.zone())
        let timetable = try calendar.timetable(sessionMinutes: span.minutes, ignoring: booking.id)
        if let reason = timetable.refusal(of: span) { throw Refusal.slotUnavailable(reason) }
        try booking.move(to: span, settings: calendar.settings, zone: zone, at: now)
        note(.moved, tell: .moved)
    }

    mutating func confirm(_ stated: StatedPayment?, id: ID<Payment>) throws(Refusal) {
        let policy = situation.brand.paymentPolicy
        if stated == nil, policy != .free { throw .paymentRequired }
        // No provider can be asked yet, so a student's payment cannot be proven.
        if policy == .verified, !actor.isStaff { throw .paymentRejected }
        let payment = stated.map { Payment(id: id, for: booking, as: $0, at: now) }
        payments = payment.map { [$0] } ?? []
        try booking.confirm(with: payment, at: now)
        note(.confirmed, tell: .confirmed)
    }

    mutating func cancel(because reason: String?) throws(Refusal) {
        // What is not confirmed yet may always be called off.
        if original.status == .confirmed { try checkCutoff() }
        try booking.cancel(because: reason, at: now)
        booking.guestWroteReason = booking.madeByGuest && reason != nil && !actor.isStaff
        note(.cancelled, tell: .cancelled, reason: reason)
    }

    mutating func close(as outcome: BookingStatus) throws(Refusal) {
        try booking.close(as: outcome, at: now)
        note(outcome == .completed ? .completed : .noShow)
    }

    mutating func write(_ wanted: WantedChange) throws(Refusal) {
        if let notes = wanted.notes { booking.notes = notes }
        if let location = wanted.location {
            booking.location = location
            booking.guestWroteLocation = booking.madeByGuest && location != nil && !actor.isStaff
        }
        guard let instructorNotes = wanted.instructorNotes else { return }
        guard booking.isOver(at: now) else { throw .notesBeforeSession }
        booking.instructorNotes = instructorNotes
    }

    /// A new place is told by itself only where nothing else is: every other message names the place too.
    mutating func tellOfNewPlace() {
        guard told.isEmpty, booking.status == .confirmed, booking.location != original.location else { return }
        if !booking.isOver(at: now) { told.append(.relocated) }
    }

    func changes(using random: inout some RandomNumberGenerator) -> Changes {
        var changes = Changes()
        guard booking != original else { return changes }
        var written = booking
        written.revision += 1
        written.updatedAt = now
        changes.changedBookings = [written]
        changes.payments = payments
        changes.events = events
        for event in told {
            changes.messages += AnnounceChange.messages(
                event,
                of: written,
                previousStart: event == .moved ? original.span.start : nil,
                instructorEmail: situation.instructorEmail,
                byStaff: actor.isStaff,
                at: now,
                using: &random
            )
        }
        return changes
    }

    private func checkCutoff() throws(Refusal) {
        if actor.isStaff { return }
        let hours = situation.calendar.settings.cancellationCutoffHours
        try CancellationPolicy.check(original, cutoffHours: hours, at: now)
    }

    private mutating func note(
        _ kind: BookingEvent.Kind,
        tell event: OutboxMessage.Event? = nil,
        reason: String? = nil
    ) {
        events.append(BookingEvent(kind, of: booking, from: original.status, by: actor, at: now, reason: reason))
        if let event { told.append(event) }
    }
}
