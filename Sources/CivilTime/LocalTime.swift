/// A time on a wall clock, in minutes since local midnight.
///
/// 1440 (`24:00`) is the midnight at the end of the day, so that a day's hours can end there.
package struct LocalTime: Hashable, Comparable, Sendable {
    /// Minutes since midnight, 0...1440.
    package let minutes: Int

    /// Nil outside 0...1440.
    package init?(minutes: Int) {
        guard (0...1440).contains(minutes) else { return nil }
        self.minutes = minutes
    }

    /// For minutes that a calculation has kept below 1440.
    init(minuteOfDay: Int) {
        assert((0..<1440).contains(minuteOfDay))
        minutes = minuteOfDay
    }

    /// Reads `HH:MM`, `00:00` to `24:00`; anything else is nil.
    package init?(_ text: some StringProtocol) {
        var reader = DigitReader(Array(text.utf8))
        guard let hour = reader.number(digits: 2), reader.skip(":"), let minute = reader.number(digits: 2), minute < 60,
            reader.isAtEnd
        else { return nil }
        self.init(minutes: hour * 60 + minute)
    }

    package static func < (left: LocalTime, right: LocalTime) -> Bool { left.minutes < right.minutes }
}

extension LocalTime: CustomStringConvertible {
    /// The time as `HH:MM`.
    package var description: String {
        var text: [UInt8] = []
        text.append(twoDigits: minutes / 60)
        text.append(UInt8(ascii: ":"))
        text.append(twoDigits: minutes % 60)
        return String(decoding: text, as: UTF8.self)
    }
}
