import HTTP

extension Request {
    /// Makes a request from the CGI variables (RFC 3875 §4.1) that nginx sent, and the body.
    ///
    /// - Parameters:
    ///   - parameters: names and values in the order sent; a repeated name is a repeated header.
    ///   - body: what was read.
    init(parameters: [(name: String, value: String)], body: [UInt8]) {
        var headers = Headers()
        var method = ""
        var target = "/"
        var id: String?
        var host = ""
        var address = ""
        var types: [String] = []
        // A name that is not ASCII names nothing of ours, and could be dear to compare (see HTTP.Headers).
        for (name, value) in parameters where isASCII(name) {
            switch name {
            case "REQUEST_METHOD": method = isASCII(value) ? value : ""
            case "REQUEST_URI": target = value
            case "REQUEST_ID": id = value
            case "REMOTE_ADDR": address = value
            case "HTTP_CONTENT_TYPE": types.append(value)
            default:
                guard let field = headerName(of: name, value: value) else { continue }
                headers.add(field, value)
                if field == "host", host.isEmpty { host = hostName(value) }
            }
        }
        // CONTENT_TYPE is the first of several lines: one that says something else must not go unnoticed.
        if let type = headers["content-type"], let other = types.first(where: { !$0.utf8.elementsEqual(type.utf8) }) {
            headers.add("content-type", other)
        }
        let parts = Target(target)
        self.init(
            id: requestID(id),
            method: method,
            path: parts.path,
            query: parts.query,
            headers: headers,
            host: host,
            remoteAddress: address,
            body: body
        )
    }
}

/// The header that a variable stands for; nil when it is no header.
///
/// nginx sends Content-Type and Content-Length twice, once under their CGI names: only those are taken, and an empty one
/// means that the client sent none.
private func headerName(of variable: String, value: String) -> String? {
    switch variable {
    case "CONTENT_TYPE": value.isEmpty ? nil : "content-type"
    case "CONTENT_LENGTH": value.isEmpty ? nil : "content-length"
    case "HTTP_HOST": "host"
    case "HTTP_CONTENT_LENGTH": nil
    default:
        variable.utf8.starts(with: "HTTP_".utf8)
            ? String(
                decoding: variable.utf8.dropFirst(5).map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 },
                as: UTF8.self
            )
            : nil
    }
}

/// Path and query of a request target, percent-encoding kept (RFC 9112 §3.2).
private struct Target {
    let path: String
    let query: String

    /// Goes by bytes: as a character, a delimiter and an accent after it are another one.
    init(_ text: String) {
        var rest = text.utf8.prefix { $0 != UInt8(ascii: "#") }
        if rest.first != UInt8(ascii: "/") { rest = Target.withoutAuthority(rest) }
        let parts = rest.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        path = String(Substring(parts[0]))
        query = parts.count == 2 ? String(Substring(parts[1])) : ""
    }

    /// `http://host/path` names the path `/path`.
    private static func withoutAuthority(_ text: Substring.UTF8View) -> Substring.UTF8View {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), text[colon...].starts(with: "://".utf8) else {
            return text
        }
        let rest = text[colon...].dropFirst(3).drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        return rest.first == UInt8(ascii: "/") ? rest : Substring("/" + Substring(rest)).utf8
    }
}

/// nginx's id for the request; a new one when there is none that could stand in a log.
private func requestID(_ given: String?) -> String {
    if let given, (1...64).contains(given.utf8.count), given.utf8.allSatisfy(isPlain) { return given }
    return Hexadecimal.text((0..<16).map { _ in UInt8.random(in: 0...255) })
}

private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
        true
    default: false
    }
}

/// The host in lower case, without port: `Example.com:8080` is `example.com`, `[::1]:80` is `[::1]`.
///
/// Empty when it is not ASCII: no name of a host is (RFC 5890 §2.3.2.1).
private func hostName(_ text: String) -> String {
    let bytes = text.utf8
    let end =
        bytes.first == UInt8(ascii: "[")
        ? bytes.firstIndex(of: UInt8(ascii: "]")).map(bytes.index(after:)) : bytes.firstIndex(of: UInt8(ascii: ":"))
    let host = text[..<(end ?? text.endIndex)]
    return isASCII(host) ? lowercasedASCII(host) : ""
}
