/// The open hours of every local date: the weekly windows, replaced on some dates by overrides.
///
/// Contradictions were refused when the rules were written; here a closed override wins over an open one.
struct OpenHours {
    private let weekly: [[LocalHours]]
    private let openOverrides: [(date: LocalDate, hours: [LocalHours])]
    private let closedRanges: [ClosedRange<LocalDate>]

    /// Whether the weekly windows alone never close.
    let isWeeklyEndless: Bool

    init(_ rules: AvailabilityRules) {
        weekly = (0..<7).map { day in
            OpenHours.united(rules.weeklyWindows.filter { $0.dayOfWeek == day }.map(\.hours))
        }
        isWeeklyEndless = weekly.allSatisfy(OpenHours.isWholeDay)
        openOverrides = OpenHours.openOverrides(of: rules.dateOverrides)
        closedRanges = OpenHours.closedRanges(of: rules.dateOverrides)
    }

    private init(weekly: [[LocalHours]], isWeeklyEndless: Bool) {
        self.weekly = weekly
        self.isWeeklyEndless = isWeeklyEndless
        openOverrides = []
        closedRanges = []
    }

    /// The same hours as if there were no overrides.
    var withoutOverrides: OpenHours { OpenHours(weekly: weekly, isWeeklyEndless: isWeeklyEndless) }

    /// Whether any date has an override.
    var hasOverrides: Bool { !openOverrides.isEmpty || !closedRanges.isEmpty }

    /// That date's hours, ascending, neither overlapping nor touching.
    func hours(on date: LocalDate) -> [LocalHours] {
        if closedRanges.isEmpty && openOverrides.isEmpty { return weekly[date.dayOfWeek] }
        if isClosed(date) { return [] }
        return openOverride(on: date) ?? weekly[date.dayOfWeek]
    }

    /// Whether an override closes that date.
    func isClosed(_ date: LocalDate) -> Bool {
        guard let range = closedRanges.prefix(before: date.adding(days: 1), key: { $0.lowerBound }).last else {
            return false
        }
        return range.contains(date)
    }

    /// Whether an override replaces that date's weekly windows.
    func hasOverride(on date: LocalDate) -> Bool { isClosed(date) || openOverride(on: date) != nil }

    /// Whether that date is open from midnight to midnight.
    func isOpenAllDay(_ date: LocalDate) -> Bool { OpenHours.isWholeDay(hours(on: date)) }

    /// The latest date before the given one on which an override closes at least a part of the day.
    func lastBreakByOverride(before date: LocalDate) -> LocalDate? {
        let closed = closedRanges.prefix(before: date) { $0.lowerBound }.last
        let lastClosed = closed.map { min($0.upperBound, date.adding(days: -1)) }
        let lastPartlyOpen = openOverrides.prefix(before: date) { $0.date }.last { !OpenHours.isWholeDay($0.hours) }?
            .date
        guard let lastClosed, let lastPartlyOpen else { return lastClosed ?? lastPartlyOpen }
        return max(lastClosed, lastPartlyOpen)
    }

    private func openOverride(on date: LocalDate) -> [LocalHours]? {
        guard let last = openOverrides.prefix(before: date.adding(days: 1), key: { $0.date }).last, last.date == date
        else { return nil }
        return last.hours
    }

    private static func isWholeDay(_ hours: [LocalHours]) -> Bool {
        hours.count == 1 && hours[0].start.minutes == 0 && hours[0].end.minutes == 1440
    }

    /// The hours ascending, with those that overlap or touch made one.
    private static func united(_ hours: [LocalHours]) -> [LocalHours] {
        guard hours.count > 1 else { return hours }
        var result: [LocalHours] = []
        for next in hours.sorted(by: { $0.start < $1.start }) {
            if let last = result.last, next.start <= last.end,
                let both = LocalHours(start: last.start, end: max(last.end, next.end))
            {
                result[result.count - 1] = both
            } else {
                result.append(next)
            }
        }
        return result
    }

    /// Open overrides by date, one entry for each date.
    private static func openOverrides(of overrides: [DateOverride]) -> [(date: LocalDate, hours: [LocalHours])] {
        let open = overrides.filter { $0.hours != nil }.sorted { $0.firstDate < $1.firstDate }
        var result: [(date: LocalDate, hours: [LocalHours])] = []
        for override in open {
            guard let hours = override.hours else { continue }
            if result.last?.date == override.firstDate {
                result[result.count - 1].hours = united(result[result.count - 1].hours + [hours])
            } else {
                result.append((override.firstDate, [hours]))
            }
        }
        return result
    }

    /// Closed dates as ascending ranges that do not overlap.
    private static func closedRanges(of overrides: [DateOverride]) -> [ClosedRange<LocalDate>] {
        let closed = overrides.filter { $0.hours == nil && $0.firstDate <= $0.lastDate }
        var result: [ClosedRange<LocalDate>] = []
        for override in closed.sorted(by: { $0.firstDate < $1.firstDate }) {
            if let last = result.last, override.firstDate <= last.upperBound {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, override.lastDate)
            } else {
                result.append(override.firstDate...override.lastDate)
            }
        }
        return result
    }
}

extension Array {
    /// The elements whose date is before the given one, in an array that ascends by that date.
    fileprivate func prefix(before date: LocalDate, key: (Element) -> LocalDate) -> ArraySlice<Element> {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if key(self[middle]) < date { low = middle + 1 } else { high = middle }
        }
        return self[..<low]
    }
}
