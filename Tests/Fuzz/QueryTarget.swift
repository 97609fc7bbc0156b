@testable import HTTP

/// A query's parameters, against a decoder that goes byte by byte.
@Sendable
func query(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    let read = QueryFields(text)
    var values: [String: String] = [:]
    var wrong: [String] = []
    for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
        let head = pair.prefix { $0 != UInt8(ascii: "=") }
        guard let name = decoded(head), let value = decoded(pair.dropFirst(head.count + 1)) else {
            wrong.append("query encoding")
            continue
        }
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else { continue }
        if values[name] != nil { wrong.append("\(name) repeated") }
        values[name] = value
    }
    for (name, value) in values {
        expect(read.text(name) == value, "\(name) is \(value), not \(read.text(name) ?? "absent")")
    }
    expect(found(read.errors) == told(wrong), "\(found(read.errors)) instead of \(wrong)")
    for name in values.keys.sorted().prefix(wrong.count < 40 ? 8 : 0) { readTyped(name, values[name] ?? "", text) }
}

/// What the typed readers may make of a value.
private func readTyped(_ name: String, _ value: String, _ query: String) {
    let read = QueryFields(query)
    let before = found(read.errors).count
    let number = read.integer(name, in: -60...480, step: 5)
    if let number {
        expect((-60...480).contains(number) && number % 5 == 0, "\(number) is out of range")
        expect(Int(value) == number, "\(value) is not \(number)")
    }
    let flag = read.flag(name)
    expect((flag == true) == (value == "true") && (flag == false) == (value == "false"), "\(value) is no flag")
    let expected = before + (number == nil ? 1 : 0) + (flag == nil ? 1 : 0)
    expect(found(read.errors).count == expected, "\(found(read.errors)) is not what was refused")
}

/// What a caller is told of so many errors: the first 50, and that there are more.
func told(_ errors: [String]) -> [String] { errors.count > 50 ? errors.prefix(50) + [" more"] : errors }

/// The errors as `field code`.
func found(_ errors: FieldErrors) -> [String] {
    do { try errors.finish() } catch { return error.errors.map { "\($0.field) \($0.code)" } }
    return []
}

private func decoded(_ bytes: Substring.UTF8View.SubSequence) -> String? {
    let bytes = Array(bytes)
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
        if bytes[place] != UInt8(ascii: "%") {
            result.append(bytes[place] == UInt8(ascii: "+") ? 32 : bytes[place])
            place += 1
            continue
        }
        guard place + 2 < bytes.count, let high = digit(bytes[place + 1]), let low = digit(bytes[place + 2])
        else { return nil }
        result.append(high * 16 + low)
        place += 3
    }
    // A text that was repaired is not the one that was sent.
    let text = String(decoding: result, as: UTF8.self)
    return text.utf8.elementsEqual(result) ? text : nil
}

/// The value of a hexadecimal digit in either case.
func digit(_ byte: UInt8) -> UInt8? {
    Array("0123456789abcdef".utf8).firstIndex(of: byte < 64 ? byte : byte | 0x20).map { UInt8($0) }
}
