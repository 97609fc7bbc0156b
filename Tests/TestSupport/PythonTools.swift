import Glibc
import LocalStack

/// Programs of others, under `Tests/Python`, that check our work; `make deps` installs what they need.
package enum PythonTools {
    private static let package = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    private static let interpreter = package + "/.build/python/bin/python3"

    /// Whether they can run; in `.ci/run` a test that needs them fails rather than being skipped.
    package static var areInstalled: Bool { access(interpreter, X_OK) == 0 || getenv("CI") != nil }

    /// Why a test was skipped.
    package static let absence = "needs the Python packages that `make deps` puts under .build/python"

    /// Runs a program of `Tests/Python` to its end.
    ///
    /// - Parameters:
    ///   - program: its file name.
    ///   - arguments: what follows.
    ///   - file: if given, the text of a file whose path is the last argument.
    ///   - seconds: how long it may take before it is stopped.
    /// - Returns: the lines it printed.
    /// - Throws: `PythonError` with its output when it fails.
    package static func run(
        _ program: String,
        _ arguments: [String],
        file: String? = nil,
        seconds: Int = 60
    ) throws -> [String] {
        let directory = try TemporaryDirectory()
        var arguments = arguments
        if let file {
            try write(file, to: directory.path + "/input")
            arguments.append(directory.path + "/input")
        }
        let child = try start(program, arguments, logPath: directory.path + "/log")
        child.wait(milliseconds: seconds * 1_000)
        let output = contents(of: directory.path + "/log")
        guard child.exitCode == 0 else {
            child.stop()
            throw PythonError(output: output)
        }
        return output.split(separator: "\n").map(String.init)
    }

    static func start(_ program: String, _ arguments: [String], logPath: String) throws -> ChildProcess {
        try ChildProcess(interpreter, ["\(package)/Tests/Python/\(program)"] + arguments, logPath: logPath)
    }
}

/// What a Python program said when it failed.
package struct PythonError: Error {
    /// Its output.
    package let output: String
}

/// `tls_server.py`, running: HTTPS or mail submission with a certificate that nobody trusts unless told to.
package final class TLSServer {
    /// Where it listens on 127.0.0.1.
    package let port: Int

    private let directory: TemporaryDirectory
    private let child: ChildProcess

    /// Starts it; `kind` is `https`, `smtps` or `smtp`, the last with STARTTLS.
    package init(_ kind: String) throws {
        let directory = try TemporaryDirectory()
        child = try PythonTools.start("tls_server.py", [kind, directory.path], logPath: directory.path + "/log")
        let child = child
        _ = waitUntil(milliseconds: 20_000) {
            access(directory.path + "/port", R_OK) == 0 || !child.isRunning
        }
        guard let port = Int(contents(of: directory.path + "/port")) else {
            child.stop()
            throw PythonError(output: contents(of: directory.path + "/log"))
        }
        self.directory = directory
        self.port = port
    }

    deinit { child.stop() }

    /// The certificate, which is its own authority.
    package var certificatePath: String { directory.path + "/certificate.pem" }

    /// The mails it took: lines of JSON.
    package var mails: [String] {
        contents(of: directory.path + "/mails").split(separator: "\n").map(String.init)
    }
}

private func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw PythonError(output: "\(path) cannot be written") }
    defer { fclose(file) }
    fputs(text, file)
}
