/// One HTTP answer.
package struct Response: Sendable {
    /// The status code.
    package var status: Int

    /// Header fields in the order in which they are sent, without Content-Length.
    package var headers: [(name: String, value: String)]

    /// The body.
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A JSON answer that no cache keeps.
    package static func json(_ body: [UInt8], status: Int = 200) -> Response {
        Response(
            status: status,
            headers: [("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store")],
            body: body
        )
    }

    /// The same answer with one more header field.
    package func with(_ name: String, _ value: String) -> Response {
        var copy = self
        copy.headers.append((name, value))
        return copy
    }

    /// The first value of that header, its name in any case; nil when absent.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
