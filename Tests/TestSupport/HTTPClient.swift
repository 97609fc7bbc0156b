import Glibc
package import HTTP

/// A blocking HTTP/1.1 client for servers on 127.0.0.1; any number of threads may share it.
package struct HTTPClient: Sendable {
    /// The server's port.
    package let port: UInt16

    /// How long connecting, or one wait for bytes, may take.
    package let timeoutSeconds: Int

    /// Takes the server's port.
    package init(port: UInt16, timeoutSeconds: Int = 30) {
        self.port = port
        self.timeoutSeconds = timeoutSeconds
    }

    /// Sends one request on a connection of its own.
    ///
    /// - Parameters:
    ///   - method: such as `GET`.
    ///   - target: path and query as they go over the wire.
    ///   - headers: besides Host, Connection and Content-Length, which are added unless given.
    ///   - body: what is sent; nil is no body and no Content-Length.
    /// - Returns: the answer, whatever its status.
    /// - Throws: `TransportError` when the server cannot be reached or does not answer with HTTP.
    package func send(
        _ method: String,
        _ target: String,
        headers: [(String, String)] = [],
        body: [UInt8]? = nil
    ) throws -> HTTPAnswer {
        try HTTPConnection(port: port, timeoutSeconds: timeoutSeconds)
            .send(method, target, headers: headers + [("Connection", "close")], body: body)
    }

    /// Sends JSON text with `Content-Type: application/json`.
    package func send(
        _ method: String,
        _ target: String,
        headers: [(String, String)] = [],
        json: String
    ) throws -> HTTPAnswer {
        try send(method, target, headers: headers + [("Content-Type", "application/json")], body: Array(json.utf8))
    }

    /// Sends bytes as they are and gives back all that comes until the server closes.
    package func exchange(_ bytes: [UInt8]) throws -> [UInt8] {
        let connection = try HTTPConnection(port: port, timeoutSeconds: timeoutSeconds)
        try connection.write(bytes)
        return try connection.readToEnd()
    }
}

/// What a server answered.
package struct HTTPAnswer: Sendable {
    /// The status code.
    package let status: Int

    /// The headers, their names in lower case.
    package let headers: Headers

    /// The body without transfer coding.
    package let body: [UInt8]

    /// The body as text; broken UTF-8 is repaired.
    package var text: String { String(decoding: body, as: UTF8.self) }
}

/// Why there is no answer.
package enum TransportError: Error {
    /// A system call failed.
    case system(operation: String, number: Int32)
    /// The server closed before the answer was whole.
    case closedEarly
    /// What came is not HTTP/1.1.
    case notHTTP(String)
}
