import Scheduling
import Synchronization
import TestSupport
import Testing

@testable import coachbook

/// The uses of credentials that a worker has not written down yet.
struct TokenUsesTests {
    private let uses = TokenUses()
    private let one = ID<AccessToken>.new()
    private let other = ID<AccessToken>.new()

    @Test func `of several uses the latest counts, in whichever order they come`() {
        uses.note(one, at: Moment(seconds: 20))
        uses.note(one, at: Moment(seconds: 30))
        uses.note(one, at: Moment(seconds: 10))
        uses.note(other, at: Moment(seconds: 5))
        #expect(uses.drain() == [one: Moment(seconds: 30), other: Moment(seconds: 5)])
        #expect(uses.drain().isEmpty)
    }

    @Test func `what is written down is not written again`() throws {
        uses.note(one, at: Moment(seconds: 20))
        var written: [ID<AccessToken>: Moment] = [:]
        #expect(try uses.flush { written[$0] = $1 } == 1)
        #expect(written == [one: Moment(seconds: 20)])
        #expect(try uses.flush { written[$0] = $1 } == 0)
    }

    @Test func `what cannot be written is kept, and a later use wins over it`() throws {
        let fault = Fault(.unavailable, operation: "store.connect", code: 2002, detail: "away")
        uses.note(one, at: Moment(seconds: 20))
        uses.note(other, at: Moment(seconds: 20))
        var isFirst = true
        var written: Set<ID<AccessToken>> = []
        #expect(throws: fault) {
            try uses.flush { token, _ in
                guard isFirst else {
                    uses.note(token, at: Moment(seconds: 25))
                    throw fault
                }
                isFirst = false
                written.insert(token)
            }
        }
        let kept = uses.drain()
        #expect(kept.count == 1)
        #expect(kept.first?.value == Moment(seconds: 25))
        #expect(kept.keys.allSatisfy { !written.contains($0) })
    }

    @Test func `many threads may note at once`() {
        let tokens = (0..<8).map { _ in ID<AccessToken>.new() }
        runThreads(8) { index in
            for second in 0..<100 { uses.note(tokens[(index + second) % 8], at: Moment(seconds: second)) }
        }
        #expect(uses.drain().count == 8)
    }
}
