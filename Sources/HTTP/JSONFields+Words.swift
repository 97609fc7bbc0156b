extension JSONFields {
    /// How many combining marks may follow each other: the Stream-Safe Text Format of Unicode (UAX #15 §13).
    ///
    /// No language needs more than a few. To compare or cut a text with thousands of them takes seconds.
    private static let mostMarks = 30

    /// A text that people will read, without blanks at its ends; nil when there is nothing to see in it.
    ///
    /// A control character (Unicode categories Cc, Zl, Zp) is an error: it could end a line of a mail's header. Line
    /// ends and tabs are allowed where a text may have several lines. More than 30 combining marks in a row are an error.
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
        guard text.unicodeScalars.contains(where: isVisible) else { return nil }
        let trimmed = trimmingBlanks(text.unicodeScalars)
        guard trimmed.count <= maximum else {
            refuse(name, "\(name) may have at most \(maximum) characters.", code: "too_long")
            return nil
        }
        guard marksInARow(trimmed) <= JSONFields.mostMarks else {
            refuse(
                name,
                "\(name) may have at most \(JSONFields.mostMarks) accents on one letter.",
                code: "too_many_marks"
            )
            return nil
        }
        return String(trimmed)
    }
}

/// Whether the text holds anything: a character to see, or a control character, which must be refused.
func holdsAnything(_ text: String) -> Bool { text.unicodeScalars.contains { isVisible($0) || isControl($0) } }

/// Whether a reader would see the character.
///
/// Blanks, format characters, accents without a letter, and what is drawn as nothing are not seen (Unicode: `White_Space`,
/// `Default_Ignorable_Code_Point`).
private func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return (0x21...0x7E).contains(scalar.value) }
    let properties = scalar.properties
    if properties.isWhitespace || properties.isDefaultIgnorableCodePoint { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .nonspacingMark, .enclosingMark:
        return false
    default: return scalar != "\u{2800}"  // the braille cell without a dot
    }
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
}

/// By scalars: to find the last character of a run of accents, all of it must be looked at.
private func trimmingBlanks(_ text: String.UnicodeScalarView) -> Substring.UnicodeScalarView {
    var rest = text[...]
    while rest.first?.properties.isWhitespace == true { rest.removeFirst() }
    while rest.last?.properties.isWhitespace == true { rest.removeLast() }
    return rest
}

private func marksInARow(_ text: Substring.UnicodeScalarView) -> Int {
    var most = 0
    var count = 0
    for scalar in text {
        let isMark = !scalar.isASCII && scalar.properties.canonicalCombiningClass != .notReordered
        count = isMark ? count + 1 : 0
        most = max(most, count)
    }
    return most
}
