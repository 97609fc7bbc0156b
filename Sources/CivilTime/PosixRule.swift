/// The rule for all years after a TZif file's last transition: a POSIX TZ string with the extensions of RFC 9636
/// §3.3.1.
struct PosixRule {
    /// When summer time begins and ends each year.
    struct Summer {
        /// Seconds east of UTC in summer.
        ///
        /// Less than `standardOffset` where a zone calls its winter the exception (Dublin).
        let offset: Int

        /// When it begins, on the standard clock.
        let begin: YearlyTime

        /// When it ends, on the summer clock.
        let end: YearlyTime
    }

    /// Seconds east of UTC outside summer time.
    let standardOffset: Int

    /// Summer time; nil when there is none.
    let summer: Summer?

    /// Reads a text such as `CET-1CEST,M3.5.0,M10.5.0/3`.
    ///
    /// Anything else is nil. So is a summer time without dates: POSIX lets each system choose them.
    init?(_ text: ArraySlice<UInt8>) {
        var reader = PosixReader(text)
        guard reader.skipName(), let standard = reader.offset() else { return nil }
        standardOffset = standard
        if reader.isAtEnd {
            summer = nil
            return
        }
        guard reader.skipName() else { return nil }
        // POSIX: without an offset, summer time is one hour ahead.
        var summerOffset = standard + 3600
        if !reader.isNext(",") {
            guard let offset = reader.offset() else { return nil }
            summerOffset = offset
        }
        guard reader.skip(","), let begin = reader.yearlyTime(), reader.skip(","), let end = reader.yearlyTime(),
            reader.isAtEnd
        else { return nil }
        summer = Summer(offset: summerOffset, begin: begin, end: end)
    }

    /// The two clock changes of that year, ascending; none without summer time.
    func transitions(inYear year: Int) -> [TZif.Transition] {
        guard let summer else { return [] }
        let begin = TZif.Transition(at: summer.begin.localSeconds(inYear: year) - standardOffset, offset: summer.offset)
        let end = TZif.Transition(at: summer.end.localSeconds(inYear: year) - summer.offset, offset: standardOffset)
        return begin.at <= end.at ? [begin, end] : [end, begin]
    }

    /// Days from 1970-01-01 to January 1 of that year.
    static func firstDayNumber(ofYear year: Int) -> Int {
        let before = year - 1
        return 365 * (year - 1970) + before.quotient(flooredBy: 4) - before.quotient(flooredBy: 100)
            + before.quotient(flooredBy: 400) - 477
    }
}

/// A day of every year, and a time on it that may lie up to a week before or after.
struct YearlyTime {
    /// How the day is found.
    enum Day {
        /// `Jn`: 1...365, February 29 never counted.
        case dayWithoutLeapDay(Int)
        /// `n`: 0...365, February 29 counted.
        case dayOfYear(Int)
        /// `Mm.w.d`: month 1...12, week 1...5 (5 = last), weekday 0...6 from Sunday.
        case weekday(month: Int, week: Int, dayOfWeek: Int)
    }

    let day: Day

    /// Seconds after that day's midnight, -167...167 hours.
    let seconds: Int

    /// Seconds of wall-clock time since 1970-01-01T00:00:00.
    func localSeconds(inYear year: Int) -> Int { dayNumber(inYear: year) * 86_400 + seconds }

    private func dayNumber(inYear year: Int) -> Int {
        let first = PosixRule.firstDayNumber(ofYear: year)
        let isLeapYear = PosixRule.firstDayNumber(ofYear: year + 1) - first == 366
        switch day {
        case .dayWithoutLeapDay(let day):
            return first + day - 1 + (isLeapYear && day > 59 ? 1 : 0)
        case .dayOfYear(let day):
            return first + day
        case .weekday(let month, let week, let dayOfWeek):
            let starts = YearlyTime.monthStarts
            let leapDay = isLeapYear ? 1 : 0
            let monthStart = first + starts[month - 1] + (month > 2 ? leapDay : 0)
            let monthEnd = first + starts[month] + (month > 1 ? leapDay : 0)
            let daysToWeekday = (dayOfWeek - LocalDate(dayNumber: monthStart).dayOfWeek + 7) % 7
            let day = monthStart + daysToWeekday + (week - 1) * 7
            return day < monthEnd ? day : day - 7
        }
    }

    /// Days of a common year before each month, and before the next year.
    private static let monthStarts = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]
}

/// Reads a POSIX TZ string, left to right.
private struct PosixReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) { rest = text }

    var isAtEnd: Bool { rest.isEmpty }

    func isNext(_ character: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: character) }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard isNext(character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Three or more letters, or letters, digits and signs between angle brackets.
    mutating func skipName() -> Bool {
        let isQuoted = skip("<")
        let name = rest.prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): isQuoted
            default: false
            }
        }
        guard name.count >= 3 else { return false }
        rest = rest.dropFirst(name.count)
        return !isQuoted || skip(">")
    }

    /// Seconds east of UTC, at most 24 hours.
    ///
    /// The text counts the other way: `CET-1` is one hour east.
    mutating func offset() -> Int? { time(hours: 24).map { -$0 } }

    mutating func yearlyTime() -> YearlyTime? {
        guard let day = day() else { return nil }
        guard skip("/") else { return YearlyTime(day: day, seconds: 2 * 3600) }
        return time(hours: 167).map { YearlyTime(day: day, seconds: $0) }
    }

    private mutating func day() -> YearlyTime.Day? {
        if skip("J") { return number(1...365).map { .dayWithoutLeapDay($0) } }
        guard skip("M") else { return number(0...365).map { .dayOfYear($0) } }
        guard let month = number(1...12), skip("."), let week = number(1...5), skip("."), let dayOfWeek = number(0...6)
        else { return nil }
        return .weekday(month: month, week: week, dayOfWeek: dayOfWeek)
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private mutating func time(hours limit: Int) -> Int? {
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        guard let hours = number(0...limit) else { return nil }
        var seconds = hours * 3600
        if skip(":") {
            guard let minutes = number(0...59) else { return nil }
            seconds += minutes * 60
            if skip(":") {
                guard let rest = number(0...59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    private mutating func number(_ allowed: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return allowed.contains(value) ? value : nil
    }
}
