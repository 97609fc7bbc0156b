/// One time zone: the offset of its wall clock from UTC at a moment, and the moment at which it first shows a local
/// time.
///
/// The rules are a list of stretches with one offset each. Yearly rules are written out for 400 years, after which the
/// Gregorian calendar repeats (146 097 days, a multiple of seven). So every answer is one binary search.
package final class Zone: Sendable {
    /// The name under which it was asked for.
    package let name: String

    /// Where each stretch begins, ascending; the first begins at `Int.min`.
    private let starts: [Int]

    /// Seconds east of UTC in each stretch.
    private let offsets: [Int]

    /// The greatest of `offsets`.
    private let greatestOffset: Int

    /// Where the written-out years end and begin to repeat; `Int.max` when nothing repeats.
    private let cycleEnd: Int

    private static let cycleSeconds = 146_097 * 86_400

    /// The zone whose wall clock shows UTC.
    package static let utc = Zone(name: "UTC", rules: TZif(initialOffset: 0, transitions: [], footer: nil))

    /// Reads the zone's rules from the bytes of its TZif file (RFC 9636).
    ///
    /// - Parameters:
    ///   - name: the name to give it; nothing is checked.
    ///   - tzif: the whole file, version 2 or newer; anything malformed, or a file that counts leap seconds, is nil.
    package convenience init?(name: String, tzif: [UInt8]) {
        guard let rules = TZif(tzif) else { return nil }
        self.init(name: name, rules: rules)
    }

    private init(name: String, rules: TZif) {
        var list = StretchList(initialOffset: rules.initialOffset)
        for transition in rules.transitions { list.append(transition) }
        var cycleEnd = Int.max
        if let footer = rules.footer {
            cycleEnd = list.append(footer, after: rules.transitions.last?.at)
        }
        self.name = name
        self.starts = list.starts
        self.offsets = list.offsets
        self.greatestOffset = list.offsets.max() ?? 0
        self.cycleEnd = cycleEnd
    }

    /// Seconds east of UTC that the wall clock shows at that moment.
    package func offsetSeconds(at moment: Moment) -> Int {
        offsets[index(at: moment.seconds - cycleShift(at: moment.seconds))]
    }

    /// The first instant at which the wall clock reads that local time or later.
    ///
    /// A time that the clock skips gives the moment of the change. A time that it shows twice gives the first of the
    /// two. So a later local time never gives an earlier instant, and a day's hours never overlap the next day's.
    ///
    /// - Parameters:
    ///   - date: the local date.
    ///   - minutes: minutes since that date's midnight; 1440 and more reach into the dates that follow.
    /// - Returns: the instant.
    package func bound(_ date: LocalDate, minutes: Int) -> Moment {
        bound(localSeconds: date.dayNumber * 86_400 + minutes * 60)
    }

    /// The first instant at which the wall clock reads that local time or later; 24:00 is the next date's midnight.
    package func bound(_ date: LocalDate, _ time: LocalTime) -> Moment {
        bound(date, minutes: time.minutes)
    }

    /// The first instant at which the wall clock reads that local time or later, to the second.
    ///
    /// - Parameter localSeconds: seconds of wall-clock time since 1970-01-01T00:00:00, as if each date had 86 400.
    /// - Returns: the instant.
    package func bound(localSeconds: Int) -> Moment {
        // Before this instant the clock cannot show the local time, even with the zone's greatest offset.
        let earliest = localSeconds - greatestOffset
        let shift = cycleShift(at: earliest)
        var index = index(at: earliest - shift)
        while true {
            let instant = max(starts[index], localSeconds - shift - offsets[index])
            if index + 1 == starts.count || instant < starts[index + 1] { return Moment(seconds: instant + shift) }
            index += 1
        }
    }

    /// The date on the wall clock at that moment.
    package func localDate(at moment: Moment) -> LocalDate {
        LocalDate(dayNumber: localSeconds(at: moment).quotient(flooredBy: 86_400))
    }

    /// The time on the wall clock at that moment, rounded down to the minute; below 24:00.
    package func localTime(at moment: Moment) -> LocalTime {
        let seconds = localSeconds(at: moment)
        return LocalTime(minuteOfDay: (seconds - seconds.quotient(flooredBy: 86_400) * 86_400) / 60)
    }

    /// The stretch of one offset that holds the moment: its first second, the first second after it, the offset.
    func stretch(at moment: Moment) -> (start: Int, end: Int, offsetSeconds: Int) {
        let shift = cycleShift(at: moment.seconds)
        let index = index(at: moment.seconds - shift)
        // The last stretch that is written out lasts until the years repeat.
        let end = index + 1 < starts.count ? starts[index + 1] : cycleEnd
        return (index == 0 ? Int.min : starts[index] + shift, end == .max ? .max : end + shift, offsets[index])
    }

    private func localSeconds(at moment: Moment) -> Int { moment.seconds + offsetSeconds(at: moment) }

    /// How far to step back, in whole cycles, to reach the stretches that are written out.
    private func cycleShift(at seconds: Int) -> Int {
        guard seconds >= cycleEnd else { return 0 }
        return ((seconds - cycleEnd) / Zone.cycleSeconds + 1) * Zone.cycleSeconds
    }

    /// The last stretch that begins at or before that second.
    private func index(at seconds: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= seconds { low = middle } else { high = middle }
        }
        return low
    }
}

