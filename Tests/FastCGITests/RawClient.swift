import Glibc
import TestSupport

/// A FastCGI client that may say anything, well formed or not.
final class RawClient {
    private let connection: Int32

    /// Connects to a unix socket; nil when nobody listens there.
    init?(_ path: String, timeoutSeconds: Int = 20 * slack) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        // deinit runs then too, and closes it.
        guard result == 0 else { return nil }
    }

    /// Connects to a port of 127.0.0.1; nil when nobody listens there.
    init?(port: UInt16) {
        connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // deinit runs then too, and closes it.
        guard result == 0 else { return nil }
    }

    deinit { close(connection) }

    /// Kinds of records (FastCGI 1.0 §8).
    enum Kind: UInt8 {
        case begin = 1
        case abort = 2
        case end = 3
        case parameters = 4
        case input = 5
        case output = 6
    }

    /// A whole request; the last record of the body is there unless it is left open.
    static func request(
        _ parameters: [(String, String)],
        body: [UInt8] = [],
        keeps: Bool = false,
        isOpen: Bool = false
    ) -> [UInt8] {
        var bytes = record(.begin, [0, 1, keeps ? 1 : 0, 0, 0, 0, 0, 0])
        let names = parameters.flatMap { encoded($0.0, $0.1) }
        for start in stride(from: 0, to: names.count, by: 65_528) {
            bytes += record(.parameters, Array(names[start..<min(start + 65_528, names.count)]))
        }
        bytes += record(.parameters, [])
        for start in stride(from: 0, to: body.count, by: 32_768) {
            bytes += record(.input, Array(body[start..<min(start + 32_768, body.count)]))
        }
        return isOpen ? bytes : bytes + record(.input, [])
    }

    static func record(_ kind: Kind, _ content: [UInt8]) -> [UInt8] {
        [1, kind.rawValue, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 0xFF), 0, 0] + content
    }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            sent += count
        }
    }

    /// Reads records until the server closes; gives the content of those of the output.
    func output() -> String {
        let bytes = readToEnd()
        var text: [UInt8] = []
        var position = 0
        while position + 8 <= bytes.count {
            let length = Int(bytes[position + 4]) << 8 | Int(bytes[position + 5])
            let end = position + 8 + length
            if bytes[position + 1] == Kind.output.rawValue { text += bytes[position + 8..<min(end, bytes.count)] }
            position = end + Int(bytes[position + 6])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func readToEnd() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(connection, &buffer, buffer.count, 0), count > 0 { all += buffer.prefix(count) }
        return all
    }

    private static func encoded(_ name: String, _ value: String) -> [UInt8] {
        length(name.utf8.count) + length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
    }

    private static func length(_ count: Int) -> [UInt8] {
        if count < 128 { return [UInt8(count)] }
        return [UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
    }
}
