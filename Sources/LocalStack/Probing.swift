import Glibc
import Synchronization
import System

/// Whether a MariaDB server sends its greeting on that socket: it only does once it takes clients.
func greets(_ path: String) -> Bool {
    let connection = connectedSocket(path)
    guard connection >= 0 else { return false }
    defer { close(connection) }
    var limit = timeval(tv_sec: 2, tv_usec: 0)
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var packet = [UInt8](repeating: 0, count: 64)
    // Four bytes of packet header, then the protocol's version, which is 10; an error packet has 0xFF there.
    return read(connection, &packet, packet.count) > 4 && packet[4] == 10
}

/// Whether something listens at that unix socket.
func isLive(_ path: String) -> Bool {
    let connection = connectedSocket(path)
    guard connection >= 0 else { return false }
    close(connection)
    return true
}

/// Whether 127.0.0.1 has that port free.
func isFree(port: UInt16) -> Bool {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(listener) }
    var on: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    return withLoopback(port) { bind(listener, $0, $1) } == 0
}

/// Whether something listens on that port of 127.0.0.1.
func isLive(port: UInt16) -> Bool {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(connection) }
    return withLoopback(port) { connect(connection, $0, $1) } == 0
}

/// The last line of a log that tells of an error; the last line at all when none does.
package func lastError(in path: String) -> String {
    let lines = lines(of: path)
    return lines.last { $0.contains("[ERROR]") || $0.contains("[emerg]") } ?? lines.last ?? "the log is empty"
}

/// The lines of a file that are not empty; none when it cannot be read.
func lines(of path: String) -> [String] {
    guard let bytes = try? readFile(path) else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
}

private func connectedSocket(_ path: String) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < room else { return -1 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard connection >= 0 else { return -1 }
    let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(connection, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    if result == 0 { return connection }
    close(connection)
    return -1
}

private func withLoopback(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
}

/// A port of 127.0.0.1 that is free now, and that this process has not been given before.
package func freePort() -> UInt16 {
    while true {
        let port = portOfTheSystem()
        if port == 0 || givenPorts.withLock({ $0.insert(port).inserted }) { return port }
    }
}

/// A port below those that the system gives to clients, for a server that is started again on the same one: free now, and
/// not given before by this process.
func freeServerPort() -> UInt16 {
    while true {
        let port = UInt16.random(in: 10_000..<32_768)
        if isFree(port: port), givenPorts.withLock({ $0.insert(port).inserted }) { return port }
    }
}

private let givenPorts = Mutex<Set<UInt16>>([])

private func portOfTheSystem() -> UInt16 {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(listener) }
    _ = withLoopback(0) { bind(listener, $0, $1) }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
    }
    return UInt16(bigEndian: address.sin_port)
}
