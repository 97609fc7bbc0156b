import Notifications
import TestSupport
import Testing

struct BackoffTests {
    private func seconds(after attempts: Int, asked: Int? = nil, seed: UInt64 = 1) -> Int {
        var random = SeededRandom(seed: seed)
        return Backoff.seconds(after: attempts, asked: asked, using: &random)
    }

    @Test(arguments: [
        (1, 12...18), (2, 24...36), (3, 48...72), (4, 96...144), (5, 192...288), (8, 1536...2304), (9, 2880...4320),
        (10, 2880...4320), (60, 2880...4320), (Int.max, 2880...4320), (0, 12...18), (Int.min, 12...18),
    ])
    func `each pause is twice the one before, up to an hour, a fifth more or less`(
        attempts: Int,
        range: ClosedRange<Int>
    ) {
        let seen = Set((1...300).map { seconds(after: attempts, seed: $0) })
        #expect(seen.allSatisfy(range.contains), "\(seen.sorted())")
        #expect(seen.count > 3, "nothing is left to chance")
    }

    @Test
    func `the operator's first pause is the one that is doubled`() {
        var random = SeededRandom(seed: 3)
        let pauses = (1...4).map { Backoff.seconds(after: $0, first: 2, asked: nil, using: &random) }
        #expect(pauses[0] == 2 && pauses[1] == 4 && (7...9).contains(pauses[2]) && (13...19).contains(pauses[3]))
    }

    @Test
    func `what the provider asks for is waited for, and never less than our own pause`() {
        for seed in 1...50 as ClosedRange<UInt64> {
            #expect(seconds(after: 1, asked: 90, seed: seed) == 90)
            #expect(seconds(after: 1, asked: 0, seed: seed) == seconds(after: 1, seed: seed))
            #expect(seconds(after: 9, asked: 90, seed: seed) == 90)
        }
    }

    @Test
    func `a provider that is only busy is asked again within half a minute or so`() {
        for seed in 1...50 as ClosedRange<UInt64> {
            #expect((24...36).contains(seconds(after: 9, asked: 1, seed: seed)))
        }
    }

    @Test
    func `a day is long enough for more than twenty attempts`() {
        var random = SeededRandom(seed: 7)
        let spent = (1...20).map { Backoff.seconds(after: $0, asked: nil, using: &random) }.reduce(0, +)
        #expect(spent < 24 * 3600)
    }
}
