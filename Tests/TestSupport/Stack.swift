package import BookingStore
import Glibc
package import LocalStack
import Synchronization
package import Testing

/// The whole product: nginx with the shipped files, `coachbook serve`, a database of its own on a private MariaDB.
package final class Stack: Sendable {
    /// What differs from stack to stack.
    package struct Options: Sendable {
        /// Whether nginx counts requests from this machine.
        package var limitsLoopback = false

        /// Whether it has a MariaDB server to itself, which a test may kill.
        package var ownServer = false

        /// The password of a database user of its own; nil is the server's root, who has none.
        package var databasePassword: String?

        /// Whether the service reaches its database through `Stack.proxy`.
        package var proxiesDatabase = false

        /// Further `NAME=VALUE` lines for the workers.
        package var environment: [String] = []

        /// The usual: no limits, the shared MariaDB server.
        package init() {}
    }

    /// Why tests that need it are skipped.
    package static let absence: Comment = """
        MariaDB's server or nginx is not installed (Debian: apt-get install mariadb-server nginx)
        """

    /// Whether to try.
    package static let isWanted = Installed.mariaDB && Installed.nginx

    /// The stack that tests share which leave it running; they keep apart by brands of their own.
    package static func shared() throws -> Stack { try started.get() }

    private static let started = Result { try Stack() }
    private static let sharedServer = Result { try startServer() }

    /// The MariaDB server.
    package let server: PrivateMariaDB

    /// The database, for a look from outside.
    package let sql: SQLClient

    /// Where the workers and the commands find it.
    package let databaseURL: String

    /// Speaks to nginx.
    package let client: HTTPClient

    /// The workers' log.
    package var logPath: String { "\(directory.path)/coachbook.log" }

    /// nginx's access log: one JSON object a line.
    package var accessLogPath: String { "\(directory.path)/nginx/access.log" }

    /// nginx's own log.
    package var nginxLogPath: String { nginx.logPath }

    /// Stands between the service and the server where the options ask for it.
    package let proxy: DatabaseProxy?

    /// The supervisor.
    package var service: ChildProcess { supervisor.withLock { $0 } }

    /// The process ids of the workers that live.
    package var workers: [Int32] {
        let supervisor = service.processID
        return contents(of: "/proc/\(supervisor)/task/\(supervisor)/children").split(separator: " ")
            .compactMap { Int32($0) }
    }

    private let supervisor: Mutex<ChildProcess>

    private let nginx: PrivateNginx
    private let directory: TemporaryDirectory
    private let serverDirectory: TemporaryDirectory?
    private let environment: [String]

    /// Starts a fresh one.
    ///
    /// - Throws: `LocalStackError` when a part does not come up.
    package init(_ options: Options = Options()) throws {
        directory = try TemporaryDirectory()
        let (server, serverDirectory) = try options.ownServer ? Stack.startServer() : Stack.sharedServer.get()
        self.server = server
        self.serverDirectory = serverDirectory
        let database = "stack_" + directory.path.suffix(6)
        try SQLClient(socketPath: server.socketPath, database: "mysql").rows("CREATE DATABASE `\(database)`")
        sql = SQLClient(socketPath: server.socketPath, database: database)
        if let password = options.databasePassword {
            try sql.rows("GRANT ALL ON `\(database)`.* TO '\(database)'@'localhost' IDENTIFIED BY '\(password)'")
        }
        let (user, password) = options.databasePassword.map { (database, $0) } ?? ("root", "")
        databaseURL = server.url(database: database, user: user, password: password)
        proxy =
            try options.proxiesDatabase
            ? DatabaseProxy(socketPath: "\(directory.path)/database.sock", target: server.socketPath) : nil
        let socketPath = "\(directory.path)/coachbook.sock"
        let port = freePort()
        environment =
            options.environment + [
                "BOOKING_DATABASE_URL=\(server.url(database: database, user: user, password: password, socketPath: proxy?.socketPath))",
                "BOOKING_LISTEN=\(socketPath)",
                "BOOKING_PUBLIC_URL=http://127.0.0.1:\(port)", "SWIFT_BACKTRACE=enable=no",
            ]
        client = HTTPClient(port: port)
        let migration = try Program.run(
            BuiltProduct.path("coachbook"),
            ["migrate", "--directory", "\(Checkout.path)/sql"],
            environment: environment
        )
        guard migration.exitCode == 0 else { throw LocalStackError(migration.output) }
        supervisor = Mutex(
            try ChildProcess(
                BuiltProduct.path("coachbook"),
                ["serve"],
                environment: environment,
                logPath: "\(directory.path)/coachbook.log"
            )
        )
        var settings = PrivateNginx.Settings(assets: "\(Checkout.path)/nginx", port: port, upstreamSocket: socketPath)
        settings.limitsLoopback = options.limitsLoopback
        nginx = try PrivateNginx(directory: "\(directory.path)/nginx", settings: settings)
        try nginx.start()
        guard waitUntil(milliseconds: 30_000, { (try? client.send("GET", "/readyz").status) == 200 }) else {
            throw LocalStackError("The stack does not become ready: \(contents(of: logPath))")
        }
    }

    deinit {
        nginx.stop()
        service.stop()
    }

    /// The store that the workers use, for seeding; for one thread.
    package func store() throws -> MariaDBStore { MariaDBStore(try DatabaseURL(databaseURL)) }

    /// Runs `coachbook` with the workers' settings.
    package func coachbook(_ arguments: String...) throws -> Program {
        try Program.run(BuiltProduct.path("coachbook"), arguments, environment: environment)
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
        let proof = try coachbook("prove")
        #expect(proof.exitCode == 0, "\(proof.output)", sourceLocation: sourceLocation)
    }

    /// Starts another service on the same socket, and only then ends the one before in order.
    ///
    /// - Throws: `LocalStackError` when the new one does not come up or the old one does not end well.
    package func replaceService() throws {
        let announced = contents(of: logPath).split(separator: "serving on").count
        let new = try ChildProcess(
            BuiltProduct.path("coachbook"),
            ["serve"],
            environment: environment,
            logPath: logPath
        )
        let isServing = waitUntil(milliseconds: 30_000) {
            !new.isRunning || contents(of: logPath).split(separator: "serving on").count > announced
        }
        guard isServing, new.isRunning else { throw LocalStackError("The new service did not start") }
        let old = supervisor.withLock { supervisor in
            defer { supervisor = new }
            return supervisor
        }
        old.stop(graceMilliseconds: 20_000)
        guard old.exitCode == 0 else { throw LocalStackError("The old service ended with \(old.exitCode ?? -1)") }
    }

    /// The lines of the workers' log that tell of a fault.
    package func faults() -> [String] {
        contents(of: logPath).split(separator: "\n").map(String.init).filter { $0.contains(#""level":"error""#) }
    }

    private static func startServer() throws -> (PrivateMariaDB, TemporaryDirectory) {
        let directory = try TemporaryDirectory()
        let server = try PrivateMariaDB(directory: "\(directory.path)/db")
        try server.start()
        return (server, directory)
    }
}
