/// An e-mail address, with or without a name (RFC 5322 §3.4), that is safe to put into a header.
package struct Mailbox: Hashable, Sendable {
    /// What is shown beside the address; nil when there is none.
    package let name: String?

    /// `local@domain`, ASCII.
    package let address: String

    /// Reads `address`, `Name <address>` or `"Name" <address>`; nil when SMTP could not carry the address.
    ///
    /// Control characters in the name become spaces.
    package init?(_ text: String) {
        let line = oneLine(text)
        guard line.last == ">", let opening = line.lastIndex(of: "<") else {
            guard isAddress(line) else { return nil }
            (name, address) = (nil, line)
            return
        }
        let inner = String(line[line.index(after: opening)...].dropLast())
        guard isAddress(inner) else { return nil }
        let shown = unquoted(trimmed(line[..<opening]))
        name = shown.isEmpty ? nil : shown
        address = inner
    }

    /// For JSON: the name in any script, quoted where that is needed.
    package var text: String {
        guard let name else { return address }
        return isAtoms(name) ? "\(name) <\(address)>" : "\(quoted(name)) <\(address)>"
    }

    /// For a header: ASCII only, other scripts as encoded words (RFC 2047).
    package var headerText: String {
        guard let name, !name.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        return "\(encodedWords(name)) <\(address)>"
    }

    /// The part behind the `@`.
    package var domain: Substring { address[address.index(after: address.lastIndex(of: "@") ?? address.startIndex)...] }
}

/// The text as one line: each run of control characters and line ends becomes a space.
func oneLine(_ text: String) -> String {
    var line = ""
    var isBroken = false
    for scalar in text.unicodeScalars {
        if scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029 {
            isBroken = true
            continue
        }
        if isBroken && !line.isEmpty { line += " " }
        isBroken = false
        line.unicodeScalars.append(scalar)
    }
    return trimmed(line[...])
}

private func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
}

private func unquoted(_ text: String) -> String {
    guard text.count >= 2, text.first == "\"", text.last == "\"" else { return text }
    var name = ""
    var isEscaped = false
    for character in text.dropFirst().dropLast() {
        if character == "\\" && !isEscaped {
            isEscaped = true
            continue
        }
        isEscaped = false
        name.append(character)
    }
    return name
}

private func quoted(_ text: String) -> String {
    var quoted = "\""
    for character in text {
        if character == "\"" || character == "\\" { quoted += "\\" }
        quoted.append(character)
    }
    return quoted + "\""
}

private func isAtoms(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { !"\"(),.:;<>@[\\]".unicodeScalars.contains($0) } && !text.contains("=?")
}

private func isAddress(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
        && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>()[]\\,;:\"".utf8.contains($0) }
}
