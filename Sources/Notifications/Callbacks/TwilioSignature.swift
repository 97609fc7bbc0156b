import Crypto

/// `X-Twilio-Signature`: https://www.twilio.com/docs/usage/security.
package enum TwilioSignature {
    /// Whether Twilio made the request; compared in constant time.
    ///
    /// - Parameters:
    ///   - signature: the header's value.
    ///   - url: the public URL with its query. It comes from our settings, because anybody can choose a `Host` header.
    ///   - form: the body; empty for a GET.
    ///   - token: the account's auth token.
    /// - Returns: whether the signature fits; false when there is no token.
    package static func isValid(_ signature: String, url: String, form: FormFields, token: String) -> Bool {
        guard !token.isEmpty, isWellFormed(signature), let code = bytes(base64: signature) else { return false }
        let key = SymmetricKey(data: Array(token.utf8))
        let tail = signedBytes(of: form)
        var isValid = false
        // Depending on the product, Twilio signs the URL with or without the standard port.
        for url in spellings(of: url) {
            let signed = Array(url.utf8) + tail
            if HMAC<Insecure.SHA1>.isValidAuthenticationCode(code, authenticating: signed, using: key) {
                isValid = true
            }
        }
        return isValid
    }

    /// Whether the header can be a signature at all: base64 of 20 bytes.
    package static func isWellFormed(_ signature: String) -> Bool { signature.utf8.count == 28 }

    /// What Twilio signs of a form: names in order, each followed by its distinct values in order.
    ///
    /// In the order of bytes, which is that of scalars: Swift's own `<` compares normalised characters.
    private static func signedBytes(of form: FormFields) -> [UInt8] {
        let sorted = form.fields.sorted { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }
        var signed: [UInt8] = []
        var last: (name: [UInt8], value: [UInt8])?
        for field in sorted {
            if let last, last == field { continue }
            signed += field.name + field.value
            last = field
        }
        return signed
    }

    /// The URL without a port, and with its own port or the scheme's.
    private static func spellings(of url: String) -> [String] {
        guard let separator = url.firstRange(of: "://") else { return [url] }
        let rest = url[separator.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let tail = rest[authority.endIndex...]
        let afterAddress = authority.lastIndex(of: "]") ?? authority.startIndex
        let colon = authority[afterAddress...].firstIndex(of: ":")
        let host = authority[..<(colon ?? authority.endIndex)]
        let scheme = url[..<separator.upperBound]
        let port = colon.map { String(authority[$0...]) } ?? (scheme == "https://" ? ":443" : ":80")
        return ["\(scheme)\(host)\(tail)", "\(scheme)\(host)\(port)\(tail)"]
    }
}
