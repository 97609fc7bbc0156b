extension Timetable {
    /// Where the last check stood, so that ascending slots need no search.
    struct Cursor {
        fileprivate var clock: WallClock
        fileprivate var window = 0
        fileprivate var session = 0

        init(_ zone: Zone) { clock = WallClock(zone) }
    }

    /// The one decision whether a slot can be booked.
    ///
    /// - Parameters:
    ///   - slot: the slot, of any length.
    ///   - windows: the united windows around it, ascending.
    ///   - cursor: the one that checked the slots before this one among the same windows, or a new one.
    /// - Returns: the first reason that says no, or nil.
    func refusal(of slot: TimeSpan, among windows: [TimeSpan], reading cursor: inout Cursor) -> SlotReason? {
        guard slot.start.isOnGrid, slot.end.isOnGrid, slot.start < slot.end else { return .offGrid }
        guard slot.start >= now else { return .inThePast }
        guard slot.start >= now.adding(minutes: settings.minimumNoticeMinutes) else { return .tooSoon }
        let date = cursor.clock.localDate(at: slot.start)
        guard date <= lastDate else { return .tooFar }
        while cursor.window < windows.count, windows[cursor.window].end <= slot.start { cursor.window += 1 }
        guard cursor.window < windows.count, windows[cursor.window].start <= slot.start,
            slot.end <= windows[cursor.window].end
        else { return hours.isClosed(date) ? .overrideClosed : .outsideAvailability }
        let elapsed = slot.start.seconds(since: windows[cursor.window].start)
        guard elapsed % (settings.slotIntervalMinutes * 60) == 0 else { return .offGrid }
        if let reason = busy.refusal(of: slot, from: &cursor.session) { return reason }
        if let limit = settings.maximumSessionsPerDay, busy.sessions(on: date) >= limit { return .dailyLimit }
        return nil
    }

    /// Checks every start of the windows' grid that lies in `range`, ascending, until `visit` answers false.
    ///
    /// - Parameters:
    ///   - range: where the slots start.
    ///   - visit: takes the slot and why it cannot be booked; answers whether to go on.
    func visitGrid(in range: TimeSpan, visit: (TimeSpan, SlotReason?) -> Bool) {
        guard range.start < range.end else { return }
        let lastEnd = range.end.adding(minutes: sessionMinutes)
        let windows = hours.windows(
            from: zone.localDate(at: range.start),
            through: zone.localDate(at: lastEnd).adding(days: 1),
            in: zone
        )
        var cursor = Cursor(zone)
        for window in windows {
            for slot in grid(of: window, in: range) {
                guard visit(slot, refusal(of: slot, among: windows, reading: &cursor)) else { return }
            }
        }
    }

    /// The slots on a window's grid that start in `range`, also those that end after the window.
    func grid(of window: TimeSpan, in range: TimeSpan) -> some Sequence<TimeSpan> {
        let step = settings.slotIntervalMinutes * 60
        let behind = max(0, range.start.seconds(since: window.start))
        let first = window.start.seconds + (behind + step - 1) / step * step
        let end = min(window.end, range.end).seconds
        return stride(from: first, to: end, by: step).lazy.map { start in
            TimeSpan(start: Moment(seconds: start), end: Moment(seconds: start + sessionMinutes * 60))
        }
    }
}
