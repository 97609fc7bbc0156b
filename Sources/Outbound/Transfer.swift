import CCurl

/// Sends requests and mails to providers, with deadlines, over TLS that is always verified.
///
/// It belongs to one thread. It keeps connections open, so a second request to the same provider needs no handshake. It
/// never follows a redirect: that could carry a secret to another host. Proxies named in the environment
/// (`https_proxy`) are used, but not for this machine.
package final class Transfer {
    private let userAgent: String
    private let authorities: String?
    let handle: CurlHandle?

    /// Opens no connection yet.
    ///
    /// - Parameters:
    ///   - userAgent: such as `Coachbook/1.0`; Resend answers 403 to requests without one, and libcurl sends none.
    ///   - authorities: a PEM file that replaces the system's certificate authorities; nil keeps those.
    package init(userAgent: String, authorities: String? = nil) {
        self.userAgent = userAgent
        self.authorities = authorities
        handle = CurlHandle()
    }

    /// Sends one HTTP request and waits for its answer, whatever its status.
    ///
    /// - Throws: `TransferFailure`, which says whether the request may have arrived.
    package func send(
        _ request: OutboundRequest,
        within timeouts: Timeouts
    ) throws(TransferFailure) -> OutboundAnswer {
        guard let url = ServiceURL(String(request.url.prefix { $0 != "?" })), [.https, .http].contains(url.scheme),
            isVisible(request.url)
        else { throw .unsendable(reason: "The address is not one that requests are sent to.") }
        guard request.headers.allSatisfy({ isToken($0.name) && isHeaderValue($0.value) }) else {
            throw .unsendable(reason: "A header holds a control character.")
        }
        let handle = try prepare(request.url, at: url, within: timeouts)
        let exchange = CurlExchange(answerLimit: request.answerLimit)
        handle.connect(to: exchange)
        // Without the empty Expect, libcurl waits up to a second for "100 Continue" before it sends a large body.
        handle.set(CURLOPT_HTTPHEADER, list: request.headers.map { "\($0.name): \($0.value)" } + ["Expect:"])
        handle.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        handle.set(CURLOPT_FRESH_CONNECT, request.isRepeatable ? 0 : 1)
        let code = perform(handle, request)
        guard code == CURLE_OK else { throw failure(code, mayHaveArrived: handle.requestBytes > 0) }
        return OutboundAnswer(status: handle.status, headers: exchange.headers, body: exchange.body)
    }

    private func perform(_ handle: CurlHandle, _ request: OutboundRequest) -> CURLcode {
        guard request.method == .post else { return handle.perform() }
        return request.body.withUnsafeBytes { bytes in
            handle.set(CURLOPT_POST, 1)
            handle.set(CURLOPT_POSTFIELDSIZE_LARGE, size: bytes.count)
            // An empty body has no address, and with a null pointer libcurl would ask the read callback for the body.
            var nothing: UInt8 = 0
            return withUnsafeBytes(of: &nothing) {
                handle.set(CURLOPT_POSTFIELDS, bytes: bytes.baseAddress ?? $0.baseAddress)
                return handle.perform()
            }
        }
    }

    /// Resets the handle and sets what HTTP and SMTP have in common.
    func prepare(
        _ address: String,
        at url: ServiceURL,
        within timeouts: Timeouts
    ) throws(TransferFailure) -> CurlHandle {
        guard let handle else { throw .unsendable(reason: "libcurl cannot be started.") }
        handle.reset()
        handle.set(CURLOPT_URL, address)
        handle.set(CURLOPT_PROTOCOLS_STR, url.scheme.rawValue)
        handle.set(CURLOPT_FOLLOWLOCATION, 0)
        handle.set(CURLOPT_NOSIGNAL, 1)
        handle.set(CURLOPT_USERAGENT, userAgent)
        handle.set(CURLOPT_TIMEOUT_MS, timeouts.totalMilliseconds)
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, timeouts.connectMilliseconds)
        handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        if let authorities { handle.set(CURLOPT_CAINFO, authorities) }
        if url.isLoopback { handle.set(CURLOPT_NOPROXY, "*") }
        return handle
    }
}

/// Whether a request that failed with this code may have reached the peer.
func failure(_ code: CURLcode, mayHaveArrived: Bool) -> TransferFailure {
    let reason = code == CURLE_WRITE_ERROR ? "The answer is too large." : String(cString: curl_easy_strerror(code))
    let number = Int(code.rawValue)
    switch code {
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST,
        CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
        CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
        // These happen before the first byte of the request.
        return .notReached(code: number, reason: reason)
    default:
        return mayHaveArrived ? .unknown(code: number, reason: reason) : .notReached(code: number, reason: reason)
    }
}

private func isVisible(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
}

/// A header's name (RFC 9110 §5.6.2).
private func isToken(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0) }
}

private func isHeaderValue(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
}
