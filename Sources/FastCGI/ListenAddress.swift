/// Where nginx reaches the server.
package enum ListenAddress: Hashable, Sendable {
    /// A unix socket at that absolute path.
    case unix(path: String)

    /// A TCP port; only for a private network, because FastCGI has no authentication.
    case tcp(host: String, port: UInt16)

    /// A socket that listens already, handed over by systemd (3) or spawn-fcgi (0).
    case inherited(descriptor: Int32)

    /// Reads `/path/of/socket`, `host:port`, `[v6]:port` or `fd:3`; anything else is nil.
    package init?(_ text: String) {
        if text.hasPrefix("/") {
            self = .unix(path: text)
            return
        }
        guard let colon = text.lastIndex(of: ":") else { return nil }
        var host = String(text[..<colon])
        let number = text[text.index(after: colon)...]
        if host == "fd", let descriptor = Int32(number), (0..<1024).contains(descriptor) {
            self = .inherited(descriptor: descriptor)
            return
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty, let port = UInt16(number), port > 0 else { return nil }
        self = .tcp(host: host, port: port)
    }
}

extension ListenAddress: CustomStringConvertible {
    /// The address as it is written in settings.
    package var description: String {
        switch self {
        case .unix(let path): path
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .inherited(let descriptor): "fd:\(descriptor)"
        }
    }
}
