import Glibc
import HTTP
import LocalStack
import TestSupport
import System

/// A demo in a process of its own, up and running.
final class DemoRun {
    let directory: TemporaryDirectory
    let port: UInt16
    let process: ChildProcess
    let client: HTTPClient

    private let output: String
    private let members: [String: JSONValue]

    init(port: UInt16? = nil, directory: TemporaryDirectory? = nil, more: [String] = []) throws {
        let port = port ?? freePort()
        let directory = try directory ?? TemporaryDirectory()
        let output = "\(directory.path)/out"
        unlink(output)
        let process = try ChildProcess(
            BuiltProduct.path("coachbook"),
            ["demo", "--port", String(port), "--directory", directory.path, "--assets", Checkout.path] + more,
            logPath: output
        )
        _ = waitUntil(milliseconds: 60_000) { contents(of: output).contains("Ctrl-C") || !process.isRunning }
        guard process.isRunning else { throw LocalStackError("The demo did not start: \(contents(of: output))") }
        guard case .object(let members) = try JSONValue.parse(Array(contents(of: "\(directory.path)/demo.json").utf8))
        else {
            throw LocalStackError("demo.json is no object")
        }
        self.directory = directory
        self.port = port
        self.process = process
        self.output = output
        self.members = members
        client = HTTPClient(port: port)
    }

    deinit { process.stop(graceMilliseconds: 30_000) }

    func stop(_ signal: Int32) { process.stop(signal, graceMilliseconds: 30_000) }

    func member(_ name: String) -> String? {
        if case .string(let text)? = members[name] { text } else { nil }
    }

    func token(_ role: String) -> String? {
        guard case .object(let tokens)? = members["tokens"], case .string(let secret)? = tokens[role] else {
            return nil
        }
        return secret
    }

    var instructor: String? {
        guard case .array(let ids)? = members["instructorIds"], case .string(let id)? = ids.first else { return nil }
        return id
    }

    func file(_ name: String) -> String { contents(of: "\(directory.path)/\(name)") }

    /// Runs what the demo printed to be copied, in one shell.
    func runPrintedLines() throws -> String {
        let lines = contents(of: output).split(separator: "\n").filter { $0.hasPrefix("  ") }.joined(separator: "\n")
        let answers = "\(directory.path)/answers"
        let shell = try ChildProcess("/bin/sh", ["-c", lines], logPath: answers)
        shell.wait(milliseconds: 30_000)
        return contents(of: answers)
    }

    /// What another demo with those arguments says before it gives up.
    func refused(_ arguments: [String]) throws -> String {
        let log = "\(directory.path)/refused"
        unlink(log)
        let words = ["demo", "--assets", Checkout.path] + arguments
        let other = try ChildProcess(BuiltProduct.path("coachbook"), words, logPath: log)
        other.wait(milliseconds: 20_000)
        return contents(of: log)
    }

    /// The processes whose command line names the directory.
    func remainingProcesses() -> [Int32] {
        let processes = ((try? entries(of: "/proc")) ?? []).compactMap { Int32($0.name) }
        return processes.filter { id in
            id != getpid()
                && (contents(of: "/proc/\(id)/cmdline") + contents(of: "/proc/\(id)/environ")).contains(directory.path)
        }
    }
}
