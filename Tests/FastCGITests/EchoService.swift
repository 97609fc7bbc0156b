import Glibc
import LocalStack
import TestSupport

/// The echo service in a process of its own, on a unix socket in a temporary directory.
final class EchoService {
    let directory: TemporaryDirectory
    let process: ChildProcess
    let program = BuiltProduct.path("fastcgi-echo")
    var socketPath: String { "\(directory.path)/echo.sock" }

    init(workers: Int = 2, threads: Int = 4, directory: TemporaryDirectory? = nil) throws {
        let place = directory.map { _ in ["replace"] } ?? []
        let directory = try directory ?? TemporaryDirectory()
        self.directory = directory
        let path = "\(directory.path)/echo.sock"
        let before = inode(path)
        process = try ChildProcess(
            program,
            [path, String(workers), String(threads)] + place,
            environment: ["SWIFT_BACKTRACE=enable=no"],
            logPath: "\(directory.path)/echo.log"
        )
        let child = process
        guard waitUntil(milliseconds: 20_000, { inode(path) != before || !child.isRunning }), child.isRunning else {
            throw LocalStackError("The echo service did not start; see \(directory.path)/echo.log")
        }
    }

    deinit { process.stop() }

    /// Asks over FastCGI; nil when nobody listens.
    func ask(
        _ target: String,
        _ parameters: [(String, String)] = [],
        method: String = "GET",
        body: [UInt8] = []
    ) -> String? {
        let all = [("REQUEST_METHOD", method), ("REQUEST_URI", target)] + parameters
        guard let client = RawClient(socketPath) else { return nil }
        client.send(RawClient.request(all, body: body))
        return client.output()
    }

    /// The process that answers next.
    func worker() -> Int32? {
        ask("/").flatMap { $0.split(separator: #""process":"#).last }.flatMap { Int32($0.prefix { $0.isNumber }) }
    }
}

func inode(_ path: String) -> ino_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_ino : nil
}
