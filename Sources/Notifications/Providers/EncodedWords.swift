/// The text as encoded words in UTF-8 and base64 (RFC 2047 §2), each at most 75 characters, folded between them.
func encodedWords(_ text: String) -> String {
    var words: [[UInt8]] = [[]]
    for character in text.unicodeScalars {
        let piece = Array(String(character).utf8)
        // 45 bytes are 60 digits, with `=?UTF-8?B?` and `?=` 72 characters of the 75. A character never spans two
        // words.
        if (words.last?.count ?? 0) + piece.count > 45 { words.append([]) }
        words[words.count - 1] += piece
    }
    return words.map { "=?UTF-8?B?\(String(decoding: base64($0), as: UTF8.self))?=" }.joined(separator: "\r\n ")
}

/// A header's free text: as it is when short and plain, otherwise as encoded words.
///
/// - Parameters:
///   - text: without line ends.
///   - name: the header's name, which shares the first line.
/// - Returns: ASCII, perhaps of several lines.
func unstructured(_ text: String, after name: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !text.contains("=?")
    return isPlain && name.utf8.count + 2 + text.utf8.count <= 78 ? text : encodedWords(text)
}