/// Reads one zone's clock at many moments.
///
/// It remembers the stretch of the last answer, so that moments in ascending order rarely need a search.
package struct WallClock {
    private let zone: Zone
    private var start = 0
    private var end = 0
    private var offset = 0

    package init(_ zone: Zone) { self.zone = zone }

    /// Seconds east of UTC at that moment.
    package mutating func offsetSeconds(at moment: Moment) -> Int {
        if moment.seconds < start || moment.seconds >= end {
            (start, end, offset) = zone.stretch(at: moment)
        }
        return offset
    }

    /// The date on the wall clock at that moment.
    package mutating func localDate(at moment: Moment) -> LocalDate {
        LocalDate(dayNumber: (moment.seconds + offsetSeconds(at: moment)).quotient(flooredBy: 86_400))
    }
}

/// Collects a zone's stretches.
private struct StretchList {
    private(set) var starts = [Int.min]
    private(set) var offsets: [Int]

    init(initialOffset: Int) { offsets = [initialOffset] }

    /// Adds the offset that holds from a moment on.
    ///
    /// A second one for the same moment replaces the first.
    mutating func append(_ transition: TZif.Transition) {
        if starts.last == transition.at {
            starts.removeLast()
            offsets.removeLast()
        }
        guard offsets.last != transition.offset else { return }
        starts.append(transition.at)
        offsets.append(transition.offset)
    }

    /// Adds what a footer's rule gives for a little more than 400 years after the last explicit transition.
    ///
    /// - Returns: the second from which on those 400 years repeat, or `Int.max` when the offset stays.
    mutating func append(_ footer: PosixRule, after last: Int?) -> Int {
        guard footer.summer != nil else {
            append(TZif.Transition(at: last ?? .min, offset: footer.standardOffset))
            return .max
        }
        // Without a transition the footer holds for all time; year 1 is early enough.
        let firstYear = last.map { LocalDate(dayNumber: $0.quotient(flooredBy: 86_400)).year } ?? 1
        // One year more at both ends, because a rule's time may lie up to a week outside its year.
        let transitions = (firstYear - 1...firstYear + 403).flatMap(footer.transitions)
        for transition in transitions.sorted(by: { $0.at < $1.at }) where transition.at > last ?? .min {
            append(transition)
        }
        return PosixRule.firstDayNumber(ofYear: firstYear + 402) * 86_400
    }
}
