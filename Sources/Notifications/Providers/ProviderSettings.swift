import Outbound

/// The operator's settings for sending.
///
/// Secrets stay inside; a value that is empty or only white space counts as missing.
package struct ProviderSettings: Sendable {
    /// What the operator may set.
    package enum Value: CaseIterable, Sendable {
        /// The sender of letters.
        case sender
        /// Resend's API, and our key there.
        case resendURL, resendKey
        /// Resend's submission server, and our key there.
        case resendSMTPURL, resendSMTPKey
        /// Twilio's API, our account, its token, and the sender of SMS.
        case twilioURL, twilioAccount, twilioToken, twilioNumber
        /// The address under which providers reach us.
        case publicURL
        /// A PEM file with certificate authorities.
        case authorities
    }

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

    /// Reads the values.
    ///
    /// - Parameter read: a value's text, nil when it is not set, and the name by which the operator knows it.
    package init(_ read: @escaping (Value) -> (name: String, text: String?)) {
        var reader = SettingsReader(read: read)
        sender = reader.value(.sender) { Mailbox($0)?.text }
        let api = reader.url(.resendURL, "https://api.resend.com", [.https, .http])
        let server = reader.url(.resendSMTPURL, "smtps://smtp.resend.com:465", [.smtps, .smtp])
        let apiKey = reader.value(.resendKey) { $0 }
        let smtpKey = reader.value(.resendSMTPKey) { $0 }
        let hasSender = sender != nil
        resend = hasSender ? apiKey.flatMap { key in api.map { Resend(base: $0, key: key) } } : nil
        resendSMTP = hasSender ? smtpKey.flatMap { key in server.map { ResendSMTP(server: $0, key: key) } } : nil
        missingForEmail =
            (hasSender ? [] : [reader.name(.sender)])
            + (apiKey == nil && smtpKey == nil
                ? ["\(reader.name(.resendKey)) or \(reader.name(.resendSMTPKey))"] : [])

        let base = reader.url(.twilioURL, "https://api.twilio.com", [.https, .http])
        let account = reader.value(.twilioAccount) { $0.hasPrefix("AC") ? $0 : nil }
        let token = reader.value(.twilioToken) { $0 }
        let from = reader.value(.twilioNumber) { isSMSSender($0) ? $0 : nil }
        missingForSMS = [
            account == nil ? reader.name(.twilioAccount) : nil, token == nil ? reader.name(.twilioToken) : nil,
            from == nil ? reader.name(.twilioNumber) : nil,
        ].compactMap(\.self)
        let callback = reader.value(.publicURL) { $0 }.flatMap { statusCallback(publicURL: $0) }
        if let base, let account, let token, let from {
            twilio = Twilio(base: base, account: account, token: token, from: from, callback: callback)
        } else {
            twilio = nil
        }
        authorities = reader.value(.authorities) { $0 }
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

/// A number (E.164), a short code, a messaging service, or a word of at most 11 characters (Twilio's alphanumeric sender).
///
/// A number without its plus sign is none of these: Twilio would refuse each message.
private func isSMSSender(_ text: String) -> Bool {
    if text.hasPrefix("MG"), text.utf8.count != 2 {
        return text.utf8.count == 34 && text.dropFirst(2).allSatisfy(\.isHexDigit)
    }
    let digits = text.first == "+" ? text.dropFirst() : text[...]
    if digits.allSatisfy({ ("0"..."9").contains($0) }) {
        return (text.first == "+" ? 7...15 : 3...6).contains(digits.count)
    }
    let isWord = text.utf8.allSatisfy { byte in
        byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
            || " -&_".utf8.contains(byte)
    }
    return text.utf8.count <= 11 && isWord && text.contains(where: \.isLetter)
}

private struct SettingsReader {
    let read: (ProviderSettings.Value) -> (name: String, text: String?)
    private(set) var invalid: [String] = []

    init(read: @escaping (ProviderSettings.Value) -> (name: String, text: String?)) { self.read = read }

    /// What the operator calls it.
    func name(_ value: ProviderSettings.Value) -> String { read(value).name }

    /// The value as `parse` reads it; nil when it is missing, and also when it is invalid, which is noted.
    mutating func value<Parsed>(_ value: ProviderSettings.Value, _ parse: (String) -> Parsed?) -> Parsed? {
        let (name, given) = read(value)
        var text = (given ?? "")[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        guard !text.isEmpty else { return nil }
        let isOneLine = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard isOneLine, let parsed = parse(String(text)) else {
            invalid.append(name)
            return nil
        }
        return parsed
    }

    mutating func url(
        _ value: ProviderSettings.Value,
        _ standard: String,
        _ schemes: [ServiceURL.Scheme]
    ) -> ServiceURL? {
        guard read(value).text?.contains(where: { !$0.isWhitespace }) == true else { return ServiceURL(standard) }
        return self.value(value) { ServiceURL($0).flatMap { schemes.contains($0.scheme) ? $0 : nil } }
    }
}
