import Glibc
import HTTP
import LocalStack
import TestSupport
import Testing
import System

/// A crowd of clients while everything breaks that can.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct ChaosTests {
    private static let seed: UInt64 = 20_261_126

    /// COACHBOOK_CHAOS_SECONDS (`make chaos`) asks for more.
    private static let seconds =
        currentEnvironment().compactMap { line -> Int? in
            line.hasPrefix("COACHBOOK_CHAOS_SECONDS=") ? line.split(separator: "=").last.flatMap { Int($0) } : nil
        }.first ?? 33

    @Test func `whatever is killed, cut and slowed, what was acknowledged is there, and only once`() throws {
        let providers = try FakeProviders()
        let stack = try Stack(
            .init(
                ownServer: true,
                proxiesDatabase: true,
                environment: providers.settings + [
                    "BOOKING_NOTIFY_DEADLINE_MS=200", "BOOKING_RETRY_FIRST_SECONDS=2",
                ]
            )
        )
        let places = try Crowd.places(in: stack)
        let crowd = Crowd(on: places, clients: 12, seed: Self.seed)
        let havoc = Havoc(in: stack, try #require(stack.database.proxy), crowd.ledger, isLong: Self.seconds >= 120)
        let mayhem = Mayhem(seed: Self.seed, havoc.hands)
        let end = ContinuousClock.now + .seconds(Self.seconds)
        // On a busy machine everything takes longer.
        _ = waitUntil(milliseconds: Self.seconds * 1_000 + 120_000, every: 100) {
            ContinuousClock.now > end && havoc.kinds.allSatisfy { mayhem.count($0) > 1 }
        }
        let isRepaired = mayhem.end()
        crowd.end()
        let audit = try Audit(of: crowd.ledger, on: places, in: stack.sql)
        print(ChaosReport(crowd.ledger, mayhem, havoc, audit))
        #expect(isRepaired)
        #expect(audit.findings.prefix(20) == [], "\(mayhem.deeds.map(\.description).joined(separator: "; "))")
        for kind in havoc.kinds { #expect(mayhem.count(kind) > 1, "\(kind)") }
        #expect(mayhem.deeds.filter { $0.name.hasPrefix("failed") }.map(\.description) == [])
        #expect(stack.crashes == [])
        // A link is in one SMS; of those without, who books and cancels one time twice gets two that are the same.
        // E-mails are kept apart by the provider.
        let texts = providers.deliveries.filter { $0.provider == .twilio }.map { $0.to + $0.content }
        let linked = texts.filter { $0.contains("/m/") }
        #expect(Set(linked).count == linked.count)
        // Each that arrived is a row of its own that was sent, or whose sender died before it could say so.
        let sent = "SELECT COUNT(*) FROM notifications WHERE channel = 'sms' AND (state = 'sent' OR is_outcome_unknown)"
        #expect(try texts.count <= stack.sql.number(sent))
        #expect(crowd.ledger.acknowledged.count == 4)
        let proof = try stack.coachbook("prove", "--json")
        #expect(proof.exitCode == 0, "\(proof.output)")
    }
}

extension Stack {
    /// Workers that ended in another way than by our hand.
    fileprivate var crashes: [String] {
        contents(of: logPath).split(separator: "\n").map(String.init)
            .filter { $0.contains(" ended (") && !$0.contains("(signal 9)") }
    }
}

/// The figures of a run, for people.
private struct ChaosReport: CustomStringConvertible {
    let description: String

    init(_ ledger: Ledger, _ mayhem: Mayhem, _ havoc: Havoc, _ audit: Audit) {
        let writes = ledger.acknowledged.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        let troubles = havoc.kinds.map { "\(mayhem.count($0)) × \($0)" }
        let slowest = ledger.slowest.map { "\($0.operation) \($0.seconds.short) s (\($0.status), at \($0.at.short) s)" }
        let worst = Dictionary(grouping: havoc.recoveries) { $0.trouble }
            .mapValues { $0.map(\.seconds).max() ?? 0 }.sorted { $0.key < $1.key }
        description = """
            \(ledger.requests) requests, acknowledged: \(writes.joined(separator: ", ")); \(ledger.turnedAway) more turned \
            out to have been done; \(ledger.count(503)) × 503, \(ledger.count(0)) broken connections.
            Troubles: \(troubles.joined(separator: ", ")).
            Slowest: \(slowest.joined(separator: ", ")).
            Until the next write, at worst: \(worst.map { "\($0.key) \($0.value.short) s" }.joined(separator: ", ")).
            Lost: \(audit.lost), doubled: \(audit.doubled), findings: \(audit.findings.count).
            """
    }
}
