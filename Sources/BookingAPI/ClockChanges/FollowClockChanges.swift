package import Scheduling

/// Keeps the local times that bookings promise when the rules of time zones change; it belongs to one thread.
///
/// Several at once are safe: each looks again inside the transaction that has the instructor's calendar to itself, so
/// nothing is moved or told twice.
package struct FollowClockChanges {
    private static let instructorsAtOnce = 500

    private let store: any Store
    private let zones: any Zones
    private let publicURL: String?
    private let now: () -> Moment

    /// Takes the parts.
    ///
    /// - Parameters:
    ///   - store: the bookings.
    ///   - zones: the rules in force.
    ///   - publicURL: where students' links lead; nil sends no links.
    ///   - now: the present moment.
    package init(store: any Store, zones: any Zones, publicURL: String?, now: @escaping () -> Moment) {
        self.store = store
        self.zones = zones
        self.publicURL = publicURL
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
            let changes = try store.followClockChange(of: instructorID, at: now) { sessions in
                carryOut(ClockChangePlan(sessions, zones: zones, at: now), at: now)
            }
            report.moved += changes.moved.count
            report.conflicts += changes.conflicts.count
        } catch let refusal as Refusal {
            // A row that the application would not have written is in the way; the other calendars are not kept waiting.
            report.failures.append("instructor \(instructorID): \(refusal)")
        }
    }

    private func carryOut(_ plan: ClockChangePlan, at now: Moment) -> PromiseChanges {
        var changes = PromiseChanges()
        changes.resolved = plan.resolved
        for move in plan.moves {
            let old = move.session.booking
            var booking = old
            booking.keepPromise(startingAt: move.start)
            booking.revision += 1
            booking.updatedAt = now
            changes.moved.append(booking)
            changes.events.append(
                BookingEvent(
                    bookingID: booking.id,
                    kind: .moved,
                    actor: "system",
                    at: now,
                    from: old.status,
                    to: booking.status,
                    reason: "zone_rules_changed"
                )
            )
            tell(.zoneMoved, of: booking, in: move.session, previousStart: old.span.start, at: now, &changes)
        }
        for (session, conflict) in plan.conflicts {
            changes.conflicts.append(conflict)
            if conflict.concernsPeople { tell(.zoneConflict, of: session.booking, in: session, at: now, &changes) }
        }
        return changes
    }

    private func tell(
        _ event: OutboxMessage.Event,
        of booking: Booking,
        in session: PromisedSession,
        previousStart: Moment? = nil,
        at now: Moment,
        _ changes: inout PromiseChanges
    ) {
        let link = publicURL.map {
            ManageLink(to: booking.id, in: booking.brandID, slug: session.brandSlug, publicURL: $0, at: now)
        }
        if let link { changes.tokens.append(link.token) }
        var random = SystemRandomNumberGenerator()
        changes.messages += AnnounceChange.messages(
            event,
            of: booking,
            previousStart: previousStart,
            instructorEmail: session.instructorEmail,
            manageURL: link?.url,
            byStaff: false,
            at: now,
            using: &random
        )
    }
}

/// What one look at promised local times has done.
package struct ClockChangeReport: Hashable, Sendable {
    /// How many bookings were looked at.
    package var sessions = 0

    /// How many were moved.
    package var moved = 0

    /// How many conflicts are new or have changed.
    package var conflicts = 0

    /// A newer release that another process has; then nothing was done.
    package var newerRelease: String?

    /// Instructors whose calendar could not be written, and why, in words for the log.
    package var failures: [String] = []

    /// Takes the counts; nothing else has happened.
    package init(sessions: Int = 0, moved: Int = 0, conflicts: Int = 0) {
        (self.sessions, self.moved, self.conflicts) = (sessions, moved, conflicts)
    }
}
