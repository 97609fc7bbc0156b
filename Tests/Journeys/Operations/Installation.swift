import Glibc
import HTTP
import LocalStack
import Synchronization
import TestSupport

/// Coachbook as an operator installs it: a database, migrated with the command line, the server, and nginx in front.
final class Installation: Sendable {
    let directory: TemporaryDirectory
    let database: PrivateMariaDB
    let client: HTTPClient
    private let nginx: PrivateNginx
    private let settings: [String: String]
    private let servers: Mutex<[ChildProcess]>

    /// Whether this machine has what it takes.
    static var isPossible: Bool { Stack.isWanted }

    init(_ more: [String: String] = [:]) throws {
        let directory = try TemporaryDirectory()
        let database = try PrivateMariaDB(directory: "\(directory.path)/database")
        try database.start()
        let port = freePort()
        settings = [
            "BOOKING_DATABASE_URL": database.url(database: "coachbook"),
            "BOOKING_LISTEN": "\(directory.path)/server.sock",
            "BOOKING_PUBLIC_URL": "http://127.0.0.1:\(port)",
            "SWIFT_BACKTRACE": "enable=no",
        ].merging(more) { _, given in given }
        let mariadb = ["mariadb", "-uroot", "--socket=\(database.socketPath)", "-e", "CREATE DATABASE coachbook"]
        let created = try run("/usr/bin/env", mariadb, [:], log: "\(directory.path)/created")
        guard created.code == 0 else { throw LocalStackError(created.output) }
        let migrated = try run(
            BuiltProduct.path("coachbook"),
            ["migrate", "--directory", "\(Checkout.path)/sql"],
            settings,
            log: "\(directory.path)/migrated"
        )
        guard migrated.code == 0 else { throw LocalStackError(migrated.output) }
        servers = Mutex([try startServer(settings, in: directory, generation: 1)])
        nginx = try PrivateNginx(
            directory: "\(directory.path)/nginx",
            settings: PrivateNginx.Settings(
                assets: "\(Checkout.path)/nginx",
                port: port,
                upstreamSocket: "\(directory.path)/server.sock"
            )
        )
        try nginx.start()
        client = HTTPClient(port: port)
        self.directory = directory
        self.database = database
    }

    deinit {
        nginx.stop()
        server?.stop()
        database.kill()
    }

    /// The server that runs.
    var server: ChildProcess? { servers.withLock { $0.last } }

    /// Runs a command of the operator to its end.
    func command(_ words: String..., setting: [String: String] = [:]) throws -> (code: Int32, output: String) {
        try command(words, setting: setting)
    }

    /// Runs a command of the operator to its end.
    func command(_ words: [String], setting: [String: String] = [:]) throws -> (code: Int32, output: String) {
        try run(
            BuiltProduct.path("coachbook"),
            words,
            settings.merging(setting) { _, given in given },
            log: "\(directory.path)/command"
        )
    }

    /// Runs a command with `--json` and gives what it printed.
    func json(_ words: String...) throws -> JSONValue { try json(words) }

    /// Runs a command with `--json` and gives what it printed.
    func json(_ words: [String]) throws -> JSONValue {
        let answer = try run(
            BuiltProduct.path("coachbook"),
            words + ["--json"],
            settings,
            log: "\(directory.path)/command"
        )
        guard answer.code == 0 else { throw LocalStackError("\(words.joined(separator: " ")): \(answer.output)") }
        return try JSONValue.parse(Array(answer.output.utf8))
    }

    /// Starts another server on the same socket, and only then ends the one before; answers its exit code.
    func replaceServer() throws -> Int32? {
        let old = server
        let generation = servers.withLock { $0.count } + 1
        let new = try startServer(settings, in: directory, generation: generation)
        servers.withLock { $0.append(new) }
        old?.stop()
        return old?.exitCode
    }
}

private func startServer(
    _ settings: [String: String],
    in directory: TemporaryDirectory,
    generation: Int
) throws -> ChildProcess {
    let log = "\(directory.path)/server-\(generation).log"
    let words = settings.map { "\($0)=\($1)" }
    let server = try ChildProcess(BuiltProduct.path("coachbook"), ["serve"], environment: words, logPath: log)
    _ = waitUntil(milliseconds: 30_000) { contents(of: log).contains("serving on") || !server.isRunning }
    guard server.isRunning else { throw LocalStackError("The server did not start: \(contents(of: log))") }
    return server
}

private func run(
    _ program: String,
    _ words: [String],
    _ settings: [String: String],
    log: String
) throws -> (code: Int32, output: String) {
    unlink(log)
    let environment = ["PATH=/usr/bin:/bin"] + settings.map { "\($0)=\($1)" }
    let child = try ChildProcess(program, words, environment: environment, logPath: log)
    guard child.wait(milliseconds: 60_000) else { throw LocalStackError("\(program) does not end") }
    return (child.exitCode ?? -1, contents(of: log))
}
