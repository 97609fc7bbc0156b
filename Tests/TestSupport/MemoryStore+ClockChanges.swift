package import Scheduling

extension MemoryStore {
    /// See `ClockChanges.instructorIDs`.
    package func instructorIDs(after id: ID<Instructor>?, limit: Int) throws -> [ID<Instructor>] {
        try access { state in
            let all = state.instructors.keys.sorted { ($0.high, $0.low) < ($1.high, $1.low) }
            let rest = all.filter { other in id.map { ($0.high, $0.low) < (other.high, other.low) } ?? true }
            return Array(rest.prefix(limit))
        }
    }

    /// See `ClockChanges.promises`.
    package func promises(of instructorID: ID<Instructor>, at now: Moment) throws -> [LocalPromise] {
        try promisedSessions(of: instructorID, at: now).map {
            LocalPromise($0.booking, hasConflict: $0.conflict != nil)
        }
    }

    /// See `ClockChanges.promisedSessions`.
    package func promisedSessions(of instructorID: ID<Instructor>, at now: Moment) throws -> [PromisedSession] {
        try access { $0.promisedSessions(of: instructorID, at: now) }
    }

    /// See `ClockChanges.changePromisedSessions`.
    package func changePromisedSessions(
        of instructorID: ID<Instructor>,
        at now: Moment,
        _ body: ([PromisedSession]) throws -> Changes
    ) throws -> Changes {
        var result = Changes()
        try access { state in
            guard state.instructors[instructorID] != nil else { return }
            var next = state
            next.calendarVersions[instructorID, default: 0] += 1
            try next.releaseHolds(of: instructorID, at: now)
            result = try body(next.promisedSessions(of: instructorID, at: now))
            try next.write(result, of: instructorID, in: nil, at: now)
            state = next
        }
        return result
    }

    /// See `ClockChanges.zoneConflicts`.
    package func zoneConflicts(at now: Moment) throws -> [ZoneConflictRecord] {
        try access { state in
            state.bookings.values.sorted(by: startsEarlier).compactMap { booking in
                guard let found = state.standing(booking, at: now),
                    let brand = state.brands[booking.brandID], let person = state.instructors[booking.instructorID]
                else { return nil }
                return ZoneConflictRecord(
                    conflict: found.conflict,
                    brandSlug: brand.slug,
                    instructorID: person.id,
                    instructorName: "\(person.firstName) \(person.lastName)",
                    startAt: booking.span.start,
                    timezone: booking.instructorTimezone,
                    promisedDate: booking.promisedDate,
                    promisedTime: booking.promisedTime,
                    foundAt: found.foundAt
                )
            }
        }
    }

    /// See `ClockChanges.zoneReleases`.
    package func zoneReleases() throws -> [ZoneRelease] {
        try access { $0.zoneReleases.values.sorted { $0.version < $1.version } }
    }

    /// See `ClockChanges.noteScan`.
    package func noteScan(with version: String, at now: Moment) throws {
        try access { state in
            let first = state.zoneReleases[version]?.firstScanAt ?? now
            state.zoneReleases[version] = ZoneRelease(version: version, firstScanAt: first, lastScanAt: now)
            let standing = Set(state.bookings.values.filter { state.standing($0, at: now) != nil }.map(\.id))
            state.zoneConflicts = state.zoneConflicts.filter { standing.contains($0.key) }
        }
    }
}

extension MemoryState {
    fileprivate func promisedSessions(of instructorID: ID<Instructor>, at now: Moment) -> [PromisedSession] {
        bookings.values
            .filter { $0.instructorID == instructorID && !$0.status.isFinal && $0.span.start > now }
            .sorted(by: startsEarlier)
            .map { booking in
                PromisedSession(
                    booking: booking,
                    brandSlug: brands[booking.brandID]?.slug ?? "",
                    instructorEmail: instructors[instructorID]?.email ?? "",
                    conflict: standing(booking, at: now)?.conflict
                )
            }
    }

    /// The conflict of a booking, while it stands.
    fileprivate func standing(_ booking: Booking, at now: Moment) -> FoundConflict? {
        guard !booking.status.isFinal, booking.span.start > now, let found = zoneConflicts[booking.id],
            found.conflict.sequence == booking.sequence
        else { return nil }
        return found
    }
}
