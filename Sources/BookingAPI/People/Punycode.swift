@_spi(_Unicode) import Swift

/// The scalars in composed form (NFC).
func composed(_ text: Substring) -> [Unicode.Scalar] { Array(String(text)._nfc) }

/// The scalars as Punycode (RFC 3492 §6.3), without the prefix `xn--`.
func punycode(_ scalars: [Unicode.Scalar]) -> String {
    var coder = PunycodeEncoder(scalars.filter(\.isASCII).map { UInt8($0.value) })
    var code: UInt32 = 128
    var delta = 0
    while let next = scalars.map(\.value).filter({ $0 >= code }).min() {
        delta += Int(next - code) * (coder.written + 1)
        code = next
        for scalar in scalars {
            if scalar.value < code { delta += 1 }
            guard scalar.value == code else { continue }
            coder.write(delta)
            delta = 0
        }
        delta += 1
        code += 1
    }
    return String(decoding: coder.bytes, as: UTF8.self)
}

/// What has been written, and the bias that adapts to it.
private struct PunycodeEncoder {
    // The parameters of Punycode, RFC 3492 §5.
    private static let base = 36
    private static let smallestThreshold = 1
    private static let largestThreshold = 26
    private static let skew = 38
    private static let damp = 700

    private(set) var bytes: [UInt8]
    private(set) var written: Int
    private let basic: Int
    private var bias = 72

    init(_ basic: [UInt8]) {
        bytes = basic.isEmpty ? [] : basic + [UInt8(ascii: "-")]
        self.basic = basic.count
        written = basic.count
    }

    /// Writes a delta as a number of variable length.
    mutating func write(_ delta: Int) {
        var rest = delta
        var position = Self.base
        while true {
            let threshold = min(max(position - bias, Self.smallestThreshold), Self.largestThreshold)
            if rest < threshold { break }
            let radix = Self.base - threshold
            bytes.append(digit(threshold + (rest - threshold) % radix))
            rest = (rest - threshold) / radix
            position += Self.base
        }
        bytes.append(digit(rest))
        adapt(delta)
    }

    private mutating func adapt(_ delta: Int) {
        var rest = written == basic ? delta / Self.damp : delta / 2
        written += 1
        rest += rest / written
        var position = 0
        while rest > (Self.base - Self.smallestThreshold) * Self.largestThreshold / 2 {
            rest /= Self.base - Self.smallestThreshold
            position += Self.base
        }
        bias = position + (Self.base - Self.smallestThreshold + 1) * rest / (rest + Self.skew)
    }

    private func digit(_ value: Int) -> UInt8 {
        value < 26 ? UInt8(ascii: "a") + UInt8(value) : UInt8(ascii: "0") + UInt8(value - 26)
    }
}
