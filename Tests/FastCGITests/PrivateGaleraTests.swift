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

    @Test func `rows that refer by UUID to a row that changes do not stop the nodes that apply them`() throws {
        let directory = try TemporaryDirectory()
        let galera = try PrivateGalera(directory: directory.path)
        try galera.start()
        let nodes = galera.nodes.map { SQLClient(socketPath: $0.server.socketPath, database: "mysql") }
        try nodes[0].rows(
            """
            CREATE DATABASE test; USE test;
            CREATE TABLE parents (id UUID PRIMARY KEY, version INT NOT NULL DEFAULT 0);
            CREATE TABLE others (id INT AUTO_INCREMENT PRIMARY KEY, number INT);
            CREATE TABLE children (
                id INT AUTO_INCREMENT PRIMARY KEY, parent UUID NOT NULL, FOREIGN KEY (parent) REFERENCES parents (id)
            );
            INSERT INTO parents (id) VALUES ('01a20320-a4d4-760f-9924-4963ea016c24')
            """
        )
        let change = """
            BEGIN; INSERT INTO others (number) SELECT seq FROM seq_1_to_300;
            UPDATE parents SET version = version + 1; COMMIT;
            """
        let insert = "INSERT INTO children (parent) VALUES ('01a20320-a4d4-760f-9924-4963ea016c24');"
        let clients = try [change, insert, change, insert].map {
            try nodes[0].start("USE test; " + String(repeating: $0, count: 150))
        }
        try #require(clients.allSatisfy { $0.wait(milliseconds: 30_000) }, "a cluster that stands still")
        let counts = "SELECT version, (SELECT COUNT(*) FROM test.children) FROM test.parents"
        for node in nodes {
            let isLevel = waitUntil(milliseconds: 20_000) { (try? node.rows(counts)) == [["300", "300"]] }
            #expect(isLevel)
        }
        for node in galera.nodes { node.server.kill() }
    }

    @Test func `the configuration that is shipped has the timing and the threads that are tested`() {
        #expect(contents(of: "\(Checkout.path)/sql/cluster.cnf").contains("wsrep_provider_options = \"\(nodeTiming);"))
        #expect(contents(of: "\(Checkout.path)/sql/cluster.cnf").contains("wsrep_slave_threads = 1\n"))
    }
}
