import HTTP

/// A request's path, which may be written in several ways (RFC 3986 §6.2.2.2).
enum Path {
    /// The path with what need not be percent-encoded as it is: letters, digits, `-`, `.`, `_` and `~`.
    ///
    /// What else is encoded stays so, in capitals: `%2F` is no slash. Nil for a broken escape and for bytes that no path may have.
    static func normalized(_ path: String) -> String? {
        var bytes: [UInt8] = []
        var rest = path.utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                guard (0x21...0x7E).contains(byte) else { return nil }
                bytes.append(byte)
                continue
            }
            guard let high = rest.next().flatMap(Hexadecimal.value(of:)),
                let low = rest.next().flatMap(Hexadecimal.value(of:))
            else { return nil }
            let value = high << 4 | low
            bytes += isUnreserved(value) ? [value] : Array("%\(Hexadecimal.text([value]).uppercased())".utf8)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// RFC 3986 §2.3.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
