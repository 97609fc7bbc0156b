/// Moves sessions when the rules of time zones change, so that they keep the local times that were promised; it belongs to
/// one thread.
///
/// Several at once are safe: each looks again inside the transaction that has the instructor's calendar to itself, so
/// nothing is moved or told twice.
package struct FollowClockChanges {
    private static let instructorsAtOnce = 500

    private let store: any ClockChanges
    private let zones: any Zones
    private let now: () -> Moment

    /// - Parameters:
    ///   - store: the bookings.
    ///   - zones: the rules in force.
    ///   - now: the present moment.
    package init(
        store: any ClockChanges,
        zones: any Zones,
        now: @escaping () -> Moment
    ) {
        self.store = store
        self.zones = zones
        self.now = now
    }

    /// Looks at what is due by `ZoneScan`.
    ///
    /// - Throws: `Fault` when the storage is away; the rest is the next look's.
    /// - Returns: what was done.
    package func lookThrough() throws -> ClockChangeReport {
        var report = ClockChangeReport()
        // Read first: a release that comes while everything is looked at calls for another look.
        let version = zones.version
        switch try ZoneScan.due(with: version, known: store.zoneReleases(), at: now()) {
        case .outdated(let newer): report.newerRelease = newer
        case .conflicts:
            for instructorID in Set(try store.zoneConflicts(at: now()).map(\.instructorID)) {
                try look(at: instructorID, &report)
            }
        case .everything:
            var last: ID<Instructor>?
            repeat {
                let some = try store.instructorIDs(after: last, limit: Self.instructorsAtOnce)
                for instructorID in some { try look(at: instructorID, &report) }
                last = some.last
            } while last != nil
            try store.noteScan(with: version, at: now())
        }
        return report
    }

    /// Looks at one instructor's bookings, of every brand.
    ///
    /// - Throws: `Fault` when the storage is away.
    /// - Returns: what was done.
    package func look(at instructorID: ID<Instructor>) throws -> ClockChangeReport {
        var report = ClockChangeReport()
        try look(at: instructorID, &report)
        return report
    }

    private func look(at instructorID: ID<Instructor>, _ report: inout ClockChangeReport) throws {
        // Most calendars are as they should be; they are not taken, and neither are those whose conflicts stand.
        let now = now()
        let promises = try store.promises(of: instructorID, at: now)
        report.sessions += promises.count
        if promises.allSatisfy({ $0.isKept(by: zones) }) { return }
        let sessions = try store.promisedSessions(of: instructorID, at: now)
        if ClockChangePlan(sessions, zones: zones, at: now).isEmpty { return }
        do {
            var random = SystemRandomNumberGenerator()
            let changes = try store.changePromisedSessions(of: instructorID, at: now) { sessions in
                followClockChange(of: sessions, by: zones, at: now, using: &random)
            }
            report.moved += changes.changedBookings.count
            report.conflicts += changes.conflicts.count
        } catch let refusal as Refusal {
            // A row that the application would not have written is in the way; the other calendars are not kept waiting.
            report.failures.append("instructor \(instructorID): \(refusal)")
        }
    }
}

/// Moves one instructor's sessions so that their promised local times are kept, or says why a person has to.
///
/// - Parameters:
///   - sessions: every pending or confirmed booking of the instructor that begins after now, of all brands.
///   - zones: the rules in force.
///   - now: the present moment.
///   - random: where the ids' random bits come from.
/// - Returns: the moved bookings with their history and messages, and the conflicts that are new or over.
package func followClockChange(
    of sessions: [PromisedSession],
    by zones: any Zones,
    at now: Moment,
    using random: inout some RandomNumberGenerator
) -> Changes {
    let plan = ClockChangePlan(sessions, zones: zones, at: now)
    var changes = Changes()
    changes.resolvedConflicts = plan.resolved
    changes.messagesDueAt = now  // No request is about to send them.
    var told: [(OutboxMessage.Event, Booking, PromisedSession)] = []
    for move in plan.moves {
        var booking = move.session.booking
        booking.keepPromise(startingAt: move.start)
        booking.revision += 1
        booking.updatedAt = now
        changes.changedBookings.append(booking)
        let reason = "zone_rules_changed"
        changes.events.append(
            BookingEvent(.moved, of: booking, from: booking.status, by: .system, at: now, reason: reason)
        )
        told.append((.zoneMoved, booking, move.session))
    }
    for (session, conflict) in plan.conflicts {
        changes.conflicts.append(conflict)
        if conflict.concernsPeople { told.append((.zoneConflict, session.booking, session)) }
    }
    for (event, booking, session) in told {
        changes.messages += AnnounceChange.messages(
            event,
            of: booking,
            previousStart: event == .zoneMoved ? session.booking.span.start : nil,
            instructorEmail: session.instructorEmail,
            byStaff: false,
            at: now,
            using: &random
        )
    }
    return changes
}
