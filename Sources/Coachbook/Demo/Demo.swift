import ArgumentParser
import FastCGI
import Glibc
import LocalStack

/// `coachbook demo`: database, server and nginx of its own in one directory, with two brands to try.
struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run everything in one directory, with demo brands.",
        discussion: """
            Starts a private MariaDB (no network port), the server, and nginx on 127.0.0.1. Data and tokens stay in the \
            directory between runs. Ctrl-C stops everything. Needs the Debian packages mariadb-server and nginx.
            """
    )

    @Option(help: "The port of 127.0.0.1 to listen on.")
    var port: UInt16 = 8080

    @Option(help: "Where everything is kept.")
    var directory = ".demo"

    @Flag(help: "Let nginx's limits count requests from this machine too.")
    var limits = false

    @Option(
        name: .customLong("set"),
        help: "A setting for the server: NAME=VALUE, or NAME to take it from the environment; repeatable."
    )
    var settings: [String] = []

    @Option(help: "The directory that holds nginx/ and sql/.")
    var assets: String?

    func run() throws {
        var orders = stopSignals()
        sigprocmask(SIG_BLOCK, &orders, nil)
        guard port > 0 else { throw ValidationError("--port must be 1 to 65535.") }
        let stack = try DemoStack(
            directory: StackDirectory(directory),
            assets: Assets(named: assets ?? Environment.current[.assets]),
            port: port,
            limits: limits,
            settings: DemoSettings(settings)
        )
        defer { stack.stop() }
        let data = try stack.start()
        say(DemoGuide(url: stack.url, directory: stack.directory.path, data).text)
        try wait(for: &orders, watching: stack)
        say("Stopping.")
    }

    /// Waits for Ctrl-C or SIGTERM.
    ///
    /// - Throws: `SettingsError` when something that was started ends by itself.
    private func wait(for orders: inout sigset_t, watching stack: DemoStack) throws {
        while true {
            var second = timespec(tv_sec: 1, tv_nsec: 0)
            if sigtimedwait(&orders, nil, &second) > 0 { return }
            if let ended = stack.ended { throw SettingsError(ended) }
        }
    }
}

/// Prints at once, also where standard output is a pipe.
private func say(_ text: String) {
    print(text)
    fflush(nil)
}

private func stopSignals() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, signal) }
    return set
}
