import FastCGI
import Glibc
import HTTP

/// A service that tells what it was asked, and misbehaves on request.
@main
enum Echo {
    /// Arguments: address, workers, threads, and `replace` to take another's place; `hand-over:/path` listens there and hands the socket over as fd:0.
    static func main() throws {
        var arguments = CommandLine.arguments
        let replaces = arguments.last == "replace"
        if replaces { arguments.removeLast() }
        if arguments.count == 4, arguments[1].hasPrefix("hand-over:") {
            listenOnStandardInput(String(arguments[1].dropFirst("hand-over:".count)))
            arguments[1] = "fd:0"
        }
        guard arguments.count == 4, let address = ListenAddress(arguments[1]), let workers = Int(arguments[2]),
            let threads = Int(arguments[3])
        else { exit(64) }
        var settings = Supervisor.Settings(address: address, workers: workers, threads: threads)
        settings.replaces = replaces
        let supervisor = Supervisor(
            settings,
            log: { say("\($0)") },
            makeHandler: { { answer($0) } }
        )
        do { try supervisor.run() } catch {
            say("\(error)")
            exit(1)
        }
    }
}

private func listenOnStandardInput(_ path: String) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let bound = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    guard bound == 0, listen(listener, 16) == 0, dup2(listener, 0) == 0 else { exit(1) }
    close(listener)
}

private func say(_ sentence: String) {
    let bytes = Array("\(sentence)\n".utf8)
    _ = write(2, bytes, bytes.count)
}

private func answer(_ request: Request) -> Response {
    let number = Int(request.query) ?? 0
    switch request.path {
    case "/sleep": usleep(UInt32(clamping: number * 1000))
    case "/say": say(request.query)
    case "/trap": _ = [Int]()[number]
    case "/big": return Response(status: 200, body: [UInt8](repeating: UInt8(ascii: "x"), count: number))
    case "/status": return Response(status: number, headers: [("Content-Type", "text/plain")], body: Array("no".utf8))
    case "/split":
        return Response(status: 200, headers: [("X-Text", "one\r\nX-Forged: two"), ("X\r\nY", "three")])
    default: break
    }
    return .json(report(on: request))
}

private func report(on request: Request) -> [UInt8] {
    var json = JSONWriter()
    json.object {
        $0.member("process", Int(getpid()))
        $0.member("id", request.id)
        $0.member("method", request.method)
        $0.member("path", request.path)
        $0.member("query", request.query)
        $0.member("host", request.host)
        $0.member("remoteAddress", request.remoteAddress)
        $0.member("bodyBytes", request.body.count)
        $0.member("authorization", request.headers.count(of: "authorization"))
        $0.member("contentType", request.headers["content-type"])
        $0.member("test", request.headers["x-test"])
    }
    return json.bytes
}
