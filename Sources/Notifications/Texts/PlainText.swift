/// Makes what people typed safe for a header, a text or a calendar.
///
/// A control character could end a header's line. A character that turns the direction of writing could make a text
/// look like another one (Unicode TR 36 §3.1).
package enum PlainText {
    /// The text on one line: control characters and line ends become spaces, and several spaces become one.
    package static func line(_ text: String) -> String {
        var cleaned = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isInvisible(scalar) {
            if isBreak(scalar) || scalar == " " {
                if let last = cleaned.last, last != " " { cleaned.append(" ") }
            } else {
                cleaned.append(scalar)
            }
        }
        if cleaned.last == " " { cleaned.removeLast() }
        return String(cleaned)
    }

    /// Like `line`, but lines stay; every line end becomes `\n`, and empty lines at both ends go.
    package static func lines(_ text: String) -> String {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { line(String($0)) }
        let first = lines.firstIndex { !$0.isEmpty } ?? lines.endIndex
        let last = lines.lastIndex { !$0.isEmpty } ?? lines.startIndex
        return first > last ? "" : lines[first...last].joined(separator: "\n")
    }

    /// Removes the blank lines that empty sections of a template leave: all at the ends, and all but one in between.
    package static func tidied(_ text: String) -> String {
        var tidy: [Substring] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let isBlank = line.allSatisfy(\.isWhitespace)
            if isBlank, tidy.last?.isEmpty ?? true { continue }
            tidy.append(isBlank ? "" : line)
        }
        if tidy.last?.isEmpty == true { tidy.removeLast() }
        return tidy.joined(separator: "\n") + "\n"
    }

    /// At most that many characters; three dots say that something was cut off.
    package static func clipped(_ text: String, to limit: Int) -> String {
        guard text.count > limit else { return text }
        return line(String(text.prefix(limit - 3))) + "..."
    }

    /// As many whole words as fit into that many characters with three dots behind them, the first one in any case.
    package static func shortened(_ text: String, to limit: Int) -> String {
        guard text.count > limit else { return text }
        let words = text.split(separator: " ")
        var kept = String(words.first ?? "")
        for word in words.dropFirst() {
            guard kept.count + 1 + word.count + 3 <= limit else { break }
            kept += " " + word
        }
        // A part of an address would be another address, or none.
        if words.count == 1 || kept.count + 3 > limit { return isAddress(kept) ? kept : clipped(kept, to: limit) }
        return kept + "..."
    }

    private static func isAddress(_ word: String) -> Bool {
        word.contains("@") || word.contains("/") || word.dropLast().contains(".")
    }

    /// Safe between tags and in quoted attributes of HTML.
    ///
    /// Scalars are escaped, not characters: a quote followed by a combining accent is one `Character` that equals no
    /// quote, but a browser still sees the quote.
    package static func escapedForHTML(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// Marks that turn the direction of writing, and the byte order mark.
    ///
    /// Joiners stay: words and emoji need them.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
