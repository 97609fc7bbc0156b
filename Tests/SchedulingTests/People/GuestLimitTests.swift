import Scheduling
import TestSupport
import Testing

struct GuestLimitTests {
    private let limit = GuestLimit(.sms, of: "+49151", most: 3, inHours: 1)

    @Test func `there is room below the limit, and again when the oldest counts no longer`() {
        let start = Moment.fixture
        let three = [0, 10, 20].map { start.adding(seconds: $0) }
        #expect(limit.secondsUntilRoom(after: Array(three.prefix(2)), at: start.adding(seconds: 30)) == nil)
        #expect(limit.secondsUntilRoom(after: three, at: start.adding(seconds: 30)) == 3570)
        #expect(limit.secondsUntilRoom(after: three, at: start.adding(seconds: 3599)) == 1)
        #expect(limit.secondsUntilRoom(after: three, at: start.adding(seconds: 3600)) == nil)
        #expect(limit.recent(three, at: start.adding(seconds: 3600)) == Array(three.dropFirst()))
    }

    @Test func `a limit of none has never room, and a lowered one counts what was before`() {
        let none = GuestLimit(.sms, of: "+49151", most: 0, inHours: 1)
        #expect(none.secondsUntilRoom(after: [], at: .fixture) == 3600)
        let lowered = GuestLimit(.sms, of: "+49151", most: 1, inHours: 1)
        let two = [Moment.fixture, Moment.fixture.adding(seconds: 60)]
        #expect(lowered.secondsUntilRoom(after: two, at: Moment.fixture.adding(seconds: 60)) == 3600)
    }

    @Test(arguments: [
        ("+4915112345678", "49"), ("+15550001111", "1"), ("+79161234567", "7"), ("+351912345678", "351"),
        ("+420601123456", "420"), ("MG0123456789abcdef0123456789abcdef", nil), ("River", nil), ("12345", nil),
    ])
    func `a number begins with its country's code`(number: String, code: String?) {
        #expect(CountryCode.of(number) == code)
    }

    @Test(arguments: [
        ("49,1", ["49", "1"]), ("+49, +43 +43", ["49", "43"]), ("", []), ("DE", nil), ("4", nil), ("491", nil),
        ("49;1", nil),
    ])
    func `country codes are listed with commas`(text: String, codes: [String]?) {
        #expect(CountryCode.list(text) == codes)
    }
}
