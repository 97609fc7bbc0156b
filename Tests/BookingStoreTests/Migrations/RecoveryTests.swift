@testable import BookingStore
import LocalStack
import TestSupport
import Testing

/// Runs only where MariaDB and Galera are installed.
@Suite(.enabled(if: Installed.galera, "MariaDB's Galera is not installed (Debian: apt-get install galera-4 rsync)"))
struct RecoveryTests {
    /// Debian's `galera_recovery` asks so before each start; it went on for ever in most runs while the key was virtual.
    @Test func `a node that lost power with students still to be purged tells its position and ends`() throws {
        let provider = try #require(PrivateGalera.provider)
        let database = try TestDatabase(options: [
            "--wsrep-on=ON", "--wsrep-provider=\(provider)", "--wsrep-cluster-address=gcomm://", "--binlog-format=ROW",
            "--innodb-autoinc-lock-mode=2",
            "--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:\(freePort())",
        ])
        let server = database.server
        let isReady = waitUntil(milliseconds: 60_000) {
            contents(of: server.logPath).contains("Synchronized with group")
        }
        #expect(isReady, "before that it refuses every statement")
        let url = try database.empty()
        let connection = try Connection.open(url, timeouts: .migration)
        _ = try Migrations(directory: TestDatabase.migrations).apply(on: connection)
        let reader = try Connection.open(url)
        try reader.rawly("START TRANSACTION WITH CONSISTENT SNAPSHOT")
        try connection.rawly("INSERT INTO brands (id, slug, name) VALUES (UUID(), 'a', 'A')")
        try connection.rawly(
            """
            INSERT INTO students (id, brand_id, first_name, last_name, email)
            SELECT UUID(), id, 'Ada', 'Berg', 'ada@example.com' FROM brands
            """
        )
        server.kill()
        let log = "\(server.directory)/recovery.log"
        try server.run(["--wsrep-recover"], logPath: log)
        #expect(contents(of: log).contains("Recovered position: "))
    }
}
