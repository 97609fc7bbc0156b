/// From when on a message is sent by whoever finds it, and until when.
package enum MessageTiming {
    /// For how long a message is left to the request that wrote it: 3 seconds.
    package static let headStartSeconds = 3

    /// For how long the background leaves a new reminder to the cron that found it, which sends for 10 seconds: 15.
    package static let reminderHeadStartSeconds = 15

    /// For how long a message that is no reminder is worth sending: 24 hours.
    package static let lifetimeHours = 24

    /// Why a message older than that is given up.
    package static let tooOld = "older than 24 hours"

    /// Why a message is given up that says something untrue by now: a reminder of a session that was moved or cancelled, or has
    /// begun; a warning about a time that has been put right.
    package static let notDue = "no longer due"

    /// Why a reminder that was met too early waits.
    package static let notDueYet = "not due yet"

    /// When a message that was just written is due for whoever looks for due ones.
    package static func firstAttempt(of message: OutboxMessage) -> Moment {
        Moment(seconds: message.createdAt.seconds + headStartSeconds)
    }

    /// Why nobody should send a message any more; nil when somebody should.
    ///
    /// - Parameters:
    ///   - message: a message that never went out.
    ///   - queuedAt: when it was written, or last queued again.
    ///   - booking: what it is about, as it is now.
    ///   - now: the present moment.
    /// - Returns: words for staff.
    package static func reasonToGiveUp(
        _ message: OutboxMessage,
        queuedAt: Moment,
        about booking: Booking,
        at now: Moment
    ) -> String? {
        if message.event == .reminder {
            let isDueOnceItsTimeHasCome = Reminder.isDue(booking, at: max(now, Reminder.dueAt(booking)))
            return booking.sequence == message.revision && isDueOnceItsTimeHasCome ? nil : notDue
        }
        if message.event == .zoneConflict {
            let isAhead = !booking.status.isFinal && now < booking.span.start
            guard isAhead, booking.sequence == message.revision else { return notDue }
        }
        return queuedAt.adding(hours: lifetimeHours) < now ? tooOld : nil
    }

    /// Whether a message tells of changed clocks in a process that does not know the change yet: it would write old times.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - booking: what it is about, as it is now.
    ///   - zone: the instructor's zone as the process has it.
    /// - Returns: whether to leave it for later, or for another process.
    package static func needsNewerRules(_ message: OutboxMessage, about booking: Booking, in zone: Zone) -> Bool {
        switch message.event {
        case .zoneMoved: booking.shiftedStart(in: zone) != nil
        case .zoneConflict: booking.shiftedStart(in: zone) == nil
        case .created, .confirmed, .cancelled, .moved, .relocated, .reminder: false
        }
    }
}
