/// The language of a message, by its ISO 639 code.
///
/// English and German are shipped. Another language needs only an operator's templates; its times are written in
/// numbers.
package struct Language: Hashable, Sendable {
    /// Two or three lower-case letters.
    package let code: String

    /// English.
    package static let english = Language(code: "en")

    /// German.
    package static let german = Language(code: "de")

    private init(code: String) { self.code = code }

    /// Reads a language tag (RFC 5646) such as `de` or `de-AT` and keeps the language in it.
    ///
    /// Nil for anything else.
    package init?(tag: some StringProtocol) {
        let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
        guard (2...3).contains(primary.utf8.count), primary.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
            return nil
        }
        code = primary
    }

    /// The language of a brand's setting; English when the setting is no language tag.
    package init(_ setting: some StringProtocol) { self = Language(tag: setting) ?? .english }
}
