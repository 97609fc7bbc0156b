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
    /// `Francois`. Emoji are dropped. Other scripts stay, and the message then travels as UCS-2, in shorter segments.
    package static func text(_ text: String) -> String {
        var plain = ""
        for character in text {
            if let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1,
                basic.contains(scalar) || extended.contains(scalar)
            {
                plain.append(character)
            } else if let replacement = replacements[character] {
                plain += replacement
            } else if !isEmoji(character) {
                plain.append(character)
            }
        }
        return PlainText.lines(plain)
    }

    private static func isEmoji(_ character: Character) -> Bool {
        character.unicodeScalars.contains { scalar in
            scalar.properties.isEmojiPresentation || scalar.value == 0xFE0F || scalar.value == 0x200D
                || scalar.value == 0xFFFD
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
