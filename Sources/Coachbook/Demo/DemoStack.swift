import BookingAPI
import BookingStore
import Glibc
import HTTP
import LocalStack
import Scheduling

/// The three servers of a demo, in the order in which they start.
final class DemoStack {
    let url: String
    let directory: StackDirectory
    let database: PrivateMariaDB
    private let nginx: PrivateNginx
    private let assets: Assets
    private let settings: DemoSettings
    private let socketPath: String
    private var server: ChildProcess?

    /// Prepares the directory; nothing is started.
    init(directory: StackDirectory, assets: Assets, port: UInt16, limits: Bool, settings: DemoSettings) throws {
        self.directory = directory
        self.assets = assets
        self.settings = settings
        url = "http://127.0.0.1:\(port)"
        database = try PrivateMariaDB(directory: "\(directory.path)/database", environment: [])
        socketPath = "\(directory.path)/server.sock"
        nginx = try PrivateNginx(
            directory: "\(directory.path)/nginx",
            settings: PrivateNginx.Settings(
                assets: assets.nginx,
                port: port,
                upstreamSocket: socketPath,
                limitsLoopback: limits
            )
        )
    }

    /// Starts everything and loads what is missing of the demo's brands.
    func start() throws -> DemoData {
        try nginx.checkPort()
        try database.start()
        let password = randomSecret()
        try prepareDatabase(password)
        let data = try DemoData.load(
            MariaDBStore(DatabaseURL(database.url(database: "coachbook"))),
            DemoFile(path: "\(directory.path)/demo.json"),
            cronSecret: settings.values[SettingName.cronSecret.rawValue]
        )
        try data.write(url: url, databaseSocket: database.socketPath)
        try startServer(password, data)
        try nginx.start()
        return data
    }

    /// Stops what runs, the last started first.
    func stop() {
        nginx.stop()
        // Longer than a message may take that is being sent: the server finishes it.
        server?.stop(graceMilliseconds: 60_000)
        database.stop()
    }

    /// Which of the servers has ended by itself, in a sentence; nil while all run.
    var ended: String? {
        if database.processID == nil { return "MariaDB has ended; see \(database.logPath)." }
        if server?.isRunning != true { return "The server has ended; see \(serverLogPath)." }
        if !nginx.isRunning { return "nginx has ended; see \(nginx.logPath)." }
        return nil
    }

    private var serverLogPath: String { "\(directory.path)/server.log" }

    private func prepareDatabase(_ password: String) throws {
        let system = try Connection.open(DatabaseURL(database.url(database: "mysql")))
        try system.run("CREATE DATABASE IF NOT EXISTS coachbook CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin")
        let connection = try Connection.open(DatabaseURL(database.url(database: "coachbook")), timeouts: .migration)
        _ = try Migrations(directory: assets.sql).apply(on: connection)
        try Grants(directory: assets.sql).apply(password: password, on: connection)
    }

    /// The key of an earlier run, else a new one; only the directory's owner may read it.
    private func secretKey() throws -> String {
        let file = DemoFile(path: "\(directory.path)/secret-key")
        if let known = file.text, SecretKey(base64: known) != nil { return known }
        let key = SecretKey.newBase64()
        try file.write(Array(key.utf8))
        return key
    }

    /// The server runs as on a real machine: another process, settings in its environment, a user without DDL.
    private func startServer(_ password: String, _ data: DemoData) throws {
        unlink(socketPath)
        let environment = settings.environment([
            .databaseURL: database.url(database: "coachbook", user: "coachbook", password: password),
            .listen: socketPath,
            .publicURL: url,
            .secretKey: try secretKey(),
            .cronSecret: data.cronSecret,
            .inbox: "\(directory.path)/inbox",
        ])
        let server = try ChildProcess(programPath, ["serve"], environment: environment, logPath: serverLogPath)
        self.server = server
        // The socket gets its name once the workers take requests.
        let isReady = waitUntil(milliseconds: 30_000) { access(socketPath, F_OK) == 0 || !server.isRunning }
        guard isReady, server.isRunning else {
            throw SettingsError("The server does not start: \(lastError(in: serverLogPath)); see \(serverLogPath).")
        }
    }
}

/// 32 random hexadecimal digits.
func randomSecret() -> String { HTTP.Hexadecimal.text((0..<16).map { _ in UInt8.random(in: 0...255) }) }
