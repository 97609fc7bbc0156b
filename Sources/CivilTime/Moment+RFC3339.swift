/// A moment as somebody wrote it down, perhaps between two seconds.
package struct WrittenMoment: Hashable, Sendable {
    /// The moment, rounded down to a second.
    package let second: Moment

    /// Whether it is that second exactly.
    package let isWhole: Bool

    /// The first whole second that is not before it.
    package var nextSecond: Moment { isWhole ? second : second.adding(seconds: 1) }

    /// Reads an RFC 3339 §5.6 date-time with an offset or `Z`, and a fraction of any length.
    ///
    /// Years 1970-9999, both as written and in UTC. Second 60, hour 24, offsets beyond 18 hours, impossible dates and any
    /// other text are nil.
    package init?(rfc3339 text: some StringProtocol) {
        var reader = DigitReader(Array(text.utf8))
        guard
            let year = reader.number(digits: 4), reader.skip("-"),
            let month = reader.number(digits: 2), reader.skip("-"),
            let day = reader.number(digits: 2), reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let hour = reader.number(digits: 2), reader.skip(":"), let minute = reader.number(digits: 2),
            reader.skip(":"), let second = reader.number(digits: 2), hour < 24, minute < 60, second < 60,
            year >= 1970, let date = LocalDate(year: year, month: month, day: day)
        else { return nil }
        var isWhole = true
        if reader.skip(".") {
            guard let isZero = reader.fraction() else { return nil }
            isWhole = isZero
        }
        guard let offset = reader.offsetSeconds(), reader.isAtEnd else { return nil }
        let seconds = date.dayNumber * 86_400 + hour * 3600 + minute * 60 + second - offset
        guard seconds >= 0, seconds + (isWhole ? 0 : 1) <= 253_402_300_799 else { return nil }
        self.second = Moment(seconds: seconds)
        self.isWhole = isWhole
    }
}

extension Moment {
    /// Reads what `WrittenMoment` reads, as long as it is a whole second.
    package init?(rfc3339 text: some StringProtocol) {
        guard let written = WrittenMoment(rfc3339: text), written.isWhole else { return nil }
        self = written.second
    }

    /// The moment in UTC: `2026-11-23T15:00:00Z`.
    package var rfc3339: String {
        var text: [UInt8] = []
        appendRFC3339(to: &text, offsetSeconds: nil)
        return String(decoding: text, as: UTF8.self)
    }

    /// The same moment as a wall clock at that offset shows it: `2026-11-23T16:00:00+01:00`.
    ///
    /// - Parameter offsetSeconds: seconds east of UTC; the seconds of an offset such as `-00:44:30` (before 1972) are
    ///   left out of the text, as RFC 3339 has no room for them.
    /// - Returns: the text, 25 characters.
    package func rfc3339(offsetSeconds: Int) -> String {
        var text: [UInt8] = []
        appendRFC3339(to: &text, offsetSeconds: offsetSeconds)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends one of the texts above, for writers that need no `String`.
    ///
    /// - Parameters:
    ///   - text: takes ASCII bytes.
    ///   - offsetSeconds: seconds east of UTC; nil is UTC with a `Z`.
    package func appendRFC3339(to text: inout [UInt8], offsetSeconds: Int?) {
        let local = seconds + (offsetSeconds ?? 0)
        let day = local.quotient(flooredBy: 86_400)
        let secondOfDay = local - day * 86_400
        LocalDate(dayNumber: day).append(to: &text)
        text.append(UInt8(ascii: "T"))
        text.append(twoDigits: secondOfDay / 3600)
        text.append(UInt8(ascii: ":"))
        text.append(twoDigits: secondOfDay / 60 % 60)
        text.append(UInt8(ascii: ":"))
        text.append(twoDigits: secondOfDay % 60)
        guard let offsetSeconds else { return text.append(UInt8(ascii: "Z")) }
        text.append(offsetSeconds < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        text.append(twoDigits: abs(offsetSeconds) / 3600)
        text.append(UInt8(ascii: ":"))
        text.append(twoDigits: abs(offsetSeconds) / 60 % 60)
    }
}
