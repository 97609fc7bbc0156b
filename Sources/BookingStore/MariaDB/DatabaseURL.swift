/// Where the database is and who we are there: `mariadb://user:password@host:port/name`.
///
/// Several hosts are separated by commas; the first of them that answers is taken, and is returned to when it is back, so
/// that all processes write to the same one while it answers. `mariadb://user@localhost/name?socket=/path` goes over a unix socket; TCP to any
/// host that is not loopback is encrypted and the server's certificate checked, by the system's authorities or those of
/// `?ca=/path`; `tls=off` leaves that out, and `tls=on` asks for it on loopback too. Every part may be percent-encoded.
package struct DatabaseURL: Hashable, Sendable {
    /// One server.
    package struct Host: Hashable, Sendable {
        /// A host name or an address, without brackets.
        package let name: String

        /// The TCP port; 3306 unless another was named.
        package let port: UInt32

        /// Whether it is this machine, and nobody listens in between.
        package var isLoopback: Bool { name == "localhost" || name == "::1" || name.hasPrefix("127.") }
    }

    /// What is wrong with a URL; says nothing of what stood in it, because a password might.
    package struct Mistake: Error, Hashable, CustomStringConvertible {
        /// A sentence for the operator.
        package let description: String
    }

    /// The database user.
    package let user: String

    /// Its password; nil when there is none, as with authentication by the socket.
    package let password: String?

    /// At least one; of no meaning with a socket.
    package let hosts: [Host]

    /// The name of the database.
    package let database: String

    /// The path of the unix socket; nil is TCP.
    package let socket: String?

    /// Whether the connection must be encrypted and the server's certificate good.
    package let isEncrypted: Bool

    /// A file with the authorities that may have signed the server's certificate; nil is the system's.
    package let authorities: String?

    /// Reads a URL.
    ///
    /// - Throws: `Mistake`.
    package init(_ text: String) throws {
        guard text.hasPrefix("mariadb://") else { throw Mistake(description: "It must begin with mariadb://.") }
        let rest = text.dropFirst("mariadb://".count)
        let (address, query) = rest.split(around: "?")
        guard let slash = address.lastIndex(of: "/") else {
            throw Mistake(description: "The name of the database is missing: mariadb://user@host/name.")
        }
        database = try Self.decoded(address[address.index(after: slash)...], part: "name of the database")
        guard !database.isEmpty else { throw Mistake(description: "The name of the database is empty.") }
        let authority = address[..<slash]
        guard let at = authority.lastIndex(of: "@") else {
            throw Mistake(description: "The user is missing: mariadb://user@host/name.")
        }
        let credentials = authority[..<at]
        let colon = credentials.firstIndex(of: ":")
        user = try Self.decoded(credentials[..<(colon ?? credentials.endIndex)], part: "user")
        guard !user.isEmpty else { throw Mistake(description: "The user is empty.") }
        password = try colon.map { try Self.decoded(credentials[credentials.index(after: $0)...], part: "password") }
        hosts = try Self.hosts(authority[authority.index(after: at)...])
        let options = try Self.options(query)
        socket = options["socket"]
        isEncrypted = options["tls"].map { $0 == "on" } ?? (socket == nil && !hosts.allSatisfy(\.isLoopback))
        authorities = options["ca"]
    }

    private static func hosts(_ text: Substring) throws -> [Host] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { item in
            var name = item
            var port: UInt32 = 3306
            // An address of IP version 6 stands in brackets, as in RFC 3986 §3.2.2.
            let afterBracket = item.lastIndex(of: "]") ?? item.startIndex
            if let colon = item[afterBracket...].lastIndex(of: ":") {
                guard let number = UInt16(item[item.index(after: colon)...]), number > 0 else {
                    throw Mistake(description: "A port must be a number from 1 to 65535.")
                }
                port = UInt32(number)
                name = item[..<colon]
            }
            if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
            guard !name.isEmpty else { throw Mistake(description: "A host is empty.") }
            guard !name.contains("/"), !name.contains("@") else {
                throw Mistake(description: "Encode / and @ in the user and password as %2F and %40.")
            }
            return Host(name: String(name), port: port)
        }
    }

    private static func options(_ query: Substring) throws -> [String: String] {
        var options: [String: String] = [:]
        for item in query.split(separator: "&") {
            let (key, value) = item.split(around: "=")
            let decoded = try decoded(value, part: "value of an option")
            switch key {
            case "tls":
                guard ["on", "off"].contains(decoded) else { throw Mistake(description: "tls can only be on or off.") }
            case "socket", "ca":
                guard decoded.hasPrefix("/") else { throw Mistake(description: "The \(key) must be an absolute path.") }
            default: throw Mistake(description: "The options are socket=/path, tls=on, tls=off and ca=/path.")
            }
            options[String(key)] = decoded
        }
        return options
    }

    private static func decoded(_ text: Substring, part: String) throws -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16), value != 0
            else { throw Mistake(description: "The \(part) has a bad percent-encoding.") }
            bytes.append(value)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw Mistake(description: "The \(part) is not UTF-8.")
        }
        return decoded
    }
}

extension Substring {
    /// What stands before and after the first `separator`; all of it and nothing when there is none.
    fileprivate func split(around separator: Character) -> (Substring, Substring) {
        guard let index = firstIndex(of: separator) else { return (self, "") }
        return (self[..<index], self[self.index(after: index)...])
    }
}
