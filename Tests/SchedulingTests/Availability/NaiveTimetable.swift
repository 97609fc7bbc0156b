import Scheduling

/// The rules of a timetable once more, as plain as they can be written: it looks at every five minutes in turn.
///
/// It shares nothing with `Timetable` but the zone's offsets. A local time has come when the furthest that the wall clock
/// has read so far reaches it; that is what `bound` means, without computing it.
struct NaiveTimetable {
    /// How far before the range it looks; no override may be earlier than a week after that.
    static let daysBack = 18

    private static let step = 300

    let schedule: Schedule
    let zone: Zone
    let now: Int
    let sessionMinutes: Int
    let ignoring: ID<Booking>?

    /// Seconds of the first five minutes looked at, and for each whether it is open and where its run of open ones began.
    private let first: Int
    private let opened: [Int?]
    private let openedWeekly: [Int?]

    private var settings: SchedulingSettings { schedule.rules.settings }

    /// Takes the same as a timetable, and the moments that will be asked about.
    init(schedule: Schedule, zone: Zone, now: Moment, sessionMinutes: Int, ignoring: ID<Booking>?, range: TimeSpan) {
        self.schedule = schedule
        self.zone = zone
        self.now = now.seconds
        self.sessionMinutes = sessionMinutes
        self.ignoring = ignoring
        let last = range.end.seconds + 3 * 86_400
        first = range.start.seconds / NaiveTimetable.step * NaiveTimetable.step - NaiveTimetable.daysBack * 86_400
        let progress = NaiveTimetable.progress(of: zone, from: first, to: last)
        opened = NaiveTimetable.runs(progress, first: first, zone: zone, rules: schedule.rules, overrides: true)
        openedWeekly = NaiveTimetable.runs(progress, first: first, zone: zone, rules: schedule.rules, overrides: false)
    }

    /// Why the slot cannot be booked.
    func refusal(of slot: TimeSpan) -> SlotReason? {
        let (start, end) = (slot.start.seconds, slot.end.seconds)
        if start % 300 != 0 || end % 300 != 0 || end <= start { return .offGrid }
        if start < now { return .inThePast }
        if start < now + settings.minimumNoticeMinutes * 60 { return .tooSoon }
        if localDay(start) > localDay(now) + settings.advanceBookingDays { return .tooFar }
        let cells = stride(from: start, to: end, by: NaiveTimetable.step).map {
            opened[($0 - first) / NaiveTimetable.step]
        }
        guard let opening = cells[0], cells.allSatisfy({ $0 == opening }) else {
            return overrides(on: localDay(start)).contains { $0.hours == nil } ? .overrideClosed : .outsideAvailability
        }
        if (start - opening) % (settings.slotIntervalMinutes * 60) != 0 { return .offGrid }
        let others = schedule.busy.filter { $0.bookingID != ignoring }
        if others.contains(where: { $0.span.start.seconds < end && start < $0.span.end.seconds }) { return .taken }
        for other in others {
            let gap = max(other.span.start.seconds - end, start - other.span.end.seconds)
            if gap < max(other.bufferMinutes, settings.bufferMinutes) * 60 { return .buffer }
        }
        let sameDay = others.filter { localDay($0.span.start.seconds) == localDay(start) }
        if let limit = settings.maximumSessionsPerDay, sameDay.count >= limit { return .dailyLimit }
        return nil
    }

    /// Every start in the range that can be booked, and every start on a grid that cannot.
    func answers(in range: TimeSpan) -> (slots: [TimeSpan], refused: [(slot: TimeSpan, reason: SlotReason)]) {
        var slots: [TimeSpan] = []
        var refused: [(slot: TimeSpan, reason: SlotReason)] = []
        for start in starts(in: range) {
            guard let reason = refusal(of: slot(start)) else {
                slots.append(slot(start))
                continue
            }
            if isOnGrid(start, of: opened) || isReplaced(start) { refused.append((slot(start), reason)) }
        }
        return (slots, refused)
    }

    private func isOnGrid(_ start: Int, of runs: [Int?]) -> Bool {
        guard let opening = runs[(start - first) / NaiveTimetable.step] else { return false }
        return (start - opening) % (settings.slotIntervalMinutes * 60) == 0
    }

