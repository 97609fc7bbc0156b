import Glibc
import Synchronization
import System

/// A MariaDB server of our own in a directory: own data, own unix socket, no network port.
///
/// `root` has no password: what keeps others out is the directory, which only this user may enter.
package final class PrivateMariaDB: Sendable {
    /// The absolute path of the server's directory: data, socket, log.
    package let directory: String

    /// Where clients connect.
    package let socketPath: String

    /// The server's own log.
    package let logPath: String

    /// Whether this machine has MariaDB's server.
    package static var isInstalled: Bool {
        [Executable.mariadbd, .mariadbInstall].allSatisfy { (try? $0.path()) != nil }
    }

    private let options: [String]
    private let environment: [String]
    private let server = Mutex<ChildProcess?>(nil)

    /// Takes the directory, which is made (mode 0700) when it is absent; nothing is started.
    ///
    /// - Parameters:
    ///   - directory: an absolute path; the caller sees to it that only one server runs in it.
    ///   - options: further options of mariadbd, such as `--innodb-buffer-pool-size=256M`.
    ///   - environment: `NAME=VALUE` lines; the whole environment of mariadbd.
    /// - Throws: `LocalStackError` when the directory cannot be used.
    package init(
        directory: String,
        options: [String] = [],
        environment: [String] = currentEnvironment()
    ) throws {
        self.directory = directory
        self.options = options
        self.environment = environment
        socketPath = "\(directory)/mariadb.sock"
        logPath = "\(directory)/mariadb.log"
        try StackDirectory.checkSocketPath(socketPath)
        try StackDirectory.make(directory)
        guard chmod(directory, 0o700) == 0 else {
            throw LocalStackError("The directory \(directory) cannot be made private: \(errorText())")
        }
    }

    deinit { server.withLock { $0.take() }?.stop(SIGKILL) }

    /// The settings URL of a database on this server; another socket is that of something in between.
    package func url(
        database: String,
        user: String = "root",
        password: String = "",
        socketPath: String? = nil
    ) -> String {
        let credentials = password.isEmpty ? user : "\(user):\(password)"
        let socket = percentEncoded(socketPath ?? self.socketPath)
        return "mariadb://\(credentials)@localhost/\(database)?socket=\(socket)"
    }

    /// The process id while the server runs.
    package var processID: Int32? {
        server.withLock { $0.flatMap { $0.isRunning ? $0.processID : nil } }
    }

    /// Makes the data directory when there is none, starts the server and waits until it answers.
    ///
    /// - Parameter more: options of mariadbd for this time alone.
    /// - Throws: `LocalStackError` when MariaDB is not installed or does not come up.
    package func start(_ more: [String] = []) throws {
        let program = try Executable.mariadbd.path()
        try install()
        let child = try ChildProcess(program, arguments + more, environment: environment, logPath: logPath)
        server.withLock { $0 = child }
        guard waitUntil(milliseconds: 60_000, { !child.isRunning || greets(socketPath) }), child.isRunning else {
            child.stop(SIGKILL)
            throw LocalStackError("MariaDB does not start: \(lastError(in: logPath)); see \(logPath)")
        }
    }

    /// Shuts the server down in order; kills it when that takes longer than 30 s.
    package func stop() {
        server.withLock { $0.take() }?.stop(graceMilliseconds: 30_000)
    }

    /// Ends the server as a power cut would: nothing is flushed.
    package func kill() {
        server.withLock { $0.take() }?.stop(SIGKILL)
    }

    /// Sends the server a signal, such as SIGSTOP; nothing happens when it does not run.
    package func send(_ signal: Int32) {
        server.withLock { $0?.send(signal) }
    }

    /// Runs the stopped server's program to its end, with further options and a log of its own.
    ///
    /// - Throws: `LocalStackError` when it fails, or takes longer than half a minute; it is killed then.
    package func run(_ more: [String], logPath: String) throws {
        let program = try Executable.mariadbd.path()
        let child = try ChildProcess(program, arguments + more, environment: environment, logPath: logPath)
        guard child.wait(milliseconds: 30_000), child.exitCode == 0 else {
            child.stop(SIGKILL)
            throw LocalStackError("MariaDB does not end well: \(lastError(in: logPath)); see \(logPath)")
        }
    }

    /// Stops and starts the server.
    ///
    /// - Throws: `LocalStackError` when it does not come up again.
    package func restart() throws {
        stop()
        try start()
    }

    private var arguments: [String] {
        [
            "--no-defaults", "--datadir=\(directory)/data", "--tmpdir=\(directory)/tmp", "--socket=\(socketPath)",
            "--pid-file=\(directory)/mariadb.pid", "--skip-networking", "--skip-log-bin",
            "--character-set-server=utf8mb4", "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=64M",
            "--innodb-flush-log-at-trx-commit=1", "--max-connections=1000", "--skip-name-resolve",
        ] + userOption + options
    }

    /// What takes away the accounts without a password that are open to the network.
    private var onlyLocalRoot: String { "\(directory)/only-local-root.sql" }

    /// MariaDB refuses to run as root unless it is told to.
    private var userOption: [String] { geteuid() == 0 ? ["--user=root"] : [] }

    /// Makes the data under another name first, so that an interrupted start leaves no half-made database behind.
    private func install() throws {
        try StackDirectory.make("\(directory)/tmp")
        guard access("\(directory)/data", F_OK) != 0 else { return }
        removeTree("\(directory)/data.new")
        try StackDirectory.checkSpace(directory, megabytes: 400)
        let log = "\(directory)/install.log"
        try write("DELETE FROM mysql.global_priv WHERE User = 'root' AND Host <> 'localhost';\n", to: onlyLocalRoot)
        let child = try ChildProcess(
            Executable.mariadbInstall.path(),
            [
                // Every starting server removes the temporary tables it finds, those of others in /tmp included.
                "--no-defaults", "--datadir=\(directory)/data.new", "--tmpdir=\(directory)/tmp",
                "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve",
                "--innodb-log-file-size=64M", "--extra-file=\(onlyLocalRoot)",
            ] + userOption,
            environment: currentEnvironment().filter { !$0.hasPrefix("PATH=") } + ["PATH=\(Executable.searchPath)"],
            logPath: log
        )
        guard child.wait(milliseconds: 120_000), child.exitCode == 0 else {
            child.stop(SIGKILL)
            throw LocalStackError("MariaDB cannot make its data directory: \(lastError(in: log)); see \(log)")
        }
        guard rename("\(directory)/data.new", "\(directory)/data") == 0 else {
            throw LocalStackError("MariaDB's data directory cannot be moved into place: \(errorText())")
        }
    }
}

/// A path as it may stand in a URL's query (RFC 3986 §2).
private func percentEncoded(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in path.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "-")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "~"):
            bytes.append(byte)
        default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
