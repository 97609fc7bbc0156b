package import Scheduling

/// Writes moments for people.
///
/// In ASCII only: one other character can more than double the price of an SMS.
package struct TimeWords: Sendable {
    private let language: Language

    package init(_ language: Language) { self.language = language }

    /// Date, time, and whose clock that is: `Tue 24 Nov 2026, 10:00 (Europe/Berlin, UTC+01:00)`.
    package func full(_ moment: Moment, in zone: Zone) -> String {
        let clock = WallClockReading(moment, in: zone)
        return "\(date(clock.date)), \(clock.time) (\(place(clock.offset, zone)))"
    }

    /// The same for an SMS, without year and place: `Tue 24 Nov 10:00 (UTC+01:00)`.
    package func short(_ moment: Moment, in zone: Zone) -> String {
        let clock = WallClockReading(moment, in: zone)
        return "\(shortDate(clock.date)) \(clock.time) (\(clock.offset))"
    }

    /// A date and time as a wall clock reads them: `Tue 24 Nov 2026, 10:00`.
    package func local(_ date: LocalDate, _ time: LocalTime) -> String { "\(self.date(date)), \(time)" }

    private func date(_ date: LocalDate) -> String {
        switch language {
        case .english: "\(weekday(date)) \(date.day) \(TimeWords.englishMonths[date.month - 1]) \(date.year)"
        case .german: "\(weekday(date)) \(date.day).\(date.month).\(date.year)"
        default: date.description
        }
    }

    private func shortDate(_ date: LocalDate) -> String {
        switch language {
        case .english: "\(weekday(date)) \(date.day) \(TimeWords.englishMonths[date.month - 1])"
        case .german: "\(weekday(date)) \(date.day).\(date.month)."
        default: date.description
        }
    }

    private func weekday(_ date: LocalDate) -> String {
        let names = language == .german ? TimeWords.germanDays : TimeWords.englishDays
        return names[date.dayOfWeek]
    }

    private func place(_ offset: String, _ zone: Zone) -> String {
        zone.name == "UTC" ? "UTC" : "\(zone.name), \(offset)"
    }

    private static let englishDays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let germanDays = ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"]
    private static let englishMonths = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

/// What a wall clock in a zone shows at a moment.
private struct WallClockReading {
    let date: LocalDate

    /// `10:00`.
    let time: String

    /// `UTC+01:00`.
    let offset: String

    init(_ moment: Moment, in zone: Zone) {
        // RFC 3339 is the same reading: 2026-11-24T10:00:00+01:00.
        let offsetSeconds = zone.offsetSeconds(at: moment)
        let text = moment.rfc3339(offsetSeconds: offsetSeconds)
        date = LocalDate(text.prefix(10)) ?? LocalDate(dayNumber: 0)
        time = String(text.dropFirst(11).prefix(5))
        offset = "UTC" + text.suffix(6)
    }
}
