/// One HTTP request as nginx handed it over.
package struct Request: Sendable {
    /// Names the request in answers and logs.
    package let id: String

    /// The method as sent, such as `GET`.
    package let method: String

    /// The path as sent, percent-encoding kept, without query.
    package let path: String

    /// The query as sent, without the question mark; empty when there is none.
    package let query: String

    /// The header fields.
    package let headers: Headers

    /// The host that was asked for, lower case, without port.
    package let host: String

    /// The peer's address as nginx saw it.
    package let remoteAddress: String

    /// The whole body; its length is what was read, not what Content-Length said.
    package let body: [UInt8]

    package init(
        id: String,
        method: String,
        path: String,
        query: String = "",
        headers: Headers = Headers(),
        host: String = "",
        remoteAddress: String = "",
        body: [UInt8] = []
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.host = host
        self.remoteAddress = remoteAddress
        self.body = body
    }

    /// The same request for another path.
    package func with(path: String) -> Request {
        Request(
            id: id,
            method: method,
            path: path,
            query: query,
            headers: headers,
            host: host,
            remoteAddress: remoteAddress,
            body: body
        )
    }
}

/// Header fields by lower-case name; repeated fields are all kept.
///
/// All is ASCII: what is compared or becomes a key must be, or a stranger's accents cost seconds (see `JSONReader`). A
/// field whose name is not ASCII is left out, for nobody asks for it. A value that is not ASCII is kept as U+FFFD: the
/// field is there, and holds nothing that any field of ours may hold.
package struct Headers: Sendable {
    private var fields: [(name: String, value: String)] = []

    package init() {}

    /// Takes name and value pairs; names in any case.
    package init(_ pairs: [(String, String)]) {
        for (name, value) in pairs { add(name, value) }
    }

    /// Appends a field; the name in any case.
    package mutating func add(_ name: String, _ value: String) {
        guard isASCII(name) else { return }
        fields.append((lowercasedASCII(name), isASCII(value) ? value : "\u{FFFD}"))
    }

    /// The first value of that lower-case name; nil when absent.
    package subscript(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// The first value of each name.
    package var firstValues: [String: String] {
        Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// How many times that lower-case name occurs.
    package func count(of name: String) -> Int {
        fields.count { $0.name == name }
    }
}

/// Whether every byte is ASCII: only then it costs little to compare, hash or cut the text, whoever wrote it.
package func isASCII(_ text: some StringProtocol) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

/// The text with A-Z in lower case: names of headers and hosts are compared like that (RFC 9110 §5.1, RFC 4343).
///
/// Not `lowercased()`: it turns the Kelvin sign into the letter k, so that one name could pass for another.
package func lowercasedASCII(_ text: some StringProtocol) -> String {
    let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
    return String(decoding: text.utf8.map { capitals.contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
}
