import HTTP
import Scheduling

extension JSONFields {
    private static let maximumWeeklyWindows = 200
    private static let maximumOverrides = 730

    /// The weekly windows in the order in which they stand; windows that overlap on one weekday are noted as errors.
    func weeklyWindows() -> [WeeklyWindow]? {
        let known: Set<String> = ["dayOfWeek", "startTime", "endTime"]
        guard let elements = objects("weeklySlots", atMost: JSONFields.maximumWeeklyWindows, known: known) else {
            return nil
        }
        var windows: [WeeklyWindow] = []
        for element in elements {
            element.require("dayOfWeek")
            let day = element.integer("dayOfWeek", in: 0...6)
            guard let hours = element.hours(), let day else { continue }
            if windows.contains(where: { $0.dayOfWeek == day && $0.hours.overlaps(hours) }) {
                element.refuseItself("This window overlaps another of the same weekday.", code: "overlap")
            }
            windows.append(WeeklyWindow(dayOfWeek: day, hours: hours))
        }
        return windows
    }

    /// The overrides in the order in which they stand; windows that overlap on one date, and a closed override together
    /// with windows on the same date, are noted as errors.
    func dateOverrides() -> [DateOverride]? {
        let known: Set<String> = ["date", "endDate", "isAvailable", "startTime", "endTime", "note"]
        guard let elements = objects("dateOverrides", atMost: JSONFields.maximumOverrides, known: known) else {
            return nil
        }
        var overrides: [DateOverride] = []
        for element in elements {
            guard let override = element.dateOverride() else { continue }
            if let clash = overrides.lazy.compactMap({ contradiction($0, override) }).first {
                element.refuseItself(clash, code: "overlap")
            }
            overrides.append(override)
        }
        return overrides
    }

    private func dateOverride() -> DateOverride? {
        require("date", "isAvailable")
        let date = date("date")
        let endDate = self.date("endDate")
        let note = words("note", atMost: 500)
        guard let date, let isOpen = flag("isAvailable") else { return nil }
        if isOpen {
            if has("endDate") { refuse("endDate", "endDate goes with isAvailable false only.") }
            guard let hours = hours() else { return nil }
            return DateOverride(firstDate: date, lastDate: date, hours: hours, note: note)
        }
        for name in ["startTime", "endTime"] where has(name) {
            refuse(name, "\(name) goes with isAvailable true only.")
        }
        if let endDate, endDate < date { refuse("endDate", "endDate must not be before date.", code: "order") }
        return DateOverride(firstDate: date, lastDate: max(date, endDate ?? date), hours: nil, note: note)
    }

    private func hours() -> LocalHours? {
        require("startTime", "endTime")
        guard let start = time("startTime"), let end = time("endTime") else { return nil }
        guard let hours = LocalHours(start: start, end: end) else {
            refuse("endTime", "endTime must be after startTime; 24:00 is the end of the day.", code: "order")
            return nil
        }
        return hours
    }

    private func time(_ name: String) -> LocalTime? {
        value(name, "a time HH:MM in steps of \(Quantum.minutes) minutes, 00:00 to 24:00") { text in
            LocalTime(text).flatMap { $0.minutes % Quantum.minutes == 0 ? $0 : nil }
        }
    }

    private func date(_ name: String) -> LocalDate? {
        value(name, "a date such as 2026-12-24") { text in
            LocalDate(text).flatMap { (1970...9999).contains($0.year) ? $0 : nil }
        }
    }

    /// Why the two cannot stand side by side, as a sentence; nil when they can.
    private func contradiction(_ earlier: DateOverride, _ later: DateOverride) -> String? {
        guard earlier.firstDate <= later.lastDate, later.firstDate <= earlier.lastDate else { return nil }
        switch (earlier.hours, later.hours) {
        case (nil, nil): return nil
        case (let left?, let right?):
            return left.overlaps(right) ? "This window overlaps another of the same date." : nil
        default: return "This date is closed and open at once."
        }
    }
}
