import BookingStore
import Glibc
import LocalStack
import TestSupport
import Testing

/// The whole product on three machines, as far as one machine allows: three nodes of a Galera cluster, two services, one
/// nginx in front of both.
final class ClusterStack: Sendable {
    /// Why tests that need it are skipped.
    static let absence: Comment = """
        MariaDB's server, Galera or nginx is not installed \
        (Debian: apt-get install mariadb-server galera-4 rsync nginx)
        """

    /// Whether to try.
    static let isWanted = Stack.isWanted && Installed.galera

    let galera: PrivateGalera

    /// Speaks to nginx.
    let client: HTTPClient

    private let directory: TemporaryDirectory
    private let password = "\(UInt64.random(in: .min ... .max))"
    private let nginx: PrivateNginx
    private let services: [ChildProcess]

    /// Starts a fresh one.
    ///
    /// - Parameters:
    ///   - orders: for each service the nodes in the order in which its settings name them.
    ///   - environment: further `NAME=VALUE` lines for the services.
    /// - Throws: `LocalStackError` when a part does not come up.
    init(orders: [[Int]], environment: [String]) throws {
        let directory = try TemporaryDirectory()
        let galera = try PrivateGalera(directory: "\(directory.path)/nodes")
        try galera.start()
        let first = galera.nodes[0].server
        try SQLClient(socketPath: first.socketPath, database: "mysql").rows("CREATE DATABASE coachbook")
        // Over the socket as root: with the log that a cluster needs, triggers ask for the SUPER right (1419).
        let migration = try Program.run(
            BuiltProduct.path("coachbook"),
            ["migrate", "--directory", "\(Checkout.path)/sql"],
            environment: ["BOOKING_DATABASE_URL=\(first.url(database: "coachbook"))"]
        )
        guard migration.exitCode == 0 else { throw LocalStackError(migration.output) }
        let grants = contents(of: "\(Checkout.path)/sql/grants.sql")
            .replacing("'localhost'", with: "'127.0.0.1'").replacing("replace-this-password", with: password)
        try SQLClient(socketPath: first.socketPath, database: "coachbook").rows(grants)
        let port = freePort()
        services = try orders.enumerated().map { [password] index, order in
            let url = galera.url(database: "coachbook", user: "coachbook", password: password, order: order)
            return try ChildProcess(
                BuiltProduct.path("coachbook"),
                ["serve"],
                environment: environment + [
                    "BOOKING_DATABASE_URL=\(url)", "BOOKING_LISTEN=\(directory.path)/service\(index).sock",
                    "BOOKING_PUBLIC_URL=http://127.0.0.1:\(port)", "SWIFT_BACKTRACE=enable=no",
                ],
                logPath: "\(directory.path)/service\(index).log"
            )
        }
        var settings = PrivateNginx.Settings(assets: "\(Checkout.path)/nginx", port: port)
        settings.upstreamSockets = orders.indices.map { "\(directory.path)/service\($0).sock" }
        nginx = try PrivateNginx(directory: "\(directory.path)/nginx", settings: settings)
        client = HTTPClient(port: port)
        self.directory = directory
        self.galera = galera
        let isServing = waitUntil(milliseconds: 30_000) {
            orders.indices.allSatisfy { contents(of: "\(directory.path)/service\($0).log").contains("serving on") }
        }
        guard isServing else { throw LocalStackError("A service does not start: \(faults())") }
        try nginx.start()
        guard waitUntil(milliseconds: 30_000, { (try? client.send("GET", "/readyz").status) == 200 }) else {
            throw LocalStackError("The cluster does not become ready: \(faults())")
        }
    }

    deinit {
        nginx.stop()
        stopServices()
        for node in galera.nodes { node.server.kill() }
    }

    /// The store that the services use, for seeding; for one thread.
    func store() throws -> MariaDBStore { MariaDBStore(try DatabaseURL(url(order: [0, 1, 2]))) }

    /// The database of one node, for a look from outside.
    func sql(_ node: Int) -> SQLClient {
        SQLClient(socketPath: galera.nodes[node].server.socketPath, database: "coachbook")
    }

    /// What one node tells of itself, such as `wsrep_last_committed`; nil while it does not.
    func status(_ name: String, of node: Int) -> Int? {
        try? sql(node).rows("SHOW GLOBAL STATUS LIKE '\(name)'").first.flatMap { Int($0[1]) }
    }

    /// Runs `coachbook` against one node with the services' rights.
    func coachbook(_ arguments: String..., node: Int) throws -> Program {
        try Program.run(
            BuiltProduct.path("coachbook"),
            arguments,
            environment: ["BOOKING_DATABASE_URL=\(url(order: [node]))"]
        )
    }

    /// Ends the services, so that nothing writes any more.
    func stopServices() {
        for service in services { service.stop() }
    }

    /// The lines of the services' logs that tell of a fault.
    func faults() -> [String] {
        services.indices.flatMap { index in
            contents(of: "\(directory.path)/service\(index).log").split(separator: "\n").map(String.init)
                .filter { $0.contains(#""level":"error""#) }
        }
    }

    private func url(order: [Int]) -> String {
        galera.url(database: "coachbook", user: "coachbook", password: password, order: order)
    }
}
