/// The address of a provider's service as an operator writes it, without user, query and trailing slash.
package struct ServiceURL: Hashable, Sendable {
    /// How the service is spoken to.
    package enum Scheme: String, Sendable {
        /// HTTP over TLS.
        case https
        /// HTTP in the clear: on the loopback address only, for tests and local proxies.
        case http
        /// SMTP over TLS from the first byte.
        case smtps
        /// SMTP that changes to TLS with STARTTLS; without TLS nothing is sent.
        case smtp
    }

    /// How the service is spoken to.
    package let scheme: Scheme

    /// Scheme, host, port and path.
    package let text: String

    /// The host, in lower case, IPv6 addresses in brackets.
    package let host: String

    /// Nil when the text is no such address, or is HTTP without TLS to another machine.
    package init?(_ text: String) {
        guard let separator = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased())
        else { return nil }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !rest.contains(where: { "@?#\\\"<>".contains($0) }),
            let host = hostPart(authority)
        else { return nil }
        if scheme == .http && !isLoopbackHost(host) { return nil }
        self.scheme = scheme
        self.host = host
        self.text = scheme.rawValue + "://" + rest.trimmingSlashes()
    }

    /// Whether it is this machine.
    package var isLoopback: Bool { isLoopbackHost(host) }
}

extension Substring {
    fileprivate func trimmingSlashes() -> Substring {
        var text = self
        while text.last == "/" { text.removeLast() }
        return text
    }
}

/// The host of `host`, `host:port` or `[address]:port`; nil when the port is no number or the host is empty.
private func hostPart(_ authority: Substring) -> String? {
    let end =
        authority.first == "["
        ? authority.firstIndex(of: "]").map(authority.index(after:))
        : authority.firstIndex(of: ":") ?? authority.endIndex
    guard let end, end > authority.startIndex else { return nil }
    let port = authority[end...]
    guard port.isEmpty || port.first == ":" && UInt16(port.dropFirst()) != nil else { return nil }
    return authority[..<end].lowercased()
}

private func isLoopbackHost(_ host: String) -> Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
}
