import CCurl

/// Starts libcurl, once for the process and before the first handle.
///
/// Swift makes a global once, whichever thread asks first.
private let libraryIsReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

/// One easy handle.
///
/// It belongs to one thread and keeps its connections between transfers.
final class CurlHandle {
    private let handle: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    /// Nil when libcurl cannot start because memory is short.
    init?() {
        guard libraryIsReady, let handle = curl_easy_init() else { return nil }
        self.handle = handle
    }

    deinit {
        for list in lists { curl_slist_free_all(list) }
        curl_easy_cleanup(handle)
    }

    /// Forgets every option, but keeps connections, TLS sessions and looked-up names.
    func reset() {
        curl_easy_reset(handle)
        for list in lists { curl_slist_free_all(list) }
        lists = []
    }

    func set(_ option: CURLoption, _ value: Int) { ccurl_set_number(handle, option, value) }

    func set(_ option: CURLoption, size: Int) { ccurl_set_size(handle, option, curl_off_t(size)) }

    func set(_ option: CURLoption, _ value: String) { ccurl_set_text(handle, option, value) }

    /// The list lives until the next reset.
    func set(_ option: CURLoption, list values: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values { list = curl_slist_append(list, value) }
        if let list { lists.append(list) }
        ccurl_set_pointer(handle, option, list)
    }

    /// The bytes must stay until the transfer is over: libcurl does not copy them.
    func set(_ option: CURLoption, bytes: UnsafeRawPointer?) { ccurl_set_pointer(handle, option, bytes) }

    /// Lets `exchange` take what arrives and give what is sent; it must live until the transfer is over.
    func connect(to exchange: CurlExchange) {
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        ccurl_set_callback(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            received(bytes, size * count, context) { $0.takeBody($1) }
        }
        ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        ccurl_set_callback(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            received(bytes, size * count, context) { $0.takeHeader($1) }
        }
        ccurl_set_pointer(handle, CURLOPT_READDATA, context)
        ccurl_set_callback(handle, CURLOPT_READFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return Int(CURL_READFUNC_ABORT) }
            let exchange = Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
            return exchange.giveUpload(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
        }
    }

    /// Runs the transfer to its end, at most to its deadline.
    func perform() -> CURLcode { curl_easy_perform(handle) }

    /// The last status, of HTTP or of SMTP; 0 when none came.
    var status: Int { ccurl_number(handle, CURLINFO_RESPONSE_CODE) }

    /// How many bytes of an HTTP request went out.
    var requestBytes: Int { ccurl_number(handle, CURLINFO_REQUEST_SIZE) }
}

private func received(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?,
    _ take: (CurlExchange, UnsafeRawBufferPointer) -> Bool
) -> Int {
    guard let context else { return 0 }
    let exchange = Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
    let taken = take(exchange, UnsafeRawBufferPointer(start: bytes, count: count))
    return taken ? count : 0
}
