@testable import LocalStack
import TestSupport
import Testing

/// Runs only where MariaDB and Galera are installed.
@Suite(.enabled(if: Installed.galera, "MariaDB's Galera is not installed (Debian: apt-get install galera-4 rsync)"))
struct PrivateGaleraTests {
    @Test func `nodes have the same rows, also one that was killed, and all after all were killed`() throws {
        let directory = try TemporaryDirectory()
        let galera = try PrivateGalera(directory: directory.path)
        try galera.start()
        let nodes = galera.nodes.map { SQLClient(socketPath: $0.server.socketPath, database: "mysql") }
        #expect(try nodes[0].number("SELECT COUNT(*) FROM global_priv WHERE JSON_VALUE(Priv, '$.plugin') = ''") == 0)
        #expect(try nodes[0].rows("SELECT Host FROM user WHERE User = 'root'") == [["localhost"]])
        try nodes[0].rows("CREATE DATABASE test; CREATE TABLE test.numbers (a INT PRIMARY KEY)")
        for index in 0..<3 { try nodes[index].rows("INSERT INTO test.numbers VALUES (\(index))") }
        galera.nodes[0].server.kill()
        try nodes[1].rows("INSERT INTO test.numbers VALUES (3)")
        try galera.rejoin(0)
        #expect(contents(of: galera.nodes[0].server.logPath).contains("Receiving IST"))
        try nodes[0].rows("INSERT INTO test.numbers VALUES (4)")
        for index in [1, 2, 0] { galera.nodes[index].server.kill() }
        try galera.recover()
        for node in nodes {
            #expect(try node.rows("SET wsrep_sync_wait = 1; SELECT a FROM test.numbers ORDER BY a").count == 5)
            #expect(try node.rows("SHOW STATUS LIKE 'wsrep_cluster_size'") == [["wsrep_cluster_size", "3"]])
        }
        galera.stop()
    }

    @Test func `the configuration that is shipped has the timing that is tested`() {
        #expect(contents(of: "\(Checkout.path)/sql/cluster.cnf").contains("wsrep_provider_options = \"\(nodeTiming);"))
    }
}
