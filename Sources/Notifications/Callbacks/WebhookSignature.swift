import Crypto
package import Scheduling

/// The signature of Standard Webhooks 1.0.0, which Resend uses through Svix: https://www.standardwebhooks.com.
package enum WebhookSignature {
    /// How far the sender's clock may be from ours.
    package static let toleranceSeconds = 300

    /// Whether the holder of the secret made the request within five minutes; compared in constant time.
    ///
    /// - Parameters:
    ///   - signatures: `svix-signature` or `webhook-signature`: one or several `v1,<base64>`, separated by spaces.
    ///   - id: `svix-id` or `webhook-id`.
    ///   - timestamp: `svix-timestamp` or `webhook-timestamp`: Unix seconds.
    ///   - body: the bytes as they came.
    ///   - secret: `whsec_` and base64.
    ///   - now: the moment of the check.
    /// - Returns: whether a signature fits; false when the secret cannot be used.
    package static func isValid(
        _ signatures: String,
        id: String,
        timestamp: String,
        body: [UInt8],
        secret: String,
        at now: Moment
    ) -> Bool {
        guard let key = key(secret), let sent = Int(timestamp), String(sent) == timestamp, sent >= 0,
            (now.seconds - toleranceSeconds...now.seconds + toleranceSeconds).contains(sent), !id.isEmpty
        else { return false }
        let signed = signedBytes(id, timestamp, body)
        var isValid = false
        // Several signatures come while a secret is being replaced. More than a few are an attack on our time.
        for signature in signatures.split(separator: " ").prefix(16) {
            let parts = signature.split(separator: ",", maxSplits: 1)
            guard parts.count == 2, parts[0] == "v1", parts[1].utf8.count == 44,
                let code = bytes(base64: String(parts[1]))
            else { continue }
            if HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: key) { isValid = true }
        }
        return isValid
    }

    /// Signs a webhook of ours, as `v1,<base64>`; nil when the secret cannot be used.
    package static func sign(id: String, at moment: Moment, body: [UInt8], secret: String) -> String? {
        guard let key = key(secret) else { return nil }
        let code = HMAC<SHA256>.authenticationCode(for: signedBytes(id, String(moment.seconds), body), using: key)
        return "v1," + String(decoding: base64(Array(code)), as: UTF8.self)
    }

    private static func signedBytes(_ id: String, _ timestamp: String, _ body: [UInt8]) -> [UInt8] {
        Array("\(id).\(timestamp).".utf8) + body
    }

    private static func key(_ secret: String) -> SymmetricKey? {
        let prefix = "whsec_"
        let text = secret.hasPrefix(prefix) ? String(secret.dropFirst(prefix.count)) : secret
        guard let bytes = bytes(base64: text), bytes.count >= 16 else { return nil }
        return SymmetricKey(data: bytes)
    }
}
