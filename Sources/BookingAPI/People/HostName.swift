/// The host name in the form in which a browser sends it: lower case, letters of other scripts as A-labels (RFC 5890), no
/// dot at its end; nil when it is none.
///
/// - Parameter text: such as `book.example.com`, `Bücher.example` or an IPv4 address; no port.
/// - Returns: at most 253 bytes.
package func hostName(_ text: String) -> String? {
    var labels = text.lowercased().split(separator: ".", omittingEmptySubsequences: false)
    if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
    let encoded = labels.compactMap(asciiLabel)
    let host = encoded.joined(separator: ".")
    return encoded.count == labels.count && !host.isEmpty && host.utf8.count <= 253 ? host : nil
}

/// The web origin in the form in which a browser sends it, `https://www.example.com` or with a port that is not the scheme's
/// own; nil when it is none.
package func webOrigin(_ text: String) -> String? {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let scheme = parts[0].lowercased()
    guard parts.count == 2, scheme == "https" || scheme == "http", parts[1].hasPrefix("//") else { return nil }
    let place = parts[1].dropFirst(2).split(separator: ":", omittingEmptySubsequences: false)
    guard place.count <= 2, let host = hostName(String(place[0])) else { return nil }
    if place.count == 1 { return "\(scheme)://\(host)" }
    guard let port = UInt16(place[1]), port > 0 else { return nil }
    return port == (scheme == "https" ? 443 : 80) ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
}

/// The label as LDH; one with other letters becomes an A-label.
private func asciiLabel(_ label: Substring) -> String? {
    var ascii = String(label)
    if !label.utf8.allSatisfy({ $0 < 0x80 }) {
        // Composed first (RFC 5891 §4.1): a letter and its accent are one to those who type it and two to some keyboards.
        let scalars = composed(label)
        guard scalars.allSatisfy(mayStandInLabel) else { return nil }
        ascii = "xn--" + punycode(scalars)
    }
    let isPlain = ascii.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-")
    }
    return isPlain && (1...63).contains(ascii.utf8.count) && !ascii.hasPrefix("-") && !ascii.hasSuffix("-")
        ? ascii : nil
}

/// A letter, a mark or a digit, as far as categories tell (RFC 5892 §2.1).
private func mayStandInLabel(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .decimalNumber: true
    default: scalar == "-"
    }
}
