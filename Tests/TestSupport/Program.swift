import Glibc
import System
import LocalStack
import Synchronization

/// A program that a test runs to its end.
package struct Program {
    /// Its exit code, or 128 plus the signal that ended it.
    package let exitCode: Int32

    /// What it wrote on standard output and standard error.
    package let output: String

    /// Runs a program and waits for it.
    ///
    /// - Parameters:
    ///   - path: the full path of the program, or its name, which is looked for in PATH.
    ///   - arguments: what follows the program's name.
    ///   - environment: `NAME=VALUE` lines; the whole environment.
    ///   - seconds: how long it may take before it is killed.
    /// - Returns: how it ended.
    /// - Throws: `LocalStackError` when it cannot be started or takes too long.
    package static func run(
        _ path: String,
        _ arguments: [String],
        environment: [String] = currentEnvironment(),
        seconds: Int = 60
    ) throws -> Program {
        let directory = try TemporaryDirectory()
        let log = "\(directory.path)/output"
        // env(1) looks the program up as a shell would.
        let found = path.hasPrefix("/") ? path : "/usr/bin/env"
        let child = try ChildProcess(
            found,
            path.hasPrefix("/") ? arguments : [path] + arguments,
            environment: environment,
            logPath: log
        )
        guard child.wait(milliseconds: seconds * 1000), let exitCode = child.exitCode else {
            child.stop(SIGKILL)
            throw LocalStackError("\(path) did not end within \(seconds) s: \(contents(of: log))")
        }
        return Program(exitCode: exitCode, output: contents(of: log))
    }
}

/// The text of a file; empty when there is none.
package func contents(of path: String) -> String {
    String(decoding: (try? readFile(path)) ?? [], as: UTF8.self)
}

/// Runs the body on that many threads at once and waits for all of them.
package func runThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let running = Countdown(count)
    for index in 0..<count {
        startThread {
            body(index)
            running.one()
        }
    }
    running.wait()
}

private final class Countdown: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) { left = Mutex(count) }

    func one() { left.withLock { $0 -= 1 } }

    func wait() { while left.withLock({ $0 > 0 }) { usleep(1_000) } }
}
