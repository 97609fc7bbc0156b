/// What of one instructor's time can be booked for sessions of one length, and why the rest cannot.
///
/// Listing and booking ask the same function, `refusal(of:among:reading:)`: what is listed can be booked, and nothing else.
package struct Timetable {
    let zone: Zone
    let settings: SchedulingSettings
    let now: Moment
    let sessionMinutes: Int
    let hours: OpenHours
    let busy: BusyTime

    /// Today's date in the instructor's zone.
    package let today: LocalDate

    /// The last date in the instructor's zone on which a session may start.
    package let lastDate: LocalDate

    /// Prepares the answers.
    ///
    /// - Parameters:
    ///   - schedule: the rules, and the busy sessions around every time that will be asked about (`busySpan(for:)`).
    ///   - zone: the zone that the rules' settings name.
    ///   - now: the present moment.
    ///   - sessionMinutes: length of the slots that are listed, 1 or more.
    ///   - ignoring: a booking that does not stand in its own way, because it is to be moved.
    package init(schedule: Schedule, zone: Zone, now: Moment, sessionMinutes: Int, ignoring: ID<Booking>? = nil) {
        self.zone = zone
        self.settings = schedule.rules.settings
        self.now = now
        self.sessionMinutes = sessionMinutes
        hours = OpenHours(schedule.rules)
        busy = BusyTime(
            schedule.busy.filter { $0.bookingID != ignoring },
            bufferMinutes: settings.bufferMinutes,
            countedIn: settings.maximumSessionsPerDay == nil ? nil : zone
        )
        today = zone.localDate(at: now)
        lastDate = today.adding(days: settings.advanceBookingDays)
    }

    /// Why that slot cannot be booked; nil when it can.
    ///
    /// The slot may have another length than `sessionMinutes`.
    package func refusal(of slot: TimeSpan) -> SlotReason? {
        var cursor = Cursor(zone)
        return refusal(of: slot, among: windows(around: slot), reading: &cursor)
    }

    /// The slots on offer that start in `range`, ascending, the first so many.
    package func slots(in range: TimeSpan, atMost limit: Int = .max) -> [TimeSpan] {
        var slots: [TimeSpan] = []
        visitGrid(in: range) { slot, reason in
            if reason == nil { slots.append(slot) }
            return slots.count < limit
        }
        return slots
    }

    /// The first slot on offer from now to the advance limit; nil when there is none.
    package func firstSlot() -> TimeSpan? {
        var first: TimeSpan?
        var start = now
        let end = zone.bound(lastDate.adding(days: 1), minutes: 0)
        while first == nil, start < end {
            let stop = min(start.adding(hours: 14 * 24), end)
            visitGrid(in: TimeSpan(start: start, end: stop)) { slot, reason in
                if reason == nil { first = slot }
                return first == nil
            }
            start = stop
        }
        return first
    }

    /// The slots on offer whose starts are nearest to a moment.
    ///
    /// - Parameters:
    ///   - moment: the start that was wanted.
    ///   - count: how many to answer at most.
    ///   - range: where to look; nil is from now to the advance limit. Busy time must be loaded for all of it.
    /// - Returns: the slots, nearest first; of two as near the earlier first.
    package func nearestSlots(to moment: Moment, count: Int, within range: TimeSpan? = nil) -> [TimeSpan] {
        let limit = zone.bound(lastDate.adding(days: 1), minutes: 0)
        let start = max(now, range?.start ?? now)
        let end = min(limit, range?.end ?? limit)
        var radiusHours = 24
        while true {
            let from = max(start, moment.adding(hours: -radiusHours))
            let to = min(end, moment.adding(hours: radiusHours))
            let slots = slots(in: TimeSpan(start: from, end: to))
            if slots.count >= count || (from == start && to == end) {
                return Array(slots.sorted { $0.isNearer(than: $1, to: moment) }.prefix(count))
            }
            radiusHours *= 2
        }
    }

    /// Whether a span lies inside the open windows; neither the grid nor other sessions matter.
    package func fits(_ span: TimeSpan) -> Bool {
        windows(around: span).contains { $0.start <= span.start && span.end <= $0.end }
    }

    /// The busy time that must be loaded so that every answer about slots that start in `range` is right.
    ///
    /// It reaches as far as the longest session with the longest buffer, and as far as the longest local date, whose
    /// sessions the daily limit counts.
    package static func busySpan(for range: TimeSpan) -> TimeSpan {
        TimeSpan(start: range.start.adding(hours: -longestDateHours), end: range.end.adding(hours: longestDateHours))
    }

    /// More than the hours of any local date (26 where two hours are set back), which is also more than a session of
    /// 480 minutes with a buffer of 240 needs.
    private static let longestDateHours = 30

    /// The windows that can hold a slot.
    ///
    /// A clock that is set back over midnight reads the old date once more, so the next date's windows count too.
    private func windows(around slot: TimeSpan) -> [TimeSpan] {
        // A slot longer than any session fits nowhere, and must not cost the expansion of years.
        let longest = slot.start.adding(minutes: SettingsLimits.sessionMinutes.upperBound)
        return hours.windows(
            from: zone.localDate(at: slot.start),
            through: zone.localDate(at: min(longest, max(slot.start, slot.end))).adding(days: 1),
            in: zone
        )
    }
}

extension TimeSpan {
    /// Whether it starts nearer to a moment than the other, or as near and earlier.
    fileprivate func isNearer(than other: TimeSpan, to moment: Moment) -> Bool {
        let distance = abs(start.seconds(since: moment))
        let otherDistance = abs(other.start.seconds(since: moment))
        return distance == otherDistance ? start < other.start : distance < otherDistance
    }
}
