import HTTP
import Scheduling

/// One change of one booking inside its transaction: what it becomes, and what is written beside it.
struct BookingEdit {
    private let original: Booking
    private let calendar: any CalendarTransaction
    private let instructorEmail: String?
    private let call: Call
    private let app: App

    private var booking: Booking
    private var payment: Payment?
    private var events: [BookingEvent] = []
    private var announced: [OutboxMessage.Event] = []

    init(_ booking: Booking, in calendar: any CalendarTransaction, instructorEmail: String?, _ call: Call, _ app: App) {
        original = booking
        self.booking = booking
        self.calendar = calendar
        self.instructorEmail = instructorEmail
        self.call = call
        self.app = app
    }

    /// Applies everything that a request names; nothing is written yet.
    ///
    /// - Parameter change: the request's body, allowed to this caller.
    /// - Throws: a `Refusal`, in the order state, rules; `invalid_field` for an impossible length; `Fault`.
    mutating func apply(_ change: BookingChange) throws {
        try checkState(change)
        if change.moves { try move(to: change.span(from: original.span)) }
        switch change.status {
        case nil: break
        case .confirmed: try confirm(change.payment)
        case .cancelled: try cancel(change.cancellationReason)
        case .completed, .noShow, .pending: try close(change.status ?? .completed)
        }
        if let notes = change.notes { booking.notes = notes }
        if let location = change.location { booking.location = location }
        if let instructorNotes = change.instructorNotes {
            guard booking.isOver(at: call.now) else { throw Refusal.notesBeforeSession }
            booking.instructorNotes = instructorNotes
        }
    }

    /// Writes the booking with its payment, history and messages.
    ///
    /// - Throws: `slotUnavailable(.taken)` from the calendar guard, `paymentAlreadyUsed`; `Fault`.
    /// - Returns: the booking as it is now, and the messages that were queued; unchanged when nothing differs.
    func finish() throws -> (Booking, [OutboxMessage]) {
        guard booking != original else { return (original, []) }
        var written = booking
        written.revision += 1
        written.updatedAt = call.now
        try calendar.replace(written)
        if let payment { try calendar.add(payment) }
        for event in events { try calendar.add(event) }
        let messages = try announcements(of: written)
        try calendar.add(messages)
        return (written, messages)
    }

    private func announcements(of written: Booking) throws -> [OutboxMessage] {
        if announced.isEmpty { return [] }
        let link = written.status.isFinal ? nil : ManageLink(to: written.id, call, app)
        if let link { try calendar.add(link.token) }
        return announced.flatMap { event in
            announce(
                event,
                of: written,
                previousStart: event == .moved ? original.span.start : nil,
                instructorEmail: instructorEmail,
                link: link,
                call
            )
        }
    }

    /// Refuses what the booking's status does not allow, before any rule is asked.
    private func checkState(_ change: BookingChange) throws(Refusal) {
        if let status = change.status { try original.checkMay(become: status) }
        if original.status.isFinal, change.moves || change.notes != nil || change.location != nil {
            throw .statusConflict(original.status)
        }
    }

    private mutating func move(to span: TimeSpan) throws {
        guard span != original.span else { return }
        let open = try OpenCalendar(calendar.schedule(busyWithin: Timetable.busySpan(for: span)), at: call.now, app)
        try checkCutoff(open.settings)
        if let reason = open.timetable(sessionMinutes: span.minutes, ignoring: booking.id).refusal(of: span) {
            throw Refusal.slotUnavailable(reason)
        }
        try booking.move(to: span, settings: open.settings, zone: open.zone, at: call.now)
        note(.moved, .moved)
    }

    private mutating func confirm(_ stated: PaymentFields?) throws {
        let policy = call.brand.paymentPolicy
        if stated == nil, policy != .free { throw Refusal.paymentRequired }
        // No provider can be asked yet, so a student's payment cannot be proven.
        if policy == .verified, !call.caller.isStaff { throw Refusal.paymentRejected }
        payment = stated?.payment(for: booking.id, id: app.newID(at: call.now), at: call.now)
        try booking.confirm(with: payment, at: call.now)
        note(.confirmed, .confirmed)
    }

    private mutating func cancel(_ reason: String?) throws {
        try checkCutoff(calendar.schedule(busyWithin: original.span).rules.settings)
        try booking.cancel(because: reason, at: call.now)
        note(.cancelled, .cancelled, reason: reason)
    }

    private mutating func close(_ outcome: BookingStatus) throws(Refusal) {
        try booking.close(as: outcome, at: call.now)
        note(outcome == .completed ? .completed : .noShow, nil)
    }

    private func checkCutoff(_ settings: SchedulingSettings) throws(Refusal) {
        if call.caller.isStaff { return }
        try CancellationPolicy.check(original, cutoffHours: settings.cancellationCutoffHours, at: call.now)
    }

    private mutating func note(_ kind: BookingEvent.Kind, _ event: OutboxMessage.Event?, reason: String? = nil) {
        events.append(BookingEvent(kind, of: booking, from: original.status, by: call, reason: reason))
        if let event { announced.append(event) }
    }
}
