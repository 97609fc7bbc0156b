import BookingAPI
import Scheduling
import TestSupport
import Testing

/// How long comparing secrets takes: it must not tell how much of a guess is right.
struct SecretTimingTests {
    private static let secret = String(repeating: "a", count: 4_096)

    /// The middle of many runs' time, in nanoseconds; each run compares a few times.
    private func medians(_ guesses: [String], _ areEqual: (String, String) -> Bool) -> [Double] {
        let clock = ContinuousClock()
        var runs = Array(repeating: [Duration](), count: guesses.count)
        for _ in 0..<1_001 {
            // One after the other, so that whatever else the machine does meets all alike.
            for (index, guess) in guesses.enumerated() {
                runs[index].append(clock.measure { for _ in 0..<4 { _ = areEqual(Self.secret, guess) } })
            }
        }
        return runs.map { Double($0.sorted()[$0.count / 2].components.attoseconds) / 1e9 }
    }

    private static let firstWrong = "b" + String(repeating: "a", count: 4_095)
    private static let lastWrong = String(repeating: "a", count: 4_095) + "b"

    @Test func `a guess that is wrong at its end takes no longer than one that is wrong at its start`() {
        let times = medians([Self.firstWrong, Self.lastWrong], TokenSecret.areEqual)
        #expect(abs(times[0] - times[1]) < max(times[0], times[1]) * 0.2, "\(times)")
        #expect(
            !TokenSecret.areEqual(Self.secret, Self.firstWrong) && !TokenSecret.areEqual(Self.secret, Self.lastWrong)
        )
    }

    @Test func `the measurement tells a comparison that stops at the first difference`() {
        let times = medians([Self.firstWrong, Self.lastWrong]) { left, right in
            zip(left.utf8, right.utf8).allSatisfy { $0 == $1 }
        }
        #expect(times[1] > times[0] * 2, "\(times)")
    }
}
