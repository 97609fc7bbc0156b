/// How an SMS travels: which alphabet, how many units, in how many segments (3GPP TS 23.038 §6.2).
package struct SMSText: Hashable, Sendable {
    /// The alphabet of one message.
    package enum Encoding: Sendable {
        /// 7 bits a character; 160 in one segment, 153 in each of several.
        case gsm7
        /// UTF-16; 70 units in one segment, 67 in each of several.
        case ucs2
    }

    /// The alphabet it needs.
    package let encoding: Encoding

    /// Septets or UTF-16 units.
    package let units: Int

    /// What is paid for.
    package let segments: Int

    /// Measures a text as it stands.
    package init(_ text: String) {
        if let septets = GSM7.septets(of: text) {
            self.init(.gsm7, pieces: septets, alone: 160, joined: 153)
        } else {
            let pieces = text.unicodeScalars.map { UTF16.width($0) }
            self.init(.ucs2, pieces: pieces, alone: 70, joined: 67)
        }
    }

    /// Counts segments.
    ///
    /// A character of two units never spans two of them.
    private init(_ encoding: Encoding, pieces: [Int], alone: Int, joined: Int) {
        self.encoding = encoding
        units = pieces.reduce(0, +)
        guard units > alone else {
            segments = 1
            return
        }
        var segments = 1
        var filled = 0
        for piece in pieces {
            if filled + piece > joined {
                segments += 1
                filled = 0
            }
            filled += piece
        }
        self.segments = segments
    }
}
