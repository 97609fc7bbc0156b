import Glibc
import HTTP

/// One connection to a server on 127.0.0.1, for as many requests as the server allows; one thread at a time.
package final class HTTPConnection {
    private let connection: Int32
    private var unread: [UInt8] = []

    /// Connects.
    ///
    /// - Throws: `TransportError.system` when nobody listens.
    package init(port: UInt16, timeoutSeconds: Int = 30) throws {
        connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            // deinit runs then too, and closes it: a second close would hit whatever another thread has just opened.
            throw TransportError.system(operation: "connect", number: errno)
        }
    }

    deinit { close(connection) }

    /// Sends one request and reads its answer; the connection stays usable unless either side said `close`.
    package func send(
        _ method: String,
        _ target: String,
        headers: [(String, String)] = [],
        body: [UInt8]? = nil
    ) throws -> HTTPAnswer {
        var head = "\(method) \(target) HTTP/1.1\r\n"
        if !headers.contains(where: { $0.0.lowercased() == "host" }) { head += "Host: 127.0.0.1\r\n" }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if let body, !headers.contains(where: { $0.0.lowercased() == "content-length" }) {
            head += "Content-Length: \(body.count)\r\n"
        }
        try write(Array(head.utf8) + Array("\r\n".utf8) + (body ?? []))
        return try readAnswer(hasBody: method != "HEAD")
    }

    /// Sends bytes as they are.
    package func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            // A server may answer and close before it has read everything; its answer is still there to be read.
            if count < 0 && (errno == EPIPE || errno == ECONNRESET) { return }
            guard count > 0 else { throw TransportError.system(operation: "send", number: errno) }
            sent += count
        }
    }

    /// Reads until the server closes.
    package func readToEnd() throws -> [UInt8] {
        while try fill() {}
        defer { unread = [] }
        return unread
    }

    /// Reads one answer: head, then as much body as the head promises.
    package func readAnswer(hasBody: Bool = true) throws -> HTTPAnswer {
        let lines = try readHead().split(separator: "\r\n", omittingEmptySubsequences: false)
        let statusLine = lines[0].split(separator: " ", maxSplits: 2)
        guard statusLine.count >= 2, statusLine[0].hasPrefix("HTTP/1."), let status = Int(statusLine[1]) else {
            throw TransportError.notHTTP(String(lines[0]))
        }
        var headers = Headers()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
            headers.add(String(parts.first ?? ""), value)
        }
        if status == 100 { return try readAnswer(hasBody: hasBody) }
        let empty = !hasBody || status == 204 || status == 304
        return HTTPAnswer(status: status, headers: headers, body: empty ? [] : try readBody(headers))
    }

    private func readHead() throws -> String {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let start = unread.indices.first(where: { unread[$0...].starts(with: end) }) {
                defer { unread.removeFirst(start + end.count) }
                return String(decoding: unread[..<start], as: UTF8.self)
            }
            guard try fill() else { throw TransportError.closedEarly }
        }
    }

    private func readBody(_ headers: Headers) throws -> [UInt8] {
        if headers["transfer-encoding"]?.lowercased() == "chunked" { return try readChunks() }
        guard let length = headers["content-length"].flatMap({ Int($0) }) else { return try readToEnd() }
        return try take(length)
    }

    private func readChunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            var line: [UInt8] = []
            while line.last != UInt8(ascii: "\n") { line += try take(1) }
            let size = String(decoding: line, as: UTF8.self).prefix { $0.isHexDigit }
            guard let count = Int(size, radix: 16) else { throw TransportError.notHTTP("chunk size \(size)") }
            body += try take(count)
            _ = try take(2)
            if count == 0 { return body }
        }
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while unread.count < count {
            guard try fill() else { throw TransportError.closedEarly }
        }
        defer { unread.removeFirst(count) }
        return Array(unread.prefix(count))
    }

    /// Reads what is there; false at the end.
    private func fill() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == ECONNRESET { return false }
            guard count >= 0 else { throw TransportError.system(operation: "recv", number: errno) }
            unread += buffer.prefix(count)
            return count > 0
        }
    }
}
