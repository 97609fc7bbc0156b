/// An e-mail address with a name, as it stands in `From` (RFC 5322 §3.4).
package struct MailAddress: Hashable, Sendable {
    /// The name as people read it; empty when there is none.
    package let name: String

    /// The bare address.
    package let address: String

    package init(name: String, address: String) {
        self.name = name
        self.address = address
    }

    /// Reads `name@host`, or a name with the address in angle brackets, as `RESEND_FROM_EMAIL` may have it.
    package init(_ text: String) {
        let text = PlainText.line(text)
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            self.init(name: "", address: text)
            return
        }
        let name = PlainText.line(String(text[..<open]).filter { $0 != "\"" })
        let address = PlainText.line(String(text[text.index(after: open)...].dropLast()))
        self.init(name: name, address: address)
    }

    /// Name and address for a header.
    ///
    /// The name is always quoted, so that nothing in it can begin another address.
    package var header: String {
        let name = PlainText.line(name)
        guard !name.isEmpty else { return address }
        var quoted = ""
        for scalar in name.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return "\"\(quoted)\" <\(address)>"
    }
}
