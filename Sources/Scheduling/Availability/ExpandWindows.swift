extension OpenHours {
    /// Grids of hours that never close count from this date's midnight (2000-01-01), when no override has closed since.
    static let endlessSince = LocalDate(dayNumber: 10_957)

    /// The windows of those local dates, ascending; those that touch or overlap, also across midnight, are one.
    ///
    /// A window of wall-clock time is `[bound(start), bound(end))`; a clock change can leave nothing of it. Slots step from where
    /// a window opened, so the first one begins there, however long before `firstDate` that is. The last one is cut at the end
    /// of `lastDate`.
    ///
    /// - Parameters:
    ///   - firstDate: the first local date.
    ///   - lastDate: the last local date, included.
    ///   - zone: the zone of the hours.
    /// - Returns: the windows.
    func windows(from firstDate: LocalDate, through lastDate: LocalDate, in zone: Zone) -> [TimeSpan] {
        guard firstDate <= lastDate else { return [] }
        var windows: [TimeSpan] = []
        windows.reserveCapacity(lastDate.dayNumber - firstDate.dayNumber + 1)
        for dayNumber in firstDate.dayNumber...lastDate.dayNumber {
            append(LocalDate(dayNumber: dayNumber), in: zone, to: &windows)
        }
        if let first = windows.first, first.start == zone.bound(firstDate, minutes: 0) {
            let start = opening(of: first.start, on: firstDate, in: zone)
            windows[0] = TimeSpan(start: start, end: first.end)
        }
        return windows
    }

    private func append(_ date: LocalDate, in zone: Zone, to windows: inout [TimeSpan]) {
        for hours in hours(on: date) {
            let window = TimeSpan(start: zone.bound(date, hours.start), end: zone.bound(date, hours.end))
            guard window.start < window.end else { continue }
            if let last = windows.last, window.start <= last.end {
                windows[windows.count - 1] = TimeSpan(start: last.start, end: window.end)
            } else {
                windows.append(window)
            }
        }
    }

    /// When the instructor opened who is open at `midnight`, the first instant of `date`.
    private func opening(of midnight: Moment, on date: LocalDate, in zone: Zone) -> Moment {
        var opening = midnight
        var day = date
        while true {
            if isWeeklyEndless, isOpenAllDay(day.adding(days: -1)) {
                // Nothing but an override ends such hours: step over all the days since the last one at once.
                guard let lastBreak = lastBreakByOverride(before: day) else {
                    return zone.bound(min(OpenHours.endlessSince, day), minutes: 0)
                }
                day = lastBreak.adding(days: 1)
                opening = zone.bound(day, minutes: 0)
            }
            day = day.adding(days: -1)
            let dayStart = zone.bound(day, minutes: 0)
            // A date that the zone skipped has no time in which to be closed.
            if dayStart == opening { continue }
            var windows: [TimeSpan] = []
            append(day, in: zone, to: &windows)
            guard let last = windows.last, last.end == opening else { return opening }
            opening = last.start
            if opening != dayStart { return opening }
        }
    }
}
