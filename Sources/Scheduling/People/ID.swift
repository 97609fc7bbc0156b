/// A UUID that names one kind of thing, so that a booking's id cannot be passed where a student's is wanted.
///
/// New ids are UUIDv7 (RFC 9562 §5.7): they sort by the second in which they were made.
package struct ID<Of>: Hashable, Sendable {
    /// The first eight bytes, most significant first.
    package let high: UInt64

    /// The last eight bytes, most significant first.
    package let low: UInt64

    /// Takes the two halves as they are; nothing is checked.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Makes a new id: 48 bits of time in milliseconds, 74 random bits.
    ///
    /// - Parameters:
    ///   - now: the moment it is made; its milliseconds are drawn at random, because a moment has none.
    ///   - random: where the random bits come from.
    package init(madeAt now: Moment, using random: inout some RandomNumberGenerator) {
        let milliseconds = UInt64(clamping: now.seconds) &* 1000 &+ UInt64.random(in: 0..<1000, using: &random)
        high = milliseconds << 16 | 0x7000 | random.next() & 0x0FFF
        low = 0x8000_0000_0000_0000 | random.next() >> 2
    }

    /// Reads the 36-character form, in either case; anything else is nil.
    package init?(_ text: some StringProtocol) {
        var halves: (UInt64, UInt64) = (0, 0)
        var digits = 0
        var position = 0
        for byte in text.utf8 {
            defer { position += 1 }
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let value = Hexadecimal.value(of: byte).map(UInt64.init), digits < 32 else { return nil }
            if digits < 16 { halves.0 = halves.0 << 4 | value } else { halves.1 = halves.1 << 4 | value }
            digits += 1
        }
        guard position == 36 else { return nil }
        (high, low) = halves
    }
}

extension ID: CustomStringConvertible {
    /// The 36-character form in lower case.
    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for digit in 0..<32 {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 { text.append(UInt8(ascii: "-")) }
            let half = digit < 16 ? high : low
            let value = UInt8(truncatingIfNeeded: half >> UInt64(60 - 4 * (digit % 16)) & 0xF)
            text.append(Hexadecimal.digit(value))
        }
        return String(decoding: text, as: UTF8.self)
    }
}
