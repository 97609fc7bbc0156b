/// Decides which sessions of one instructor can move when clocks change, and in which order.
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

        /// Two want the same time: the one that was agreed first gets it.
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

    /// The sessions that stay.
    ///
    /// One that should have moved has its right start, and the reason why it stays.
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

    /// Keeps sessions where they are until no move is in another session's way.
    ///
    /// - Returns: the moves, in an order in which each new time is free when its turn comes.
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

    /// Lets one session move that had to stay only because of another, which itself stays now.
    ///
    /// Answers false when there is no such session.
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

    /// Keeps every session whose new time clashes with one that does not move.
    ///
    /// When there is none, it looks for two that move into each other's way, and keeps the one agreed later. It answers false
    /// when every move can stand.
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

    /// Whether two sessions overlap (`taken`), or come closer than the larger of their buffers (`buffer`); nil when neither.
    private func clash(_ earlier: Place, _ later: Place) -> ZoneConflict.Reason? {
        if later.start < earlier.end { return .taken }
        let buffer = max(earlier.booking.bufferMinutes, later.booking.bufferMinutes)
        return later.start < earlier.end.adding(minutes: buffer) ? .buffer : nil
    }

    /// The moving ones in the order in which to move them, and those that no order lets move.
    ///
    /// The calendar guard sees one move at a time, so a move waits while another session still has its cells. Sessions that
    /// move forward go first to last, sessions that move back go last to first.
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
