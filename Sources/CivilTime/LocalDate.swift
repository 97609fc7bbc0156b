/// A date on somebody's wall calendar (proleptic Gregorian), without a zone.
package struct LocalDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01; negative before.
    package let dayNumber: Int

    package init(dayNumber: Int) {
        self.dayNumber = dayNumber
    }

    /// Nil for an impossible date (`2026-02-31`) or a year outside 0-9999; months count from 1.
    package init?(year: Int, month: Int, day: Int) {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= LocalDate.daysInMonth(month, year: year)
        else { return nil }
        dayNumber = LocalDate.dayNumber(year: year, month: month, day: day)
    }

    /// Reads `YYYY-MM-DD`; anything else, impossible dates included, is nil.
    package init?(_ text: some StringProtocol) {
        var reader = DigitReader(Array(text.utf8))
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2),
            reader.skip("-"), let day = reader.number(digits: 2), reader.isAtEnd
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package static func < (left: LocalDate, right: LocalDate) -> Bool { left.dayNumber < right.dayNumber }

    /// The date that many days later (earlier when negative).
    package func adding(days: Int) -> LocalDate { LocalDate(dayNumber: dayNumber + days) }

    /// Day of the week: 0 = Sunday … 6 = Saturday.
    ///
    /// 1970-01-01 was a Thursday, hence the 4.
    package var dayOfWeek: Int { (dayNumber + 4) - (dayNumber + 4).quotient(flooredBy: 7) * 7 }

    /// The year.
    package var year: Int { civil.year }

    /// The month, 1-12.
    package var month: Int { civil.month }

    /// The day of the month, 1-31.
    package var day: Int { civil.day }

    /// Year, month and day from the day number (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private var civil: (year: Int, month: Int, day: Int) {
        // Counted from 0000-03-01: then the leap day is the last day of a year, and months have a regular length.
        let shifted = dayNumber + 719_468
        let era = shifted.quotient(flooredBy: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.quotient(flooredBy: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension LocalDate: CustomStringConvertible {
    /// The date as `YYYY-MM-DD`.
    package var description: String {
        var text: [UInt8] = []
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the date as `YYYY-MM-DD`.
    func append(to text: inout [UInt8]) {
        let (year, month, day) = civil
        text.append(twoDigits: year / 100)
        text.append(twoDigits: year % 100)
        text.append(UInt8(ascii: "-"))
        text.append(twoDigits: month)
        text.append(UInt8(ascii: "-"))
        text.append(twoDigits: day)
    }
}
