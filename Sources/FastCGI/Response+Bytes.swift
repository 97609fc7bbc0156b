import HTTP

extension Response {
    /// The answer as a CGI program sends it (RFC 3875 §6): Status, header fields, Content-Length, body.
    ///
    /// A request whose method is HEAD gets the header alone.
    func bytes(to method: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512 + body.count)
        bytes += "Status: \(status) \(reasonPhrase(status))\r\n".utf8
        for (name, value) in headers {
            append(name, to: &bytes)
            bytes += ": ".utf8
            append(value, to: &bytes)
            bytes += "\r\n".utf8
        }
        let mayHaveBody = status >= 200 && status != 204 && status != 304
        if mayHaveBody { bytes += "Content-Length: \(body.count)\r\n".utf8 }
        bytes += "\r\n".utf8
        if mayHaveBody && method != "HEAD" { bytes += body }
        return bytes
    }
}

/// Appends text of a header line; what could end the line is left out.
private func append(_ text: String, to bytes: inout [UInt8]) {
    for byte in text.utf8 where byte >= 0x20 && byte != 0x7F || byte == UInt8(ascii: "\t") { bytes.append(byte) }
}
