/// The language of a message, by its ISO 639 code.
///
/// Templates and times are shipped in English and German. Another language needs only an operator's templates; its times
/// are then written as numbers.
package struct Language: Hashable, Sendable {
    /// Two or three lower-case letters.
    package let code: String

    /// English.
    package static let english = Language(code: "en")

    /// German.
    package static let german = Language(code: "de")

    private init(code: String) { self.code = code }

    /// Reads a language tag (RFC 5646) such as `de` or `de-AT`; only the language in it counts, anything else is nil.
    package init?(tag: some StringProtocol) {
        let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
        guard (2...3).contains(primary.utf8.count), primary.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
            return nil
        }
        code = primary
    }

    /// The language that a brand is set to; English when that is no language tag.
    package init(_ setting: some StringProtocol) { self = Language(tag: setting) ?? .english }
}
