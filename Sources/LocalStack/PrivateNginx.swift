import Glibc
import Synchronization
import System

/// An nginx of our own in a directory, with the shipped configuration, on one port of 127.0.0.1.
package final class PrivateNginx: Sendable {
    /// The port it listens on.
    package let port: UInt16

    /// The file with its errors.
    package let logPath: String

    private let directory: String
    private let settings: Settings
    private let server = Mutex<ChildProcess?>(nil)

    /// What differs from machine to machine.
    package struct Settings: Sendable {
        /// The shipped `nginx` directory.
        package var assets: String

        /// The port of 127.0.0.1 to listen on.
        package var port: UInt16

        /// The unix sockets on which the workers of one or more services listen.
        package var upstreamSockets: [String]

        /// Whether the limits count requests from this machine.
        package var limitsLoopback: Bool

        /// Further directives of the server, and further servers.
        package var more = (server: "", servers: "")

        /// Takes the parts as they are; paths must be absolute.
        package init(assets: String, port: UInt16, upstreamSocket: String..., limitsLoopback: Bool = false) {
            self.assets = assets
            self.port = port
            upstreamSockets = upstreamSocket
            self.limitsLoopback = limitsLoopback
        }
    }

    /// Takes the directory, which is made (mode 0700) when it is absent, and writes the configuration.
    ///
    /// - Parameters:
    ///   - directory: an absolute path; the caller sees to it that only one nginx runs in it.
    ///   - settings: what differs from machine to machine.
    /// - Throws: `LocalStackError` when something cannot be written or found.
    package init(directory: String, settings: Settings) throws {
        self.directory = directory
        self.settings = settings
        port = settings.port
        logPath = "\(directory)/error.log"
        try StackDirectory.make("\(directory)/coachbook-local")
        guard access("\(settings.assets)/coachbook.conf", R_OK) == 0 else {
            throw LocalStackError("The nginx configuration is not at \(settings.assets)")
        }
        guard !(directory + settings.upstreamSockets.joined()).contains(where: { "\"\\$\n".contains($0) }) else {
            throw LocalStackError("nginx cannot use a directory whose name has one of \" \\ $ in it: \(directory)")
        }
        try writeConfiguration()
    }

    deinit { server.withLock { $0.take() }?.stop(SIGKILL) }

    /// Whether this machine has nginx.
    package static var isInstalled: Bool { (try? Executable.nginx.path()) != nil }

    /// Starts nginx and waits until it listens.
    ///
    /// - Throws: `LocalStackError` when the port is taken, nginx is not installed or does not come up.
    package func start() throws {
        try checkPort()
        let child = try ChildProcess(Executable.nginx.path(), arguments, logPath: logPath)
        server.withLock { $0 = child }
        guard waitUntil(milliseconds: 15_000, { !child.isRunning || isLive(port: port) }), child.isRunning else {
            child.stop(SIGKILL)
            throw LocalStackError("nginx does not start: \(lastError(in: logPath)); see \(logPath)")
        }
    }

    /// Checks that nginx could be started, before anything else is.
    ///
    /// - Throws: `LocalStackError` when the port is taken or nginx is not installed.
    package func checkPort() throws {
        _ = try Executable.nginx.path()
        guard isFree(port: port) else { throw LocalStackError("Port \(port) of 127.0.0.1 is in use; choose another") }
    }

    /// Whether it runs.
    package var isRunning: Bool {
        server.withLock { $0?.isRunning == true }
    }

    /// Lets running requests finish, for 3 s, and stops nginx.
    package func stop() {
        guard let child = server.withLock({ $0.take() }) else { return }
        child.send(SIGQUIT)
        if !child.wait(milliseconds: 3_000) { child.stop() }
    }

    /// Makes nginx read its configuration again.
    package func reload() {
        server.withLock { $0?.send(SIGHUP) }
    }

    /// Lets nginx check the configuration.
    ///
    /// - Throws: `LocalStackError` with nginx's complaint.
    package func check() throws {
        let child = try ChildProcess(Executable.nginx.path(), arguments + ["-t"], logPath: logPath)
        guard child.wait(milliseconds: 15_000), child.exitCode == 0 else {
            throw LocalStackError("nginx refuses its configuration: \(lastError(in: logPath))")
        }
    }

    private var arguments: [String] {
        ["-e", logPath, "-p", directory, "-c", "\(directory)/nginx.conf"]
    }

    private func writeConfiguration() throws {
        unlink("\(directory)/coachbook")
        guard symlink(settings.assets, "\(directory)/coachbook") == 0 else {
            throw LocalStackError("The directory \(directory) cannot be written: \(errorText())")
        }
        let user = geteuid() == 0 ? "user root;\n" : ""
        try write(user + mainConfiguration, to: "\(directory)/nginx.conf")
        let servers = settings.upstreamSockets.map { "    server \"unix:\($0)\";\n" }.joined()
        try write(
            "upstream coachbook {\n\(servers)}\n\(settings.more.servers)",
            to: "\(directory)/coachbook-local/servers.conf"
        )
        try write(
            "listen 127.0.0.1:\(port);\naccess_log access.log coachbook;\nerror_log error.log crit;\n\(settings.more.server)",
            to: "\(directory)/coachbook-local/listen.conf"
        )
        let spared = settings.limitsLoopback ? "" : " 127.0.0.0/8 1;"
        try write("geo $coachbook_exempt { default 0;\(spared) }\n", to: "\(directory)/coachbook-local/exempt.conf")
    }
}

/// Paths are relative to the directory (nginx's prefix).
private let mainConfiguration = """
    daemon off;
    worker_processes auto;
    pid nginx.pid;
    error_log error.log warn;
    events { worker_connections 1024; }
    http {
        client_body_temp_path temporary-bodies;
        fastcgi_temp_path temporary-answers;
        proxy_temp_path temporary-proxy;
        uwsgi_temp_path temporary-uwsgi;
        scgi_temp_path temporary-scgi;
        default_type application/octet-stream;
        tcp_nopush on;
        keepalive_requests 100000;
        include coachbook/coachbook.conf;
    }

    """
