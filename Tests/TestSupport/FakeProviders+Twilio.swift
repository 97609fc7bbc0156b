import Glibc
import HTTP
import Synchronization

/// Twilio's Messages resource as far as one SMS needs it: https://www.twilio.com/docs/messaging/api/message-resource.
extension FakeProviders {
    func twilio(_ request: LoopbackServer.Incoming, delay: Int) -> Received {
        guard request.headers["authorization"] == "Basic \(Self.credentials)" else {
            return fault(401, 20_003, "Authenticate")
        }
        guard request.path == "/2010-04-01/Accounts/\(Self.accountSID)/Messages.json" else {
            return fault(404, 20_404, "The requested resource was not found")
        }
        if request.method == "GET" { return list(form(request.query)) }
        guard request.headers["content-type"] == "application/x-www-form-urlencoded" else {
            return fault(400, 21_604, "A 'To' phone number is required.")
        }
        let fields = form(String(decoding: request.body, as: UTF8.self))
        if let refusal = refusal(of: fields) { return refusal }
        wait(milliseconds: delay)
        let delivery = state.withLock { state in
            state.deliver(
                .twilio,
                to: fields["To"] ?? "",
                content: fields["Body"] ?? "",
                reference: fields["StatusCallback"] ?? "",
                request: request.body
            )
        }
        return Received(status: 201, body: resource(delivery))
    }

    /// `accountSID:authToken` in base64.
    static let credentials = "QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDp0d2lsaW8tZmFrZS10b2tlbg=="

    private func refusal(of fields: [String: String]) -> Received? {
        let to = fields["To"] ?? ""
        let body = fields["Body"] ?? ""
        if fields["From"] == nil && fields["MessagingServiceSid"] == nil {
            return fault(400, 21_603, "A 'From' phone number is required.")
        }
        let digits = to.dropFirst()
        guard to.first == "+", digits.allSatisfy({ $0.isNumber }), (2...15).contains(digits.count) else {
            return fault(400, 21_211, "Invalid 'To' Phone Number: \(to)")
        }
        if body.isEmpty { return fault(400, 21_602, "Message body is required.") }
        if body.count > 1_600 { return fault(400, 21_617, "The concatenated message body exceeds 1600 characters.") }
        if state.withLock({ $0.optedOut.contains(to) }) {
            return fault(400, 21_610, "Attempt to send to unsubscribed.")
        }
        // Numbers that Twilio keeps for tests.
        let magic = ["+15005550001": 21_211, "+15005550002": 21_612, "+15005550003": 21_408, "+15005550004": 21_610]
        if to == "+15005550009" { return fault(400, 21_614, "'To' number is not a valid mobile number") }
        return magic[to].map { fault(400, $0, "Refused \(to)") }
    }

    private func list(_ query: [String: String]) -> Received {
        let limit = query["PageSize"].flatMap { Int($0) } ?? 50
        let found = deliveries.filter { $0.provider == .twilio && (query["To"] ?? $0.to) == $0.to }
        let messages = found.reversed().prefix(limit).map { resource($0) }
        var body = Array(#"{"messages":["#.utf8)
        body += messages.joined(separator: Array(",".utf8))
        body += Array(#"],"next_page_uri":null}"#.utf8)
        return Received(status: 200, body: body)
    }
}

private func resource(_ delivery: FakeProviders.Delivery) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
        writer.member("sid", delivery.providerID)
        writer.member("status", "queued")
        writer.member("to", delivery.to)
        writer.member("body", delivery.content)
        writer.member("direction", "outbound-api")
        writer.member("num_segments", "1")
        writer.member("error_code", Int?.none)
        writer.member("date_created", rfc2822(delivery.at))
        writer.member("date_sent", String?.none)
    }
    return writer.bytes
}

/// Such as `Thu, 24 Aug 2023 05:01:45 +0000`.
private func rfc2822(_ seconds: Int) -> String {
    var moment = time_t(seconds)
    var parts = tm()
    gmtime_r(&moment, &parts)
    var buffer = [CChar](repeating: 0, count: 64)
    let count = strftime(&buffer, buffer.count, "%a, %d %b %Y %H:%M:%S +0000", &parts)
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private func form(_ text: String) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in text.split(separator: "&") {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = percentDecoded(parts[0]) ?? ""
        fields[name] = parts.count == 2 ? percentDecoded(parts[1]) ?? "" : ""
    }
    return fields
}

private func fault(_ status: Int, _ code: Int, _ message: String) -> FakeProviders.Received {
    let more = "https://www.twilio.com/docs/errors/\(code)"
    let body = #"{"code":\#(code),"message":"\#(message)","more_info":"\#(more)","status":\#(status)}"#
    return FakeProviders.Received(status: status, body: Array(body.utf8))
}
