/// The sessions that stand in a slot's way.
struct BusyTime {
    private let sessions: [BusySession]

    /// The buffer of the slots that are checked.
    private let bufferMinutes: Int

    /// The largest buffer of all, in minutes.
    private let reach: Int

    /// Sessions by the day number of their local start; empty when nobody asks.
    private let sessionsByDay: [Int: Int]

    /// Takes the sessions.
    ///
    /// - Parameters:
    ///   - sessions: ascending by start; they may lie in any way else.
    ///   - bufferMinutes: the buffer of the slots that are checked.
    ///   - zone: the zone of the dates in which sessions are counted; nil when they need not be.
    init(_ sessions: [BusySession], bufferMinutes: Int, countedIn zone: Zone?) {
        self.sessions = sessions
        self.bufferMinutes = bufferMinutes
        var reach = bufferMinutes
        var sessionsByDay: [Int: Int] = [:]
        for session in sessions {
            reach = max(reach, session.bufferMinutes)
            if let zone { sessionsByDay[zone.localDate(at: session.span.start).dayNumber, default: 0] += 1 }
        }
        self.reach = reach
        self.sessionsByDay = sessionsByDay
    }

    /// How many sessions start on that local date.
    func sessions(on date: LocalDate) -> Int { sessionsByDay[date.dayNumber] ?? 0 }

    /// Whether a session stands in the slot's way.
    ///
    /// - Parameters:
    ///   - slot: the slot.
    ///   - first: how many sessions from the front are over, buffers included; slots must ascend with it.
    /// - Returns: `taken` when a session overlaps the slot, `buffer` when one comes closer than the larger of the two
    ///   buffers, else nil.
    func refusal(of slot: TimeSpan, from first: inout Int) -> SlotReason? {
        while first < sessions.count, sessions[first].span.end.adding(minutes: reach) <= slot.start { first += 1 }
        var reason: SlotReason?
        let end = slot.end.adding(minutes: reach)
        for session in sessions[first...] {
            guard session.span.start < end else { break }
            if session.span.overlaps(slot) { return .taken }
            let buffer = max(bufferMinutes, session.bufferMinutes)
            if session.span.start < slot.end.adding(minutes: buffer),
                slot.start < session.span.end.adding(minutes: buffer)
            {
                reason = .buffer
            }
        }
        return reason
    }
}
