import Glibc
import Synchronization

extension FakeProviders {
    /// What both providers remember.
    struct State {
        var deliveries: [Delivery] = []
        var requests: [Provider: Int] = [:]
        var keys: [String: RememberedKey] = [:]
        var optedOut: Set<String> = []
        var perSecond: Int?
        var lettersLeft: Int?
        var second = 0
        var takenThisSecond = 0
        var clockOffset = 0

        /// Seconds since 1970, as the providers' clocks have it.
        var now: Int { time(nil) + clockOffset }

        /// Accepts a message and gives it an id.
        mutating func deliver(
            _ provider: Provider,
            to: String,
            content: String,
            reference: String,
            request: [UInt8]
        ) -> Delivery {
            let number = hexadecimal(deliveries.count + 1, width: 12)
            let delivery = Delivery(
                provider: provider,
                to: to,
                providerID: provider == .resend
                    ? "00000000-0000-4000-8000-\(number)" : "SM00000000000000000000\(number.suffix(12))",
                content: content,
                reference: reference,
                request: request,
                at: now
            )
            deliveries.append(delivery)
            return delivery
        }
    }

    /// An idempotency key that Resend has met.
    struct RememberedKey {
        let payload: [UInt8]
        let since: Int
        var providerID: String?
    }
}

/// What goes wrong next.
final class Script: Sendable {
    private struct Chaos {
        var random: SeededRandom
        let percent: Int
        let ways: [FakeProviders.Misbehaviour]
    }

    private struct Plan {
        var next: [FakeProviders.Provider: [FakeProviders.Misbehaviour]] = [:]
        var chaos: [FakeProviders.Provider: Chaos] = [:]
        var connectionsToClose = 0
    }

    private let plan = Mutex(Plan())

    func append(_ provider: FakeProviders.Provider, _ next: [FakeProviders.Misbehaviour]) {
        plan.withLock { $0.next[provider, default: []] += next }
    }

    func setChaos(
        _ provider: FakeProviders.Provider,
        percent: Int,
        seed: UInt64,
        among ways: [FakeProviders.Misbehaviour]
    ) {
        plan.withLock { $0.chaos[provider] = Chaos(random: SeededRandom(seed: seed), percent: percent, ways: ways) }
    }

    func closeConnections(_ count: Int) { plan.withLock { $0.connectionsToClose += count } }

    func admits() -> Bool {
        plan.withLock { plan in
            guard plan.connectionsToClose > 0 else { return true }
            plan.connectionsToClose -= 1
            return false
        }
    }

    func next(_ provider: FakeProviders.Provider) -> FakeProviders.Misbehaviour? {
        plan.withLock { plan in
            if let next = plan.next[provider], !next.isEmpty {
                plan.next[provider] = Array(next.dropFirst())
                return next.first
            }
            guard var chaos = plan.chaos[provider] else { return nil }
            let isHit = Int.random(in: 0..<100, using: &chaos.random) < chaos.percent
            let way = chaos.ways.randomElement(using: &chaos.random)
            plan.chaos[provider] = chaos
            return isHit ? way : nil
        }
    }
}

/// Sleeps.
func wait(milliseconds: Int) {
    guard milliseconds > 0 else { return }
    usleep(useconds_t(milliseconds) * 1_000)
}

private func hexadecimal(_ number: Int, width: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
