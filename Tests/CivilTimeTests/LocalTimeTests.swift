import CivilTime
import Testing

@Suite
struct LocalTimeTests {
    @Test(arguments: [("00:00", 0), ("09:05", 545), ("23:59", 1439), ("24:00", 1440)])
    func `a time of day is minutes since midnight`(text: String, minutes: Int) throws {
        let time = try #require(LocalTime(text))
        #expect(time.minutes == minutes)
        #expect(time.description == text)
        #expect(LocalTime(minutes: minutes) == time)
    }

    @Test(arguments: ["", "24:01", "25:00", "9:00", "09:60", "09:00:00", "0900", "-1:00", "09:00 ", " 9:00", "09.00"])
    func `another form, or a time after midnight, is refused`(text: String) {
        #expect(LocalTime(text) == nil)
    }

    @Test(arguments: [-1, 1441, .min, .max])
    func `minutes outside a day are refused`(minutes: Int) {
        #expect(LocalTime(minutes: minutes) == nil)
    }
}
