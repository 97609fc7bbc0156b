extension JSONFields {
    /// A text that people will read, without blanks at its ends; nil when nothing is left.
    ///
    /// A control character (Unicode categories Cc, Zl, Zp) is an error: it could end a line of a mail's header. Line
    /// ends and tabs are allowed where a text may have several lines.
    ///
    /// - Parameters:
    ///   - name: the member.
    ///   - maximum: how many Unicode scalars it may have.
    ///   - multiline: whether line ends and tabs may occur.
    /// - Returns: the trimmed text.
    package func words(_ name: String, atMost maximum: Int, multiline: Bool = false) -> String? {
        guard let text = text(name) else { return nil }
        for scalar in text.unicodeScalars where isControl(scalar) {
            if multiline, scalar == "\n" || scalar == "\r" || scalar == "\t" { continue }
            refuse(name, "\(name) must not have control characters.", code: "control_character")
            return nil
        }
        let trimmed = trimmingBlanks(text)
        guard trimmed.unicodeScalars.count <= maximum else {
            refuse(name, "\(name) may have at most \(maximum) characters.", code: "too_long")
            return nil
        }
        return trimmed.isEmpty ? nil : String(trimmed)
    }
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
}

private func trimmingBlanks(_ text: String) -> Substring {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
}
