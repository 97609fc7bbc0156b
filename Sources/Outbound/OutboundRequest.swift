/// One HTTP request to a provider.
package struct OutboundRequest: Sendable {
    /// What is asked for.
    package enum Method: String, Sendable {
        /// Reads.
        case get = "GET"
        /// Writes; carries the body.
        case post = "POST"
    }

    /// What is asked for.
    package let method: Method

    /// Where, with path and query as they go over the wire.
    package let url: String

    /// Names and values; control bytes are refused, so a value can never become a header of its own.
    package let headers: [(name: String, value: String)]

    /// What a POST carries.
    package let body: [UInt8]

    /// Whether the peer recognises a repeat; if not, the request goes out on a connection of its own.
    ///
    /// libcurl silently sends a request again when a kept connection dies before the answer begins, POST included
    /// (`Curl_retry_request`): harmless with an idempotency key, a doubled message without.
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

    /// For reaching the peer, TLS included.
    package let connectMilliseconds: Int

    /// Takes both limits; at least a millisecond each, as 0 would mean no limit to libcurl.
    package init(totalMilliseconds: Int, connectMilliseconds: Int = 5_000) {
        self.totalMilliseconds = max(1, totalMilliseconds)
        self.connectMilliseconds = max(1, min(connectMilliseconds, totalMilliseconds))
    }
}
