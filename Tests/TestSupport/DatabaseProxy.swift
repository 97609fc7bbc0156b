import Glibc
import System
import LocalStack
import Synchronization

/// A unix socket between a service and its MariaDB, on which connections are delayed, held up and cut.
///
/// What it cuts, it cuts after a byte that it chooses: also when COMMIT has been sent and its answer has not come.
package final class DatabaseProxy: Sendable {
    /// What happens to bytes that pass.
    package enum Weather: Sendable, Equatable {
        /// They pass.
        case fair
        /// Each piece waits so long, in either direction.
        case slow(milliseconds: Int)
        /// Nothing passes until the weather changes; connections are still accepted.
        case stalled
    }

    /// Where a connection is cut that sends COMMIT.
    package enum Cut: Sendable, CaseIterable {
        /// The server never sees it.
        case beforeCommit
        /// The server has it, and is not waited for.
        case afterCommit
        /// The server has answered; the client gets nothing of it.
        case beforeAnswer
        /// The client gets a part of the answer.
        case withinAnswer
    }

    /// Where clients connect.
    package let socketPath: String

    private struct State {
        var weather = Weather.fair
        var cuts: [Cut] = []
        var cutsDone = 0
        var pairs: [Int: Pair] = [:]
        var next = 0
        var isStopped = false
    }

    private let target: String
    private let listener: Int32
    private let state = Mutex(State())

    /// Listens.
    ///
    /// - Parameters:
    ///   - socketPath: made now.
    ///   - target: the server's own socket, which may come and go.
    /// - Throws: `TransportError` when the path cannot be had.
    package init(socketPath: String, target: String) throws {
        self.socketPath = socketPath
        self.target = target
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard let address = socketAddress(socketPath), withSocket(address, { bind(listener, $0, $1) }) == 0,
            listen(listener, 256) == 0
        else { throw TransportError.system(operation: "bind", number: errno) }
        startThread { [listener, weak self] in
            while case let peer = accept4(listener), peer >= 0 {
                guard let self else { break }
                self.serve(peer)
            }
            close(listener)
        }
    }

    deinit { stop() }

    /// Ends it and every connection.
    package func stop() {
        let wasStopped = state.withLock { state in
            defer { state.isStopped = true }
            return state.isStopped
        }
        if wasStopped { return }
        shutdown(listener, Int32(SHUT_RDWR))
        cutAll()
    }

    /// Changes the weather, for connections that are open too.
    package func set(_ weather: Weather) { state.withLock { $0.weather = weather } }

    /// Closes every connection now, whatever is on its way.
    package func cutAll() {
        for pair in state.withLock({ Array($0.pairs.values) }) { pair.shut() }
    }

    /// Cuts the connections that send the next COMMITs, one for each.
    package func cutCommits(_ cuts: [Cut]) { state.withLock { $0.cuts += cuts } }

    /// How many COMMITs have been cut, and how many are still to be.
    package var commitCuts: (done: Int, left: Int) { state.withLock { ($0.cutsDone, $0.cuts.count) } }

    private func serve(_ client: Int32) {
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let isConnected = socketAddress(target).map { withSocket($0, { connect(server, $0, $1) }) == 0 } == true
        guard isConnected else {
            close(client)
            close(server)
            return
        }
        let pair = Pair(client: client, server: server)
        let number = state.withLock { state in
            state.next += 1
            state.pairs[state.next] = pair
            return state.next
        }
        startThread { [weak self] in
            pair.pass(through: { self })
            self?.state.withLock { _ = $0.pairs.removeValue(forKey: number) }
            pair.end()
        }
    }

    /// Waits as the weather has it; false when there is no use in going on.
    fileprivate func holdUp(_ pair: Pair) -> Bool {
        if case .slow(let milliseconds) = state.withLock({ $0.weather }) { usleep(useconds_t(milliseconds * 1_000)) }
        while state.withLock({ $0.weather == .stalled && !$0.isStopped }) && !pair.isShut { usleep(5_000) }
        return !pair.isShut
    }

    fileprivate func nextCut() -> Cut? {
        state.withLock { state in
            guard !state.cuts.isEmpty else { return nil }
            state.cutsDone += 1
            return state.cuts.removeFirst()
        }
    }
}

/// A client's connection and the one to the server that belongs to it.
private final class Pair: Sendable {
    private let client: Int32
    private let server: Int32
    private let shuts = Mutex(false)

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    var isShut: Bool { shuts.withLock { $0 } }

    /// Both ends read as closed from now on; the descriptors stay until `end`.
    func shut() {
        shuts.withLock {
            if $0 { return }
            $0 = true
            shutdown(client, Int32(SHUT_RDWR))
            shutdown(server, Int32(SHUT_RDWR))
        }
    }

    func end() {
        shut()
        close(client)
        close(server)
    }

    /// Carries bytes both ways until one end closes or it is cut.
    func pass(through proxy: () -> DatabaseProxy?) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var cut: DatabaseProxy.Cut?
        while !isShut {
            var ends = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&ends, 2, -1) > 0 || errno == EINTR else { return }
            for (index, end) in ends.enumerated() where end.revents != 0 {
                let count = recv(end.fd, &buffer, buffer.count, 0)
                guard count > 0, let proxy = proxy(), proxy.holdUp(self) else { return }
                let isFromClient = index == 0
                if isFromClient, isCommit(buffer.prefix(count)) { cut = proxy.nextCut() }
                switch (cut, isFromClient) {
                case (.beforeCommit, _), (.beforeAnswer, false): return
                case (.withinAnswer, false):
                    _ = write(buffer.prefix(count / 2), to: client)
                    return
                default: guard write(buffer.prefix(count), to: isFromClient ? server : client) else { return }
                }
                if cut == .afterCommit { return }
            }
        }
    }

    /// COM_QUERY (3) with that text, after four bytes of length and number.
    private func isCommit(_ packet: ArraySlice<UInt8>) -> Bool {
        packet.count == 11 && packet.dropFirst(4).elementsEqual([3] + Array("COMMIT".utf8))
    }

    private func write(_ bytes: ArraySlice<UInt8>, to end: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(end, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

private func socketAddress(_ path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return address
}

private func withSocket(_ address: sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
}
