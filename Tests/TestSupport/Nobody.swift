import Glibc
import LocalStack
import Testing

/// A port of 127.0.0.1 behind which nobody answers.
package final class Nobody: Sendable {
    /// How a provider is away.
    package enum Absence: String, CaseIterable, Sendable {
        /// Nobody listens.
        case refusing
        /// Connections are taken, and nothing is ever answered.
        case silent
        /// Packets vanish.
        case blackhole
    }

    /// Where it does not answer.
    package let port: UInt16

    private let server: LoopbackServer?
    private let sockets: [Int32]

    /// Begins not to answer.
    package init(_ absence: Absence) throws {
        switch absence {
        case .refusing:
            (port, server, sockets) = (freePort(), nil, [])
        case .silent:
            let server = try LoopbackServer { _ in
                sleep(60)  // The silence itself: longer than anybody waits.
                return .hangUp
            }
            (port, self.server, sockets) = (server.port, server, [])
        case .blackhole:
            port = freePort()
            server = nil
            sockets = fullListener(port)
        }
    }

    deinit {
        server?.stop()
        for socket in sockets { close(socket) }
    }
}

/// A listener that takes nobody, and whose queue is full: Linux then leaves further SYNs without an answer.
private func fullListener(_ port: UInt16) -> [Int32] {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var sockets = [listener]
    withLoopback(port) { address, length in
        #expect(bind(listener, address, length) == 0 && listen(listener, 0) == 0)
        for _ in 0..<4 {
            let client = socket(
                AF_INET,
                Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue),
                0
            )
            _ = connect(client, address, length)
            sockets.append(client)
        }
    }
    return sockets
}

private func withLoopback(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Void) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
}