    private func isReplaced(_ start: Int) -> Bool {
        opened[(start - first) / NaiveTimetable.step] == nil && isOnGrid(start, of: openedWeekly)
            && !overrides(on: localDay(start)).isEmpty
    }

    private func slot(_ start: Int) -> TimeSpan {
        TimeSpan(start: Moment(seconds: start), end: Moment(seconds: start + sessionMinutes * 60))
    }

    private func starts(in range: TimeSpan) -> [Int] {
        let aligned = stride(from: first, to: range.end.seconds, by: NaiveTimetable.step)
        return aligned.filter { $0 >= range.start.seconds }
    }

    private func localDay(_ seconds: Int) -> Int {
        NaiveTimetable.day(of: seconds + zone.offsetSeconds(at: Moment(seconds: seconds)))
    }

    private func overrides(on day: Int) -> [DateOverride] { NaiveTimetable.overrides(schedule.rules, on: day) }

    private static func day(of localSeconds: Int) -> Int { Int((Double(localSeconds) / 86_400).rounded(.down)) }

    private static func overrides(_ rules: AvailabilityRules, on day: Int) -> [DateOverride] {
        rules.dateOverrides.filter { $0.firstDate.dayNumber <= day && day <= $0.lastDate.dayNumber }
    }

    /// The furthest that the wall clock has read up to each five minutes.
    private static func progress(of zone: Zone, from first: Int, to last: Int) -> [Int] {
        var furthest = Int.min
        // Two days earlier, so that a clock set back just before is known.
        for seconds in stride(from: first - 2 * 86_400, to: first, by: 900) {
            furthest = max(furthest, seconds + zone.offsetSeconds(at: Moment(seconds: seconds)))
        }
        var offset = 0
        return stride(from: first, to: last, by: step).map { seconds in
            if seconds % 900 == 0 || furthest == .min || seconds == first {
                offset = zone.offsetSeconds(at: Moment(seconds: seconds))
            }
            // Just before a clock is set back it has read up to the second before.
            furthest = max(furthest, seconds + offset)
            return furthest
        }
    }

    /// For each five minutes when the open run began that they belong to; nil when closed.
    private static func runs(
        _ progress: [Int],
        first: Int,
        zone: Zone,
        rules: AvailabilityRules,
        overrides: Bool
    ) -> [Int?] {
        var (patternDay, pattern) = (Int.min, [Bool]())
        var opened: [Int?] = []
        opened.reserveCapacity(progress.count)
        for (cell, furthest) in progress.enumerated() {
            let day = NaiveTimetable.day(of: furthest)
            if day != patternDay { (patternDay, pattern) = (day, minutes(rules, on: day, overrides: overrides)) }
            if !pattern[(furthest - day * 86_400) / step] {
                opened.append(nil)
            } else if let last = opened.last, let run = last {
                opened.append(run)
            } else {
                opened.append(first + cell * step)
            }
        }
        // Hours that never closed count from the first five minutes of the year 2000.
        guard isEndless(rules), let begin = opened[0] else { return opened }
        var year2000 = 946_598_400
        while year2000 + zone.offsetSeconds(at: Moment(seconds: year2000)) < 946_684_800 { year2000 += step }
        return opened.map { $0 == begin ? year2000 : $0 }
    }

    /// Which five minutes of that date are open.
    private static func minutes(_ rules: AvailabilityRules, on day: Int, overrides: Bool) -> [Bool] {
        let replaced = overrides ? NaiveTimetable.overrides(rules, on: day) : []
        var hours = rules.weeklyWindows.filter { $0.dayOfWeek == (day + 4) % 7 }.map(\.hours)
        if !replaced.isEmpty { hours = replaced.contains { $0.hours == nil } ? [] : replaced.compactMap(\.hours) }
        var isOpen = [Bool](repeating: false, count: 288)
        for open in hours {
            for cell in open.start.minutes / 5..<open.end.minutes / 5 { isOpen[cell] = true }
        }
        return isOpen
    }

    private static func isEndless(_ rules: AvailabilityRules) -> Bool {
        (3..<10).allSatisfy { minutes(rules, on: $0, overrides: false).allSatisfy(\.self) }
    }
}
