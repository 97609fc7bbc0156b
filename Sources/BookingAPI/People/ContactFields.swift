package import HTTP
package import Scheduling

extension JSONFields {
    /// The names of a contact's fields.
    package static let contactNames: Set<String> = ["firstName", "lastName", "email", "phone"]

    /// A person's name and addresses; nil when something was wrong, which has then been noted.
    package func contact() -> ContactDetails? {
        require("firstName", "lastName", "email")
        let firstName = words("firstName", atMost: 100)
        let lastName = words("lastName", atMost: 100)
        let email = value("email", "an e-mail address such as ada@example.com") { mailAddress($0) }
        let phone = value("phone", "a phone number in international form, such as +4915112345678") { phoneNumber($0) }
        guard let firstName, let lastName, let email else { return nil }
        return ContactDetails(firstName: firstName, lastName: lastName, email: email, phone: phone)
    }

    /// The id that a member names, in 36-character form.
    func id<Of>(_ name: String, of kind: Of.Type) -> ID<Of>? {
        value(name, "an id such as 0190b5a4-7c1e-7d20-8f3a-1b2c3d4e5f60") { ID<Of>($0) }
    }
}

/// The address when SMTP can carry it as it stands (RFC 5321 §4.1.2: dot-string, §4.5.3.1: lengths), with a domain of at
/// least two LDH labels; else nil.
///
/// Blanks around it go. The domain is written in lower case. The part before it keeps its case, because only the
/// receiving host knows whether that counts (§2.4); who compares two addresses compares them without case.
package func mailAddress(_ text: String) -> String? {
    let address = trimmingBlanks(text)
    guard address.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, address.utf8.count <= 254, (1...64).contains(parts[0].utf8.count) else { return nil }
    let atoms = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    guard atoms.allSatisfy(isAtom), labels.count >= 2, labels.allSatisfy(isHostLabel) else { return nil }
    guard labels.last?.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) == false else {
        return nil
    }
    return "\(parts[0])@\(parts[1].lowercased())"
}

/// Without spaces and tabs at both ends; line ends stay, and are refused.
///
/// By scalars: whole characters of strangers can be long, and take long.
private func trimmingBlanks(_ text: String) -> Substring {
    let scalars = text.unicodeScalars
    let isBlank = { (scalar: Unicode.Scalar) in scalar == "\t" || scalar.properties.generalCategory == .spaceSeparator }
    let start = scalars.firstIndex { !isBlank($0) } ?? scalars.endIndex
    let end = scalars.lastIndex { !isBlank($0) }.map { scalars.index(after: $0) } ?? start
    return Substring(scalars[start..<end])
}

/// The number when it is E.164 with its plus sign (`+` and 7 to 15 digits, the first not 0); else nil.
package func phoneNumber(_ text: String) -> String? {
    let digits = text.utf8.dropFirst()
    guard text.utf8.first == UInt8(ascii: "+"), (7...15).contains(digits.count), digits.first != UInt8(ascii: "0"),
        digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return text
}

private func isAtom(_ text: Substring) -> Bool {
    !text.isEmpty
        && text.utf8.allSatisfy { byte in
            isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
        }
}

private func isHostLabel(_ text: Substring) -> Bool {
    (1...63).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
        && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: false
    }
}
