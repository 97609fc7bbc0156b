/// What is to be done about one instructor's sessions that no longer begin at their promised local times.
///
/// The promise stands, so weekly hours, notice and limits are not asked again. Sessions that move together are judged by where
/// all of them end up.
package struct ClockChangePlan: Sendable {
    /// One session that can be moved.
    package struct Move: Hashable, Sendable {
        /// The session as it is.
        package let session: PromisedSession

        /// When it is to begin.
        package let start: Moment
    }

    /// Nothing that begins sooner, before or after, is moved without a person: 48 hours.
    package static let noticeHours = 48

    /// A session is moved by no more than this; no zone has changed its clocks by more since 1970 but for crossing the
    /// date line (IANA tzdata).
    package static let largestShiftHours = 3

    /// The moves, in an order in which each new time is free when its turn comes.
    package private(set) var moves: [Move] = []

    /// The conflicts that are new or have changed, each with its session.
    package private(set) var conflicts: [(session: PromisedSession, conflict: ZoneConflict)] = []

    /// The bookings whose conflict is over.
    package private(set) var resolved: [ID<Booking>] = []

    /// Whether nothing is to be done.
    package var isEmpty: Bool { moves.isEmpty && conflicts.isEmpty && resolved.isEmpty }

    /// Decides it.
    ///
    /// - Parameters:
    ///   - sessions: every pending or confirmed booking of the instructor that begins after now, of all brands.
    ///   - zones: the rules in force.
    ///   - now: the present moment.
    package init(_ sessions: [PromisedSession], zones: any Zones, at now: Moment) {
        var picture = MovingSessions()
        for session in sessions where session.booking.keepsTime(at: now) {
            guard let zone = zones.zone(named: session.booking.instructorTimezone) else {
                picture.keep(session, rightStart: nil, because: .zoneUnknown)
                continue
            }
            guard let start = session.booking.shiftedStart(in: zone) else {
                picture.keep(session)
                continue
            }
            if let reason = ClockChangePlan.obstacle(to: session.booking, startingAt: start, at: now) {
                picture.keep(session, rightStart: start, because: reason)
            } else {
                picture.move(session, to: start)
            }
        }
        moves = picture.orderedMoves()
        for (session, rightStart, reason) in picture.kept {
            note(session, rightStart, reason)
        }
        resolved += moves.filter { $0.session.conflict != nil }.map(\.session.booking.id)
    }

    /// Why a session is not moved, whatever else is in the calendar.
    private static func obstacle(to booking: Booking, startingAt start: Moment, at now: Moment) -> ZoneConflict.Reason?
    {
        if abs(start.seconds(since: booking.span.start)) > largestShiftHours * 3600 { return .tooFarOff }
        if min(start, booking.span.start) < now.adding(hours: noticeHours) { return .soon }
        return start.isOnGrid ? nil : .offGrid
    }

    private mutating func note(_ session: PromisedSession, _ rightStart: Moment?, _ reason: ZoneConflict.Reason?) {
        let conflict = reason.map { reason in
            ZoneConflict(
                bookingID: session.booking.id,
                sequence: session.booking.sequence,
                rightStart: rightStart,
                reason: reason
            )
        }
        guard conflict != session.conflict else { return }
        if let conflict { conflicts.append((session, conflict)) } else { resolved.append(session.booking.id) }
    }
}
