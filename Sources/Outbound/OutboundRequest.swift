/// One HTTP request to a provider.
package struct OutboundRequest: Sendable {
    /// GET or POST.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// GET or POST.
    package let method: Method

    /// The whole address, path and query already percent-encoded.
    package let url: String

    /// Names and values.
    ///
    /// Control bytes are refused, so that no value can start a header of its own.
    package let headers: [(name: String, value: String)]

    /// The body of a POST.
    package let body: [UInt8]

    /// Whether the peer recognises a repeat.
    ///
    /// If not, the request gets a new connection. When a kept connection dies before the answer begins, libcurl sends
    /// the request again by itself, a POST too (`Curl_retry_request`). With an idempotency key that is harmless;
    /// without one it doubles the message.
    package let isRepeatable: Bool

    /// The most bytes of an answer that are read.
    package let answerLimit: Int

    package init(
        _ method: Method,
        _ url: String,
        headers: [(name: String, value: String)],
        body: [UInt8] = [],
        isRepeatable: Bool,
        answerLimit: Int = 65_536
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.isRepeatable = isRepeatable
        self.answerLimit = answerLimit
    }
}

/// What a provider answered over HTTP.
package struct OutboundAnswer: Hashable, Sendable {
    /// The status code.
    package let status: Int

    /// Header values by name in lower case; of a repeated header the last.
    package let headers: [String: String]

    /// The body.
    package let body: [UInt8]

    package init(status: Int, headers: [String: String], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// How long one transfer may take.
package struct Timeouts: Hashable, Sendable {
    /// For everything, from looking up the name to the last byte of the answer.
    package let totalMilliseconds: Int

    /// For connecting, TLS included.
    package let connectMilliseconds: Int

    /// Raises both to at least one millisecond: for libcurl 0 means no limit.
    package init(totalMilliseconds: Int, connectMilliseconds: Int = 5_000) {
        self.totalMilliseconds = max(1, totalMilliseconds)
        self.connectMilliseconds = max(1, min(connectMilliseconds, totalMilliseconds))
    }
}
