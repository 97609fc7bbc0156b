import CMariaDB
import Scheduling

extension MYSQL_TIME {
    /// The moment in UTC, kept within the years that a DATETIME can hold (1000 to 9999).
    init(_ moment: Moment) {
        let first = -30_610_224_000
        let last = 253_402_300_799
        let seconds = min(max(moment.seconds, first), last)
        let secondOfDay = seconds - seconds.dayNumber * 86_400
        self.init(LocalDate(dayNumber: seconds.dayNumber))
        hour = UInt32(secondOfDay / 3600)
        minute = UInt32(secondOfDay / 60 % 60)
        second = UInt32(secondOfDay % 60)
        time_type = MYSQL_TIMESTAMP_DATETIME
    }

    /// The date, kept within the years that a DATE can hold (1000 to 9999).
    init(_ date: LocalDate) {
        let first = -354_285
        let last = 2_932_896
        let date = LocalDate(dayNumber: min(max(date.dayNumber, first), last))
        self.init()
        year = UInt32(date.year)
        month = UInt32(date.month)
        day = UInt32(date.day)
        time_type = MYSQL_TIMESTAMP_DATE
    }

    /// The date it holds; nil for one that the calendar does not have, such as zeroes.
    var localDate: LocalDate? { LocalDate(year: Int(year), month: Int(month), day: Int(day)) }

    /// The moment it holds, read as UTC; nil as with the date.
    var moment: Moment? {
        localDate.map { Moment(seconds: $0.dayNumber * 86_400 + Int(hour) * 3600 + Int(minute) * 60 + Int(second)) }
    }
}

extension Int {
    /// Days since 1970-01-01 of that many seconds.
    fileprivate var dayNumber: Int { self >= 0 ? self / 86_400 : -((86_399 - self) / 86_400) }
}
