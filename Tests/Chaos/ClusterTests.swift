import Glibc
import HTTP
import LocalStack
import Scheduling
import Synchronization
import TestSupport
import Testing
import System

/// A crowd of clients while nodes of a Galera cluster die, hang and come back.
@Suite(
    .serialized,
    .enabled(
        if: Stack.isWanted && Installed.galera,
        """
        MariaDB's server, Galera or nginx is not installed (Debian: apt-get install mariadb-server galera-4 rsync nginx)
        """
    )
)
struct ClusterTests {
    /// COACHBOOK_LONG=1 (`make cluster`) asks for more of the same.
    private static let rounds = currentEnvironment().contains("COACHBOOK_LONG=1") ? 6 : 1

    /// The longest that nobody may be able to write after a node has died, in seconds.
    private static let failOverSeconds = 3.0

    @Test func `with one writer, a node that dies or hangs costs three seconds and nothing else`() throws {
        let journey = try Journey(orders: [[0, 1, 2], [0, 1, 2]])
        for _ in 0..<Self.rounds {
            try journey.killAndRejoin(0)
            let isBack = waitUntil(milliseconds: 60_000) { journey.writers(during: 1) == [0] }
            #expect(isBack, "all write to the first node again")
            journey.hang(0)
        }
        try journey.end()
    }

    @Test func `with writers on two nodes, no time is sold twice and nothing is lost when one dies`() throws {
        let journey = try Journey(orders: [[0, 1, 2], [1, 0, 2]])
        #expect(waitUntil(milliseconds: 60_000) { journey.writers(during: 1) == [0, 1] })
        try journey.contest()
        for round in 0..<Self.rounds {
            // The node that nobody writes to in every other round: it costs no more and no less.
            try journey.killAndRejoin(round.isMultiple(of: 2) ? 1 : 2)
            #expect(waitUntil(milliseconds: 60_000) { journey.writers(during: 1) == [0, 1] })
        }
        try journey.end()
    }

    /// A crowd on a cluster, from its first request to the audit.
    private struct Journey {
        let stack: Stack
        let places: [World<Stack>]
        let crowd: Crowd
        let providers: FakeProviders

        init(orders: [[Int]]) throws {
            providers = try FakeProviders()
            stack = try Stack(
                .init(
                    orders: orders,
                    environment: providers.settings + [
                        "BOOKING_NOTIFY_DEADLINE_MS=200", "BOOKING_RETRY_FIRST_SECONDS=2",
                    ]
                )
            )
            places = try Crowd.places(in: stack)
            crowd = Crowd(on: places, clients: 8, seed: 20_261_126)
            #expect(waitUntil(milliseconds: 30_000) { crowd.ledger.acknowledged.values.reduce(0, +) > 40 })
        }

        /// Lets sixteen want the same time at once, half of them by way of either node; one gets it, again and again.
        func contest() throws {
            let world = try World(in: stack)
            for hour in stride(from: 10, to: 22, by: 2) {
                let winners = Mutex(0)
                let json =
                    #"{"instructorId":"\#(world.instructor.id)","startAt":"\#(day(10, at: "\(hour):00"))","#
                    + #""sessionMinutes":60,"studentTimezone":"Europe/Berlin","student":{"firstName":"Gil","#
                    + #""lastName":"Guest","email":"gil@guests.example"}}"#
                runThreads(16) { _ in
                    let headers = [("X-Brand", world.brand.slug), ("Authorization", "Bearer \(world.service)")]
                    let answer = try? stack.client.send("POST", "/api/bookings", headers: headers, json: json)
                    #expect(answer.map { [201, 409, 503].contains($0.status) } == true)
                    if answer?.status == 201 { winners.withLock { $0 += 1 } }
                }
                #expect(winners.withLock { $0 } == 1, "winners of \(hour) o'clock")
            }
        }

        /// Kills a node under the crowd; it comes back under the crowd.
        func killAndRejoin(_ node: Int) throws {
            stack.database.nodes[node].kill()
            let silence = crowd.ledger.longestSilence(seconds: 4)
            print("Killed node \(node + 1): no write for \(silence.short) s.")
            #expect(silence < ClusterTests.failOverSeconds)
            let begun = ContinuousClock.now
            try stack.database.galera?.rejoin(node)
            print("Node \(node + 1) is back after \((ContinuousClock.now - begun).seconds.short) s.")
        }

        /// Stops a node's process for a while: it is there and says nothing.
        func hang(_ node: Int) {
            stack.database.nodes[node].send(SIGSTOP)
            let silence = crowd.ledger.longestSilence(seconds: 5)
            stack.database.nodes[node].send(SIGCONT)
            print("Stopped node \(node + 1): no write for \(silence.short) s.")
            #expect(silence < ClusterTests.failOverSeconds)
            #expect(waitUntil(milliseconds: 60_000) { stack.status("wsrep_local_state", of: node) == 4 })
        }

        /// The nodes from which writes come during so many seconds.
        func writers(during seconds: UInt32) -> [Int] {
            let before = (0..<3).map { stack.status("wsrep_replicated", of: $0) }
            sleep(seconds)
            return (0..<3).filter { stack.status("wsrep_replicated", of: $0) != before[$0] }
        }

        /// Ends the crowd and compares everything with everything.
        func end() throws {
            crowd.end()
            stack.stopServices()
            let writes = crowd.ledger.acknowledged.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
            print("Acknowledged: \(writes.joined(separator: ", ")); \(crowd.ledger.count(503)) × 503.")
            let isLevel = waitUntil(milliseconds: 30_000) {
                let positions = (0..<3).map { stack.status("wsrep_last_committed", of: $0) }
                return positions[0] != nil && positions.allSatisfy { $0 == positions[0] }
            }
            #expect(isLevel)
            let statements = try stack.database.sql(0).dumpStatements()
            let rows = try stack.database.sql(0).dump(statements)
            for node in 0..<3 {
                let audit = try Audit(of: crowd.ledger, on: places, in: stack.database.sql(node))
                #expect(audit.findings.prefix(20) == [], "node \(node + 1)")
                #expect(try stack.database.sql(node).dump(statements).symmetricDifference(rows).isEmpty)
            }
            try stack.expectProven()
            #expect(crowd.ledger.acknowledged.count == 4)
        }
    }
}

extension Stack {
    /// What one node tells of itself, such as `wsrep_last_committed`; nil while it does not.
    fileprivate func status(_ name: String, of node: Int) -> Int? {
        try? database.sql(node).rows("SHOW GLOBAL STATUS LIKE '\(name)'").first.flatMap { Int($0[1]) }
    }
}
