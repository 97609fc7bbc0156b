package import BookingStore
import Glibc
package import HTTP
package import LocalStack
import Synchronization
package import Testing

/// The whole product: nginx with the shipped files, `coachbook serve`, a database of its own on a private MariaDB.
package final class Stack: Sendable {
    /// Why tests that need it are skipped.
    package static let absence: Comment = """
        MariaDB's server or nginx is not installed (Debian: apt-get install mariadb-server nginx)
        """

    /// Whether to try.
    package static let isWanted = Installed.mariaDB && Installed.nginx

    /// The stack that tests share which leave it running; they keep apart by brands of their own.
    package static func shared() throws -> Stack { try started.get() }

    private static let started = Result { try Stack() }

    /// The secret key of every stack, as it is set.
    package static let secretKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

    /// Where its data is.
    package let database: StackDatabase

    /// Speaks to nginx.
    package let client: HTTPClient

    private let services: Mutex<[ChildProcess]>
    private let nginx: PrivateNginx
    private let directory: TemporaryDirectory
    private let environment: [String]

    /// Starts a fresh one.
    ///
    /// - Throws: `LocalStackError` when a part does not come up.
    package init(_ options: Options = Options()) throws {
        directory = try TemporaryDirectory()
        database = try StackDatabase(options, in: directory.path)
        let port = freePort()
        let common =
            [
                "BOOKING_PUBLIC_URL=http://127.0.0.1:\(port)", "BOOKING_SECRET_KEY=\(Stack.secretKey)",
                "SWIFT_BACKTRACE=enable=no",
            ] + options.environment
        let settings = options.orders.enumerated().map { [database, directory] index, order in
            common + [
                "BOOKING_DATABASE_URL=\(database.url(order: order, isProxied: true))",
                "BOOKING_LISTEN=\(directory.path)/service\(index).sock",
            ]
        }
        environment = settings[0]
        services = Mutex(
            try settings.enumerated().map { [directory] in
                try startService($1, logPath: "\(directory.path)/service\($0).log")
            }
        )
        var site = PrivateNginx.Settings(assets: "\(Checkout.path)/nginx", port: port)
        site.upstreamSockets = settings.indices.map { [directory] in "\(directory.path)/service\($0).sock" }
        site.limitsLoopback = options.limitsLoopback
        nginx = try PrivateNginx(directory: "\(directory.path)/nginx", settings: site)
        client = HTTPClient(port: port)
        let areServing = waitUntil(milliseconds: 30_000) {
            logPaths.allSatisfy { contents(of: $0).contains("serving on") }
        }
        guard areServing else { throw LocalStackError("A service does not start: \(logPaths.map(contents(of:)))") }
        try nginx.start()
        guard waitUntil(milliseconds: 30_000, { (try? client.send("GET", "/readyz").status) == 200 }) else {
            throw LocalStackError("The stack does not become ready: \(logPaths.map(contents(of:)))")
        }
    }

    deinit {
        nginx.stop()
        stopServices()
    }

    /// The MariaDB server; of a cluster, the first node's.
    package var server: PrivateMariaDB { database.nodes[0] }

    /// The database, for a look from outside.
    package var sql: SQLClient { database.sql(0) }

    /// Where its files are: the services', nginx's and, with a server of its own, the database's.
    package var directoryPath: String { directory.path }

    /// The workers' log; of several services, the first one's.
    package var logPath: String { logPaths[0] }

    /// nginx's access log: one JSON object a line.
    package var accessLogPath: String { "\(directory.path)/nginx/access.log" }

    /// nginx's own log.
    package var nginxLogPath: String { nginx.logPath }

    /// The supervisor; of several services, the first one's.
    package var service: ChildProcess { services.withLock { $0[0] } }

    /// The process ids of the workers that live.
    package var workers: [Int32] {
        let supervisor = service.processID
        return contents(of: "/proc/\(supervisor)/task/\(supervisor)/children").split(separator: " ")
            .compactMap { Int32($0) }
    }

    /// The store that the workers use, for seeding; for one thread.
    package func store() throws -> MariaDBStore {
        MariaDBStore(try DatabaseURL(database.url(order: Array(database.nodes.indices))))
    }

    /// Runs `coachbook` with the workers' settings, but for those that are given.
    package func coachbook(_ arguments: String..., setting: [String] = []) throws -> Program {
        try coachbook(arguments, setting: setting)
    }

    /// Runs `coachbook` with the workers' settings, but for those that are given.
    package func coachbook(_ arguments: [String], setting: [String] = []) throws -> Program {
        let others = environment.filter { line in !setting.contains { $0.hasPrefix(line.prefix { $0 != "=" } + "=") } }
        return try Program.run(BuiltProduct.path("coachbook"), arguments, environment: others + setting)
    }

    /// Runs `coachbook` with `--json` and gives what it printed.
    ///
    /// - Throws: `LocalStackError` when the command says no.
    package func json(_ arguments: String...) throws -> JSONValue { try json(arguments) }

    /// Runs `coachbook` with `--json` and gives what it printed.
    package func json(_ arguments: [String]) throws -> JSONValue {
        let answer = try coachbook(arguments + ["--json"])
        guard answer.exitCode == 0 else { throw LocalStackError("\(arguments): \(answer.output)") }
        return try JSONValue.parse(Array(answer.output.utf8))
    }

    /// Starts `coachbook` with the workers' settings, for a test that does not wait for its end.
    package func start(_ arguments: String...) throws -> ChildProcess {
        try ChildProcess(
            BuiltProduct.path("coachbook"),
            arguments,
            environment: environment,
            logPath: "\(directory.path)/commands.log"
        )
    }

    /// Expects that everything that must hold in its database does, in the eyes of `coachbook prove`.
    package func expectProven(sourceLocation: SourceLocation = #_sourceLocation) throws {
        for node in database.nodes.indices {
            let proof = try coachbook("prove", setting: ["BOOKING_DATABASE_URL=\(database.url(order: [node]))"])
            #expect(proof.exitCode == 0, "\(proof.output)", sourceLocation: sourceLocation)
        }
    }

    /// Starts another service on the same socket, and only then ends the one before in order.
    ///
    /// - Throws: `LocalStackError` when the new one does not come up or the old one does not end well.
    package func replaceService() throws {
        let announced = contents(of: logPath).split(separator: "serving on").count
        let new = try startService(environment, logPath: logPath, "--replace")
        let isServing = waitUntil(milliseconds: 30_000) {
            !new.isRunning || contents(of: logPath).split(separator: "serving on").count > announced
        }
        guard isServing, new.isRunning else { throw LocalStackError("The new service did not start") }
        let old = services.withLock { services in
            defer { services[0] = new }
            return services[0]
        }
        old.stop(graceMilliseconds: 20_000)
        guard old.exitCode == 0 else { throw LocalStackError("The old service ended with \(old.exitCode ?? -1)") }
    }

    /// Ends the services, so that nothing writes any more.
    package func stopServices() {
        for service in services.withLock({ $0 }) { service.stop() }
    }

    /// The lines of the workers' logs that tell of a fault.
    package func faults() -> [String] {
        logPaths.flatMap { contents(of: $0).split(separator: "\n").map(String.init) }
            .filter { $0.contains(#""level":"error""#) }
    }

    private var logPaths: [String] {
        services.withLock { $0.indices }.map { "\(directory.path)/service\($0).log" }
    }
}

private func startService(_ environment: [String], logPath: String, _ options: String...) throws -> ChildProcess {
    try ChildProcess(BuiltProduct.path("coachbook"), ["serve"] + options, environment: environment, logPath: logPath)
}
