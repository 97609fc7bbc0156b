package import Scheduling

/// Writes moments as people write them.
///
/// In letters of the GSM alphabet only: one other can more than double the price of an SMS.
package struct TimeWords: Sendable {
    private let language: Language
    private let countsToTwelve: Bool

    /// - Parameters:
    ///   - language: what to write in.
    ///   - reader: the zone in which the reader lives: an English text has hours from 1 to 12 for people who use them.
    package init(_ language: Language, for reader: Zone) {
        self.language = language
        countsToTwelve = language == .english && ZonePlace(reader.name).countsToTwelve
    }

    /// Date, time, and whose clock that is: `Thursday 3 December 2026, 3:30 am New York time`.
    ///
    /// The offset is told only where it is needed: in an hour that the clock shows twice, or beside another zone of the
    /// same name.
    ///
    /// - Parameters:
    ///   - moment: when.
    ///   - zone: whose clock.
    ///   - other: the other zone in which the reader finds that moment; nil is none.
    /// - Returns: the words.
    package func full(_ moment: Moment, in zone: Zone, beside other: Zone? = nil) -> String {
        let clock = WallClockReading(moment, in: zone)
        var tellsOffset = clock.isShownTwice
        if let other, place(of: other) == place(of: zone) {
            tellsOffset = tellsOffset || clock.offset != WallClockReading(moment, in: other).offset
        }
        return phrase(local(clock.date, clock.time), clock, zone, tellsOffset)
    }

    /// The same for an SMS, in fewer letters: `Thu 3 Dec 3:30 am New York time`.
    package func short(_ moment: Moment, in zone: Zone) -> String {
        let clock = WallClockReading(moment, in: zone)
        let hour = hour(clock.time).replacing(" Uhr", with: "")
        return phrase("\(shortDate(clock.date)) \(hour)", clock, zone, clock.isShownTwice)
    }

    /// A date and time as a wall clock reads them: `Tuesday 15 December 2026, 9:00 am`.
    package func local(_ date: LocalDate, _ time: LocalTime) -> String { "\(self.date(date)), \(hour(time))" }

    /// What people call the place whose clock a zone is: `New York`; `UTC` and the like where it is none.
    package func place(of zone: Zone) -> String {
        let place = ZonePlace(zone.name)
        guard let city = place.city else {
            let clock = WallClockReading(Moment(seconds: 0), in: zone)
            return clock.offset == "UTC+00:00" ? "UTC" : clock.offset
        }
        return language == .german ? place.germanCity ?? city : city
    }

    /// A date and time with whose clock shows it.
    private func phrase(_ start: String, _ clock: WallClockReading, _ zone: Zone, _ tellsOffset: Bool) -> String {
        let (place, offset) = (place(of: zone), tellsOffset ? clock.offset : nil)
        if language == .english {
            let isCity = ZonePlace(zone.name).city != nil
            return "\(start) \(place)\(isCity ? " time" : "")\(offset.map { " (\($0))" } ?? "")"
        }
        return "\(start) (\(language == .german ? germanTime(of: zone) : place)\(offset.map { ", \($0)" } ?? ""))"
    }

    private func germanTime(of zone: Zone) -> String {
        let place = ZonePlace(zone.name)
        return place.germanTime ?? (place.city == nil ? "" : "Zeit in ") + self.place(of: zone)
    }

    private func hour(_ time: LocalTime) -> String {
        let (hour, minutes) = (time.minutes / 60, time.description.suffix(3))
        if language == .german { return "\(hour)\(minutes) Uhr" }
        guard countsToTwelve else { return time.description }
        return "\((hour + 11) % 12 + 1)\(minutes) \(hour < 12 ? "am" : "pm")"
    }

    private func date(_ date: LocalDate) -> String {
        let (day, month) = (date.dayOfWeek, date.month - 1)
        return switch language {
        case .english: "\(TimeWords.englishDays[day]) \(date.day) \(TimeWords.englishMonths[month]) \(date.year)"
        case .german: "\(TimeWords.germanDays[day]), \(date.day). \(TimeWords.germanMonths[month]) \(date.year)"
        default: date.description
        }
    }

    private func shortDate(_ date: LocalDate) -> String {
        let (day, month) = (date.dayOfWeek, date.month - 1)
        return switch language {
        case .english:
            "\(TimeWords.englishDays[day].prefix(3)) \(date.day) \(TimeWords.englishMonths[month].prefix(3))"
        case .german: "\(TimeWords.germanDays[day].prefix(2)) \(date.day).\(date.month)."
        default: date.description
        }
    }

    private static let englishDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let germanDays = [
        "Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag",
    ]
    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let germanMonths = [
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
        "Dezember",
    ]
}

/// What a wall clock in a zone shows at a moment.
private struct WallClockReading {
    let date: LocalDate
    let time: LocalTime

    /// `UTC+01:00`.
    let offset: String

    /// Whether the clock shows that time at another moment too, because it is set back.
    let isShownTwice: Bool

    init(_ moment: Moment, in zone: Zone) {
        (date, time) = (zone.localDate(at: moment), zone.localTime(at: moment))
        let seconds = zone.offsetSeconds(at: moment)
        offset = "UTC" + moment.rfc3339(offsetSeconds: seconds).suffix(6)
        // The later of two is not the first that reads so. Of the earlier, the clock is set back within a few hours: in
        // Troll by two (IANA tzdata).
        let isLater = zone.bound(localSeconds: moment.seconds + seconds) != moment
        let next = zone.offsetSeconds(at: moment.adding(hours: 3))
        let again = Moment(seconds: moment.seconds + seconds - next)
        isShownTwice = isLater || again > moment && zone.offsetSeconds(at: again) == next
    }
}
