import CivilTime
import Testing

@Suite
struct LocalDateTests {
    @Test(arguments: [
        ("1970-01-01", 0, 4), ("1969-12-31", -1, 3), ("2000-02-29", 11_016, 2), ("2026-11-22", 20_779, 0),
        ("2026-11-28", 20_785, 6), ("0000-01-01", -719_528, 6), ("9999-12-31", 2_932_896, 5),
    ])
    func `a date has a day number and a weekday`(text: String, dayNumber: Int, dayOfWeek: Int) throws {
        let date = try #require(LocalDate(text))
        #expect(date.dayNumber == dayNumber)
        #expect(date.dayOfWeek == dayOfWeek)
        #expect(LocalDate(dayNumber: dayNumber).description == text)
    }

    @Test(arguments: [
        "", "2026-02-29", "2026-02-31", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00",
        "2026-1-01",
        "26-01-01", "2026-01-01 ", "2026/01/01", "2026-01-1", "-026-01-01", "20260101", "2026-01-011",
    ])
    func `an impossible date, or another form, is refused`(text: String) {
        #expect(LocalDate(text) == nil)
    }

    @Test
    func `every day of 400 years is the day after the one before it`() throws {
        var expected = (year: 1800, month: 1, day: 1)
        var date = try #require(LocalDate(year: 1800, month: 1, day: 1))
        var isRight = true
        while isRight, date.year < 2200 {
            isRight =
                (date.year, date.month, date.day) == expected
                && LocalDate(year: expected.year, month: expected.month, day: expected.day) == date
            date = date.adding(days: 1)
            expected.day += 1
            if LocalDate(year: expected.year, month: expected.month, day: expected.day) == nil {
                expected = expected.month < 12 ? (expected.year, expected.month + 1, 1) : (expected.year + 1, 1, 1)
            }
        }
        #expect(expected == (2200, 1, 1))
    }

    @Test
    func `dates are in order`() throws {
        let date = try #require(LocalDate("2026-11-22"))
        #expect(date < date.adding(days: 1))
        #expect(date.adding(days: -22).description == "2026-10-31")
    }
}
