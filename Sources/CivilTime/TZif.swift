/// What a TZif file says (RFC 9636): the offset before the first transition, the transitions, the rule after the last.
struct TZif {
    /// A moment at which the offset changes.
    struct Transition {
        /// Seconds since the Unix epoch.
        let at: Int

        /// Seconds east of UTC from then on.
        let offset: Int
    }

    /// Seconds east of UTC before the first transition.
    let initialOffset: Int

    /// The transitions, strictly ascending.
    let transitions: [Transition]

    /// The rule after the last transition; nil when the last offset stays.
    let footer: PosixRule?

    init(initialOffset: Int, transitions: [Transition], footer: PosixRule?) {
        self.initialOffset = initialOffset
        self.transitions = transitions
        self.footer = footer
    }

    /// Reads a whole file of version 2 or newer; anything malformed is nil.
    ///
    /// The flag for daylight saving is not used: Dublin sets it in winter. A file that counts leap seconds is refused,
    /// because its transitions are not in Unix time.
    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        // The first block has 32-bit times for old readers; the second says the same with 64 bits.
        guard let old = Header(&reader), reader.skip(old.blockSize(timeSize: 4)), let header = Header(&reader),
            header.isConsistent, let transitionsAndOffset = header.readBlock(&reader),
            let text = reader.footer()
        else { return nil }
        if text.isEmpty {
            footer = nil
        } else {
            guard let rule = PosixRule(text) else { return nil }
            footer = rule
        }
        (initialOffset, transitions) = transitionsAndOffset
    }
}

/// The counts that say how long the next data block is (RFC 9636 §3.1).
private struct Header {
    let utIndicators: Int
    let standardIndicators: Int
    let leapSeconds: Int
    let times: Int
    let types: Int
    let characters: Int

    init?(_ reader: inout ByteReader) {
        guard reader.skip("TZif"), let version = reader.byte(), version >= UInt8(ascii: "2"), reader.skip(15),
            let utIndicators = reader.integer32(), let standardIndicators = reader.integer32(),
            let leapSeconds = reader.integer32(), let times = reader.integer32(), let types = reader.integer32(),
            let characters = reader.integer32()
        else { return nil }
        self.utIndicators = Int(UInt32(bitPattern: utIndicators))
        self.standardIndicators = Int(UInt32(bitPattern: standardIndicators))
        self.leapSeconds = Int(UInt32(bitPattern: leapSeconds))
        self.times = Int(UInt32(bitPattern: times))
        self.types = Int(UInt32(bitPattern: types))
        self.characters = Int(UInt32(bitPattern: characters))
    }

    /// Whether the counts agree with each other, and no leap seconds are counted.
    var isConsistent: Bool {
        types >= 1 && types <= 256 && characters >= 1 && leapSeconds == 0
            && (utIndicators == 0 || utIndicators == types)
            && (standardIndicators == 0 || standardIndicators == types)
    }

    /// Bytes of the data block, for times of that many bytes.
    func blockSize(timeSize: Int) -> Int {
        times * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4) + standardIndicators
            + utIndicators
    }

    /// Reads the 64-bit data block (RFC 9636 §3.2): the offset of type 0 and the transitions.
    func readBlock(_ reader: inout ByteReader) -> (Int, [TZif.Transition])? {
        guard reader.remaining >= blockSize(timeSize: 8) else { return nil }
        var moments: [Int] = []
        moments.reserveCapacity(times)
        for _ in 0..<times {
            guard let moment = reader.integer64(), Header.sensibleTimes.contains(moment), moment > moments.last ?? .min
            else { return nil }
            moments.append(moment)
        }
        guard let typeOfTime = reader.take(times), let offsets = readOffsets(&reader), let first = offsets.first,
            reader.skip(characters + standardIndicators + utIndicators)
        else { return nil }
        var transitions: [TZif.Transition] = []
        transitions.reserveCapacity(times)
        for (moment, type) in zip(moments, typeOfTime) {
            guard Int(type) < types else { return nil }
            transitions.append(TZif.Transition(at: moment, offset: offsets[Int(type)]))
        }
        return (first, transitions)
    }

    private func readOffsets(_ reader: inout ByteReader) -> [Int]? {
        var offsets: [Int] = []
        for _ in 0..<types {
            guard let offset = reader.integer32(), Header.sensibleOffsets.contains(Int(offset)),
                let isDaylightSaving = reader.byte(), isDaylightSaving <= 1, let designation = reader.byte(),
                Int(designation) < characters
            else { return nil }
            offsets.append(Int(offset))
        }
        return offsets
    }

    /// RFC 9636 §3.2 wants times of at least -2^59; the same room upwards keeps every sum in range.
    private static let sensibleTimes = -(1 << 59)...(1 << 59)

    /// RFC 9636 §3.2: from -24:59:59 to +25:59:59.
    private static let sensibleOffsets = -89_999...93_599
}

/// Takes bytes from the front; nil when there are too few.
private struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var remaining: Int { bytes.count - position }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= remaining else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func skip(_ count: Int) -> Bool { take(count) != nil }

    mutating func skip(_ text: StaticString) -> Bool {
        take(text.utf8CodeUnitCount)?.elementsEqual(text.description.utf8) ?? false
    }

    mutating func byte() -> UInt8? { take(1)?.first }

    mutating func integer32() -> Int32? {
        take(4)?.reduce(0) { $0 << 8 | Int32($1) }
    }

    mutating func integer64() -> Int? {
        take(8)?.reduce(0) { $0 << 8 | Int($1) }
    }

    /// The text between the two line feeds that end the file (RFC 9636 §3.3).
    mutating func footer() -> ArraySlice<UInt8>? {
        guard remaining >= 2, let text = take(remaining), text.first == 10, text.last == 10 else { return nil }
        return text.dropFirst().dropLast()
    }
}
