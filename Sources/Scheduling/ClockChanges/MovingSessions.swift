/// One instructor's calendar in which some sessions are about to move: which of them can, and in which order.
struct MovingSessions {
    /// A session at the place where it will be.
    private struct Place {
        let session: PromisedSession
        var start: Moment
        var isMoving: Bool
        var rightStart: Moment?
        var reason: ZoneConflict.Reason?

        var booking: Booking { session.booking }
        var end: Moment { start.adding(minutes: booking.span.minutes) }

        /// Of two that want the same time, the one whose time was agreed first has it.
        func isAgreed(before other: Place) -> Bool {
            (booking.scheduledAt.seconds, booking.id.high, booking.id.low)
                < (other.booking.scheduledAt.seconds, other.booking.id.high, other.booking.id.low)
        }

        mutating func go(to start: Moment) {
            self.start = start
            isMoving = true
            reason = nil
        }

        mutating func stay(because reason: ZoneConflict.Reason) {
            start = booking.span.start
            isMoving = false
            self.reason = reason
        }
    }

    private var places: [Place] = []

    /// The sessions that stay, with the start they should have and why they do not get it, where they should move.
    var kept: [(session: PromisedSession, rightStart: Moment?, reason: ZoneConflict.Reason?)] {
        places.filter { !$0.isMoving }.map { ($0.session, $0.rightStart, $0.reason) }
    }

    /// Adds a session that stays where it is.
    mutating func keep(
        _ session: PromisedSession,
        rightStart: Moment? = nil,
        because reason: ZoneConflict.Reason? = nil
    ) {
        let start = session.booking.span.start
        places.append(
            Place(session: session, start: start, isMoving: false, rightStart: rightStart, reason: reason)
        )
    }

    /// Adds a session that is to begin at that moment.
    mutating func move(_ session: PromisedSession, to start: Moment) {
        places.append(Place(session: session, start: start, isMoving: true, rightStart: start, reason: nil))
    }

    /// Lets those stay that would be in another session's way, until nobody is.
    ///
    /// - Returns: the others, in an order in which each finds its time free of those that have not moved yet.
    mutating func orderedMoves() -> [ClockChangePlan.Move] {
        places.sort { $0.booking.span.start < $1.booking.span.start }
        while true {
            if stayOutOfTheWay() { continue }
            let (order, stuck) = order()
            // Two that change places: no order of single moves leads there.
            if let last = stuck.max(by: { places[$0].isAgreed(before: places[$1]) }) {
                places[last].stay(because: .taken)
            } else if !letOneGo() {
                return order.map { ClockChangePlan.Move(session: places[$0].session, start: places[$0].start) }
            }
        }
    }

    /// Lets one move after all that made room for a session which then had to stay itself; false when there is none.
    private mutating func letOneGo() -> Bool {
        for index in places.indices {
            let kept = places[index]
            guard let start = kept.rightStart, kept.reason == .taken || kept.reason == .buffer else { continue }
            places[index].go(to: start)
            let isFree = places.indices.allSatisfy { $0 == index || areApart(places[index], places[$0]) }
            if isFree, order().stuck.isEmpty { return true }
            places[index] = kept
        }
        return false
    }

    private func areApart(_ one: Place, _ other: Place) -> Bool {
        (one.start < other.start ? clash(one, other) : clash(other, one)) == nil
    }

    /// Lets those stay whose new time clashes with a session that does not move.
    ///
    /// Only when there is none, the later agreed of two that move into each other's way. False when nobody had to.
    private mutating func stayOutOfTheWay() -> Bool {
        var losers: [Int: ZoneConflict.Reason] = [:]
        var rival: (index: Int, reason: ZoneConflict.Reason)?
        let reach = places.map(\.booking.bufferMinutes).max() ?? 0
        let byTime = places.indices.sorted { places[$0].start < places[$1].start }
        for (position, index) in byTime.enumerated() {
            let end = places[index].end.adding(minutes: reach)
            for other in byTime[(position + 1)...] {
                guard places[other].start < end else { break }
                guard places[index].isMoving || places[other].isMoving,
                    let reason = clash(places[index], places[other])
                else { continue }
                if places[index].isMoving, places[other].isMoving {
                    rival = rival ?? (places[index].isAgreed(before: places[other]) ? other : index, reason)
                } else {
                    let loser = places[index].isMoving ? index : other
                    if losers[loser] != .taken { losers[loser] = reason }
                }
            }
        }
        if losers.isEmpty, let rival { losers[rival.index] = rival.reason }
        for (index, reason) in losers { places[index].stay(because: reason) }
        return !losers.isEmpty
    }

    /// Whether a session overlaps one that begins no earlier, or comes closer to it than the larger of their buffers.
    private func clash(_ earlier: Place, _ later: Place) -> ZoneConflict.Reason? {
        if later.start < earlier.end { return .taken }
        let buffer = max(earlier.booking.bufferMinutes, later.booking.bufferMinutes)
        return later.start < earlier.end.adding(minutes: buffer) ? .buffer : nil
    }

    /// The moving ones in the order in which to move them, and those that no order lets move.
    ///
    /// The calendar guard sees each move alone. What begins earlier than before goes from the front, what begins later
    /// from the back; one whose cells another still has waits for it.
    private func order() -> (order: [Int], stuck: [Int]) {
        let moving = places.indices.filter { places[$0].isMoving }
        let earlier = moving.filter { places[$0].start < places[$0].booking.span.start }
        let later = moving.filter { places[$0].start > places[$0].booking.span.start }
        var waiting = earlier + later.reversed()
        var order: [Int] = []
        while let next = waiting.firstIndex(where: { isFree($0, ofThose: waiting) }) {
            order.append(waiting.remove(at: next))
        }
        return (order, waiting)
    }

    private func isFree(_ index: Int, ofThose waiting: [Int]) -> Bool {
        let place = places[index]
        let cells = TimeSpan(start: place.start, end: place.end.adding(minutes: place.booking.bufferMinutes))
        return !waiting.contains { $0 != index && places[$0].booking.busySpan.overlaps(cells) }
    }
}

extension Booking {
    /// The time that the calendar guard keeps for it: the session and its own buffer.
    fileprivate var busySpan: TimeSpan {
        TimeSpan(start: span.start, end: span.end.adding(minutes: bufferMinutes))
    }
}
