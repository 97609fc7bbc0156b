/// The GSM 7-bit default alphabet with its extension table (3GPP TS 23.038 §6.2.1).
package enum GSM7 {
    private static let basic = Set<Unicode.Scalar>(
        ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
            + "abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars
    )
    private static let extended = Set<Unicode.Scalar>("\u{0C}^{}\\[~]|€".unicodeScalars)

    /// The septets of each character, 1 or 2; nil when one is not in the alphabet.
    package static func septets(of text: String) -> [Int]? {
        var septets: [Int] = []
        septets.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if basic.contains(scalar) {
                septets.append(1)
            } else if extended.contains(scalar) {
                septets.append(2)
            } else {
                return nil
            }
        }
        return septets
    }

    /// The text with as many characters of the alphabet as a reader would accept.
    ///
    /// Typographic signs become plain ones. Latin letters lose accents that the alphabet lacks: `François` becomes
    /// `Francois`. Emoji are dropped. Other scripts stay whole, with the joiners that their letters need, and the message
    /// then travels as UCS-2, in shorter segments.
    package static func text(_ text: String) -> String {
        PlainText.lines(text.reduce(into: "") { $0 += likeness(of: $1) })
    }

    /// A character as the alphabet has it, else as it is; nothing for an emoji.
    private static func likeness(of character: Character) -> String {
        let scalars = character.unicodeScalars
        guard let base = scalars.first, !isEmoji(base, in: scalars), base != "\u{FFFD}" else { return "" }
        // Beside a letter that the alphabet has, joiners and signs of style say nothing.
        let bare = String(String.UnicodeScalarView(scalars.filter { !isStyle($0) }))
        if bare.isEmpty || septets(of: bare) != nil { return bare }
        if bare.count == 1, let replacement = replacements[Character(bare)] { return replacement }
        return String(character)
    }

    /// Whether a character is an emoji: by its first scalar, because the joiners behind it are letters' too.
    private static func isEmoji(_ base: Unicode.Scalar, in scalars: String.UnicodeScalarView) -> Bool {
        if base.properties.isEmojiPresentation { return true }
        // Digits and signs like © are emoji only to a keycap or a picture font.
        return base.properties.isEmoji && base.value > 0xFF && scalars.contains("\u{FE0F}")
    }

    /// Joiners (ZWNJ, ZWJ), variation selectors, keycaps, skin tones and tags.
    private static func isStyle(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200C, 0x200D, 0x20E3, 0xFE00...0xFE0F, 0x1F3FB...0x1F3FF, 0xE0020...0xE007F: true
        default: false
        }
    }

    /// Keyed by character: Swift then finds a letter with a separate accent like the composed letter.
    private static let replacements: [Character: String] = {
        var table: [Character: String] = [
            "ß": "ß", "ẞ": "SS", "Œ": "OE", "œ": "oe", "Þ": "Th", "þ": "th", "Ð": "D", "ð": "d", "Ĳ": "IJ", "ĳ": "ij",
            "…": "...", "\u{00A0}": " ", "•": "-", "·": "-", "×": "x", "№": "No.", "™": "TM", "©": "(c)", "®": "(R)",
        ]
        for letter in "èéùìòÇØøÅåÆæÉÄÖÑÜäöñüà" { table[letter] = String(letter) }
        for (plain, letters) in folded {
            for letter in letters where table[letter] == nil { table[letter] = plain }
        }
        return table
    }()

    private static let folded: [(String, String)] = [
        ("'", "’‘‚‛′ʼ`´"), ("\"", "“”„‟″«»‹›"), ("-", "–—―‐‑‒−"),
        (
            " ",
            "\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\u{202F}\u{205F}"
        ),
        ("A", "ÀÁÂÃĀĂĄǍẠẢẤẦẨẪẬẮẰẲẴẶ"), ("a", "áâãāăąǎạảấầẩẫậắằẳẵặª"), ("C", "ĆĈĊČ"), ("c", "çćĉċč"),
        ("D", "ĎĐ"), ("d", "ďđ"), ("E", "ÈÊËĒĔĖĘĚẸẺẼẾỀỂỄỆ"), ("e", "êëēĕėęěẹẻẽếềểễệ"),
        ("G", "ĜĞĠĢ"), ("g", "ĝğġģ"), ("H", "ĤĦ"), ("h", "ĥħ"),
        ("I", "ÌÍÎÏĨĪĬĮİỈỊ"), ("i", "íîïĩīĭįıỉị"), ("J", "Ĵ"), ("j", "ĵ"), ("K", "Ķ"), ("k", "ķ"),
        ("L", "ĹĻĽĿŁ"), ("l", "ĺļľŀł"), ("N", "ŃŅŇ"), ("n", "ńņňŉ"),
        ("O", "ÒÓÔÕŌŎŐƠỌỎỐỒỔỖỘỚỜỞỠỢ"), ("o", "óôõōŏőơọỏốồổỗộớờởỡợº"),
        ("R", "ŔŖŘ"), ("r", "ŕŗř"), ("S", "ŚŜŞŠȘ"), ("s", "śŝşšș"), ("T", "ŢŤŦȚ"), ("t", "ţťŧț"),
        ("U", "ÙÚÛŨŪŬŮŰŲƯỤỦỨỪỬỮỰ"), ("u", "úûũūŭůűųưụủứừửữự"), ("W", "Ŵ"), ("w", "ŵ"),
        ("Y", "ÝŶŸỲỴỶỸ"), ("y", "ýÿŷỳỵỷỹ"), ("Z", "ŹŻŽ"), ("z", "źżž"),
    ]
}
