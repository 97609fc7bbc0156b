import Glibc
import System
import LocalStack
import Synchronization

/// A small HTTP/1.1 server on 127.0.0.1, one thread for each connection, for tests that misbehave on purpose.
package final class LoopbackServer: Sendable {
    /// A request as it came.
    package struct Incoming: Sendable {
        /// Such as `POST`.
        package let method: String
        /// Without the query.
        package let path: String
        /// Without the question mark; empty when there is none.
        package let query: String
        /// Values by name in lower case.
        package let headers: [String: String]
        /// The body.
        package let body: [UInt8]
    }

    /// What becomes of a request.
    package enum Reply: Sendable {
        /// An answer, after which the connection stays open.
        case answer(status: Int, headers: [(String, String)], body: [UInt8])
        /// Nothing: the connection is closed.
        case hangUp
    }

    /// Where it listens.
    package let port: UInt16

    private let listener: Int32
    private let connections = Mutex(0)
    private let isStopped = Mutex(false)

    /// Starts listening.
    ///
    /// - Parameters:
    ///   - port: 0 takes a free one.
    ///   - admit: asked for each new connection before anything is read; false closes it.
    ///   - handle: answers a request; called on many threads at once.
    /// - Throws: `TransportError.system` when the port is taken.
    package init(
        port: UInt16 = 0,
        admit: @escaping @Sendable () -> Bool = { true },
        handle: @escaping @Sendable (Incoming) -> Reply
    ) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var on: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 128) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else {
            let number = errno
            close(listener)
            throw TransportError.system(operation: "bind", number: number)
        }
        self.listener = listener
        self.port = UInt16(bigEndian: address.sin_port)
        _ = startThread { [self] in accept(admit, handle) }
    }

    deinit { stop() }

    /// How many connections have been opened so far.
    package var connectionCount: Int { connections.withLock { $0 } }

    /// Stops listening: from now on a connection is refused; answers under way are finished.
    package func stop() {
        let wasStopped = isStopped.withLock { stopped in
            defer { stopped = true }
            return stopped
        }
        if !wasStopped { shutdown(listener, Int32(SHUT_RDWR)) }
    }

    private func accept(_ admit: @escaping @Sendable () -> Bool, _ handle: @escaping @Sendable (Incoming) -> Reply) {
        let listener = listener
        while true {
            let peer = accept4(listener)
            guard peer >= 0 else { break }
            connections.withLock { $0 += 1 }
            if admit() {
                _ = startThread { serve(peer, handle) }
            } else {
                close(peer)
            }
        }
        close(listener)
    }
}

/// The next connection, closed on exec; -1 when the listener is shut down.
func accept4(_ listener: Int32) -> Int32 {
    while true {
        let peer = acceptConnection(listener)
        if peer >= 0 || errno != EINTR && errno != ECONNABORTED { return peer }
    }
}

/// Reads requests and writes replies until either side has enough.
private func serve(_ peer: Int32, _ handle: (LoopbackServer.Incoming) -> LoopbackServer.Reply) {
    defer { close(peer) }
    var unread: [UInt8] = []
    while let request = readRequest(peer, &unread) {
        guard case .answer(let status, let headers, let body) = handle(request) else { return }
        var head = "HTTP/1.1 \(status) Whatever\r\nContent-Length: \(body.count)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        guard send(Array((head + "\r\n").utf8) + body, to: peer) else { return }
        if request.headers["connection"]?.lowercased() == "close" { return }
    }
}

private func readRequest(_ peer: Int32, _ unread: inout [UInt8]) -> LoopbackServer.Incoming? {
    let end = Array("\r\n\r\n".utf8)
    var headEnd: Int?
    while headEnd == nil {
        headEnd = unread.indices.first { unread[$0...].starts(with: end) }
        if headEnd == nil && !receive(peer, &unread) { return nil }
    }
    guard let headEnd else { return nil }
    let lines = String(decoding: unread[..<headEnd], as: UTF8.self).split(separator: "\r\n")
    unread.removeFirst(headEnd + end.count)
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        headers[(parts.first ?? "").lowercased()] = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    while unread.count < length {
        guard receive(peer, &unread) else { return nil }
    }
    let body = Array(unread.prefix(length))
    unread.removeFirst(length)
    let words = (lines.first ?? "").split(separator: " ")
    guard words.count == 3 else { return nil }
    let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    return LoopbackServer.Incoming(
        method: String(words[0]),
        path: String(target[0]),
        query: target.count == 2 ? String(target[1]) : "",
        headers: headers,
        body: body
    )
}

private func receive(_ peer: Int32, _ unread: inout [UInt8]) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(peer, &buffer, buffer.count, 0)
    unread += buffer.prefix(max(0, count))
    return count > 0
}

private func send(_ bytes: [UInt8], to peer: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes { Glibc.send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard count > 0 else { return false }
        sent += count
    }
    return true
}
