@testable import BookingStore
import Glibc
import LocalStack
import Scheduling
import TestSupport
import Testing

/// A database whose URL names two hosts; here they are two servers that know nothing of each other.
@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct HostsTests {
    private let first: Host
    private let second: Host
    private let url: DatabaseURL

    init() throws {
        first = try Host()
        second = try Host()
        url = try DatabaseURL("mariadb://far:hidden@127.0.0.1:\(first.port),127.0.0.1:\(second.port)/coachbook")
    }

    @Test
    func `when the first host dies the second one answers at once, until the first has been back for a while`() throws {
        let stores = (0..<4).map { _ in MariaDBStore(url) }
        for store in stores { #expect(try port(store) == first.port) }
        first.database.server.kill()
        let died = ContinuousClock.now
        for store in stores { #expect(try port(store) == second.port) }
        #expect(.now - died < .seconds(3))
        try first.database.server.start()
        let back = ContinuousClock.now
        #expect(waitUntil(milliseconds: 30_000) { (try? stores.allSatisfy { try port($0) == first.port }) == true })
        // A host that comes and goes would otherwise take the writers to and fro.
        #expect(.now - back > HostWatch.stableAfter - .seconds(1))
    }

    @Test
    func `a host that hangs is given up by those who wait for it and by those who come`() throws {
        let stores = (0..<4).map { _ in MariaDBStore(url) }
        for store in stores { #expect(try port(store) == first.port) }
        first.database.server.send(SIGSTOP)
        defer { first.database.server.send(SIGCONT) }
        let hung = ContinuousClock.now
        // The connection is open and answers nothing: it is shut down by the watch, and the transaction runs again.
        #expect(try stores[0].transaction { try $0.port() } == second.port)
        for store in stores { #expect(try port(store) == second.port) }
        #expect(.now - hung < .seconds(3))
        // Who comes later is not kept by it, although every connect to it would be.
        let began = ContinuousClock.now
        for _ in 0..<10 { #expect(try port(MariaDBStore(url)) == second.port) }
        #expect(.now - began < .seconds(2))
    }

    @Test
    func `a commit whose answer is lost is not repeated`() throws {
        let administrator = try first.database.administrator()
        try administrator.rawly("CREATE TABLE IF NOT EXISTS counters (a INT)")
        try second.database.administrator().rawly("CREATE TABLE IF NOT EXISTS counters (a INT)")
        let store = MariaDBStore(url)
        // On a busy machine the watch may think for a moment that the first host has failed.
        #expect(waitUntil(milliseconds: 30_000) { (try? port(store)) == first.port })
        var runs = 0
        let fault = try #require(throws: Fault.self) {
            try store.transaction { connection in
                runs += 1
                try connection.execute("INSERT INTO counters (a) VALUES (1)")
                first.database.server.send(SIGSTOP)
            }
        }
        first.database.server.send(SIGCONT)
        #expect(fault.kind == .unavailable && fault.isConnectionLost)
        #expect(runs == 1)
        #expect(try second.database.administrator().number("SELECT COUNT(*) AS n FROM counters") == 0)
    }

    private func port(_ store: MariaDBStore) throws -> UInt16 { try store.read { try $0.port() } }

    /// A server with the tables, on a port.
    private struct Host: Sendable {
        let port: UInt16
        let database: TestDatabase

        init() throws {
            port = freePort()
            database = try TestDatabase(options: [
                "--skip-networking=0", "--bind-address=127.0.0.1", "--port=\(port)",
            ])
            let administrator = try database.administrator()
            try administrator.rawly("CREATE USER far@'127.0.0.1' IDENTIFIED BY 'hidden'")
            try administrator.rawly("GRANT ALL ON coachbook.* TO far@'127.0.0.1'")
        }
    }
}

extension Connection {
    fileprivate func port() throws -> UInt16 { UInt16(clamping: try number("SELECT @@port AS port")) }
}
