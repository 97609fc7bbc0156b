import Outbound

/// The operator's settings for sending, as they stand in the environment.
///
/// Secrets stay inside; a value that is empty or only white space counts as missing.
package struct ProviderSettings: Sendable {
    /// Letters through the API; nil when it is not set up.
    package let resend: Resend?

    /// Letters through the submission server; nil when it is not set up.
    package let resendSMTP: ResendSMTP?

    /// SMS; nil when it is not set up.
    package let twilio: Twilio?

    /// The sender of letters; nil when it is missing or no address.
    package let sender: String?

    /// A PEM file that replaces the system's certificate authorities, for tests and proxies; nil keeps those.
    package let authorities: String?

    /// The names of settings without which no letter goes out; empty when e-mail is set up.
    package let missingForEmail: [String]

    /// The names of settings without which no SMS goes out; empty when SMS is set up.
    package let missingForSMS: [String]

    /// The names of settings whose value cannot be used.
    package let invalid: [String]

    /// Reads `RESEND_…`, `TWILIO_…`, `BOOKING_PUBLIC_URL` and `BOOKING_CA_FILE`.
    package init(environment: [String: String]) {
        var reader = SettingsReader(environment: environment)
        sender = reader.value("RESEND_FROM_EMAIL") { Mailbox($0)?.text }
        let api = reader.url("RESEND_BASE_URL", "https://api.resend.com", [.https, .http])
        let server = reader.url("RESEND_SMTP_URL", "smtps://smtp.resend.com:465", [.smtps, .smtp])
        let apiKey = reader.value("RESEND_API_KEY") { $0 }
        let smtpKey = reader.value("RESEND_SMTP_KEY") { $0 }
        let hasSender = sender != nil
        resend = hasSender ? apiKey.flatMap { key in api.map { Resend(base: $0, key: key) } } : nil
        resendSMTP = hasSender ? smtpKey.flatMap { key in server.map { ResendSMTP(server: $0, key: key) } } : nil
        missingForEmail =
            (hasSender ? [] : ["RESEND_FROM_EMAIL"])
            + (apiKey == nil && smtpKey == nil ? ["RESEND_API_KEY or RESEND_SMTP_KEY"] : [])

        let base = reader.url("TWILIO_BASE_URL", "https://api.twilio.com", [.https, .http])
        let account = reader.value("TWILIO_ACCOUNT_SID") { $0.hasPrefix("AC") ? $0 : nil }
        let token = reader.value("TWILIO_AUTH_TOKEN") { $0 }
        let from = reader.value("TWILIO_FROM_NUMBER") { isSMSSender($0) ? $0 : nil }
        missingForSMS = [
            account == nil ? "TWILIO_ACCOUNT_SID" : nil, token == nil ? "TWILIO_AUTH_TOKEN" : nil,
            from == nil ? "TWILIO_FROM_NUMBER" : nil,
        ].compactMap(\.self)
        let callback = reader.value("BOOKING_PUBLIC_URL") { $0 }.flatMap { statusCallback(publicURL: $0) }
        if let base, let account, let token, let from {
            twilio = Twilio(base: base, account: account, token: token, from: from, callback: callback)
        } else {
            twilio = nil
        }
        authorities = reader.value("BOOKING_CA_FILE") { $0 }
        invalid = reader.invalid
    }
}

/// The path under the public URL at which Twilio's status callbacks arrive.
package let twilioCallbackPath = "/api/hooks/twilio"

/// The URL for status callbacks; nil when Twilio could not reach it or would refuse the message because of it.
private func statusCallback(publicURL: String) -> String? {
    guard let url = ServiceURL(publicURL), url.scheme == .https, !url.isLoopback, !url.host.contains("_"),
        url.host.contains(".")
    else { return nil }
    return url.text + twilioCallbackPath
}

/// A number (E.164), a short code or a messaging service.
private func isSMSSender(_ text: String) -> Bool {
    if text.hasPrefix("MG") { return text.utf8.count == 34 && text.dropFirst(2).allSatisfy(\.isHexDigit) }
    let digits = text.first == "+" ? text.dropFirst() : text[...]
    return (3...15).contains(digits.count) && digits.allSatisfy { ("0"..."9").contains($0) }
}

private struct SettingsReader {
    let environment: [String: String]
    private(set) var invalid: [String] = []

    init(environment: [String: String]) { self.environment = environment }

    /// The value as `parse` reads it; nil when it is missing, and also when it is invalid, which is noted.
    mutating func value<Value>(_ name: String, _ parse: (String) -> Value?) -> Value? {
        var text = (environment[name] ?? "")[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        guard !text.isEmpty else { return nil }
        let isOneLine = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard isOneLine, let value = parse(String(text)) else {
            invalid.append(name)
            return nil
        }
        return value
    }

    mutating func url(_ name: String, _ standard: String, _ schemes: [ServiceURL.Scheme]) -> ServiceURL? {
        guard environment[name]?.contains(where: { !$0.isWhitespace }) == true else { return ServiceURL(standard) }
        return value(name) { ServiceURL($0).flatMap { schemes.contains($0.scheme) ? $0 : nil } }
    }
}
