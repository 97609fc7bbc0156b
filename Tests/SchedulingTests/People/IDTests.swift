import Scheduling
import TestSupport
import Testing

@Suite
struct IDTests {
    @Test
    func `an id is written in lower case and read in either`() throws {
        let text = "019aa7c1-4e00-7abc-8def-0123456789ab"
        let id = try #require(ID<Booking>(text))
        #expect(id.high == 0x019A_A7C1_4E00_7ABC)
        #expect(id.low == 0x8DEF_0123_4567_89AB)
        #expect(id.description == text)
        #expect(ID<Booking>(text.uppercased()) == id)
    }

    @Test(arguments: [
        "", "019aa7c1", "019aa7c14e007abc8def0123456789ab", "019aa7c1-4e00-7abc-8def-0123456789a",
        "019aa7c1-4e00-7abc-8def-0123456789abc", "019aa7c1-4e00-7abc-8def-0123456789ag",
        "019aa7c1_4e00-7abc-8def-0123456789ab",
        "{19aa7c1-4e00-7abc-8def-0123456789ab", "019aa7c-14e00-7abc-8def-0123456789ab",
        "019aa7c1-4e00-7abc-8def-0123456789-b",
        "019aa7c1-4e00-7abc-8def-0123456789aé",
    ])
    func `another form is refused`(text: String) {
        #expect(ID<Booking>(text) == nil)
    }

    @Test
    func `a new id is a UUIDv7 of its second`() throws {
        var random = SeededRandom(seed: 9)
        for _ in 0..<1000 {
            let id = ID<Booking>(madeAt: .fixture, using: &random)
            let milliseconds = Int(id.high >> 16)
            #expect(milliseconds / 1000 == Moment.fixture.seconds)
            #expect(id.high >> 12 & 0xF == 7)
            #expect(id.low >> 62 == 0b10)
            #expect(ID<Booking>(id.description) == id)
        }
    }

    @Test
    func `new ids differ, and sort by the second in which they were made`() {
        var random = SeededRandom(seed: 10)
        let early = (0..<1000).map { _ in ID<Booking>(madeAt: .fixture, using: &random).description }
        let later = ID<Booking>(madeAt: Moment.fixture.adding(minutes: 1), using: &random).description
        #expect(Set(early).count == 1000)
        #expect(early.allSatisfy { $0 < later })
    }
}
