import Glibc

/// A socket on which connections queue until a worker takes them.
///
/// A unix socket is bound under a temporary name and only `publish` gives it the real one, by rename(2): a start that
/// fails takes nothing from a server that runs, and a server that is replaced loses no connection. The file stays when
/// the server stops; removing it could hit a successor's.
package struct ListeningSocket: Sendable {
    /// How many connections may wait; one more is refused, and nginx answers 503 at once instead of piling up work.
    static let backlog: Int32 = 128

    /// How long one accept(2) waits before the thread looks whether it should stop.
    static let acceptMilliseconds = 500

    let descriptor: Int32
    private let address: ListenAddress
    private let temporaryPath: String?
    private let replaces: Bool

    /// Opens the socket; nobody can reach a unix socket yet.
    ///
    /// - Parameters:
    ///   - address: where to listen.
    ///   - group: the group that may connect to a unix socket (mode 0660) besides its owner; nil leaves the process's.
    ///   - replaces: whether the place of a server that answers there may be taken.
    /// - Throws: `SocketError` when the address cannot be had, or somebody answers there.
    package init(_ address: ListenAddress, group: String? = nil, replaces: Bool = false) throws {
        self.address = address
        self.replaces = replaces
        if !replaces { try refuseTaken(address) }
        switch address {
        case .unix(let path):
            let temporary = "\(path).\(getpid())"
            temporaryPath = temporary
            descriptor = try openUnixSocket(temporary, group: group)
        case .tcp(let host, let port):
            temporaryPath = nil
            descriptor = try openTCPSocket(host, port)
        case .inherited(let inherited):
            temporaryPath = nil
            descriptor = inherited
            guard isListening(inherited) else { throw SocketError("Descriptor \(inherited) is no listening socket") }
        }
        var limit = timeval(tv_sec: 0, tv_usec: ListeningSocket.acceptMilliseconds * 1000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Lets a unix socket take its public name, over the one that may be there.
    ///
    /// - Throws: `SocketError` when the name cannot be given.
    package func publish() throws {
        guard case .unix(let path) = address, let temporaryPath else { return }
        // Again: two that are started at once would both have found nobody.
        if !replaces {
            do { try refuseTaken(address) } catch {
                withdraw()
                throw error
            }
        }
        guard rename(temporaryPath, path) == 0 else {
            let failure = SocketError.system("The socket \(path) cannot be put in place")
            withdraw()
            throw failure
        }
    }

    /// Removes a unix socket that was never published.
    package func withdraw() {
        if let temporaryPath { unlink(temporaryPath) }
    }

    /// Refuses new connections; a unix socket still hands out its queue, a TCP socket drops it; then accept(2) fails with
    /// EINVAL.
    ///
    /// An inherited socket is left open: it belongs to the one who handed it over.
    func refuseNewConnections() {
        if case .inherited = address { return }
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Whether every process that shares the socket stops with this server.
    var isOwned: Bool {
        if case .inherited = address { false } else { true }
    }
}

/// Refuses a path on which somebody answers: whoever took it would leave the other alive but deaf.
private func refuseTaken(_ address: ListenAddress) throws {
    guard case .unix(let path) = address else { return }
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: name.sun_path) else { return }
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
    let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard probe >= 0 else { return }
    defer { close(probe) }
    // A full queue (EAGAIN) is somebody too.
    guard withSocketAddress(of: &name, { connect(probe, $0, $1) }) == 0 || errno == EAGAIN else { return }
    throw SocketError("Somebody serves on \(path) already; end that one first, or take its place with --replace")
}

private func openUnixSocket(_ path: String, group: String?) throws -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
        throw SocketError("The socket path \(path) is too long: Linux allows 107 bytes, the process id included")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SocketError.system("No socket can be opened") }
    unlink(path)  // left by a process of the same id that was killed while it started
    let mask = umask(0o117)  // mode 0660 from the first moment on
    let bound = withSocketAddress(of: &address) { bind(descriptor, $0, $1) }
    umask(mask)
    do {
        guard bound == 0 else { throw SocketError.system("The socket \(path) cannot be made") }
        if let group { try give(path, to: group) }
        guard listen(descriptor, ListeningSocket.backlog) == 0 else {
            throw SocketError.system("The socket \(path) cannot listen")
        }
    } catch {
        close(descriptor)
        if bound == 0 { unlink(path) }
        throw error
    }
    return descriptor
}

private func give(_ path: String, to group: String) throws {
    guard let entry = getgrnam(group) else { throw SocketError("There is no group named \(group)") }
    guard chown(path, uid_t.max, entry.pointee.gr_gid) == 0 else {
        throw SocketError.system("The socket \(path) cannot be given to the group \(group)")
    }
}

private func openTCPSocket(_ host: String, _ port: UInt16) throws -> Int32 {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0, let first = found?.pointee else {
        throw SocketError("The host \(host) is not known")
    }
    defer { freeaddrinfo(found) }
    let descriptor = socket(first.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SocketError.system("No socket can be opened") }
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, first.ai_addr, first.ai_addrlen) == 0, listen(descriptor, ListeningSocket.backlog) == 0
    else {
        let failure = SocketError.system("\(host):\(port) cannot be listened on")
        close(descriptor)
        throw failure
    }
    return descriptor
}

private func isListening(_ descriptor: Int32) -> Bool {
    var answer: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &answer, &length) == 0 && answer != 0
}

private func withSocketAddress(
    of address: inout sockaddr_un,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
    withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
}
