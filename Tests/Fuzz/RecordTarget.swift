import CFastCGI
@testable import FastCGI
import Glibc
import HTTP

/// FastCGI records on a connection, through libfcgi, to the request that a handler sees and the records of the answer.
///
/// Each line is one record; its first byte says of which kind, and an unknown one stands for bytes as they are.
@Sendable
func record(_ input: [UInt8]) {
    let script = RecordScript(input)
    guard script.lengthsAreSmall else { return }
    var connection = FCGX_Request()
    _ = initialised
    FCGX_InitRequest(&connection, -1, 0)
    let first = exchange(&connection, script.bytes)
    let second = exchange(&connection, script.bytes)
    expect(first.map(summary) == second.map(summary), "the same bytes are read differently a second time")
    guard let expected = script.request else { return }
    expect(first.map(summary) == [summary(expected)], "\(first.map(summary)) instead of \(summary(expected))")
}

private let initialised: Void = {
    signal(SIGPIPE, SIG_IGN)
    FCGX_Init()
}()

/// Sends the bytes and ends them; gives the requests that came out, and checks what was answered.
private func exchange(_ connection: inout FCGX_Request, _ bytes: [UInt8]) -> [Request] {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { fatalError("no sockets") }
    defer { close(ends[0]) }
    expect(write(ends[0], bytes, bytes.count) == bytes.count, "the bytes do not fit into the socket")
    shutdown(ends[0], Int32(SHUT_WR))
    var requests: [Request] = []
    if Exchange.begin(&connection, ends[1]) {
        let isDrained = Exchange.run(&connection) { request in
            requests.append(request)
            return .json(Array("{}".utf8))
        }
        if isDrained { FCGX_Detach(&connection) }
        FCGX_Finish_r(&connection)
    }
    expect(fcntl(ends[1], F_GETFD) == -1, "the connection stays open")
    checkAnswer(ends[0])
    return requests
}

/// Whole records of our kinds, and whole header lines inside.
private func checkAnswer(_ descriptor: Int32) {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = read(descriptor, &chunk, chunk.count), count > 0 { bytes += chunk.prefix(count) }
    var output: [UInt8] = []
    var place = 0
    while place < bytes.count {
        expect(place + 8 <= bytes.count && bytes[place] == 1, "the answer has half a header")
        let length = Int(bytes[place + 4]) << 8 | Int(bytes[place + 5])
        expect(place + 8 + length + Int(bytes[place + 6]) <= bytes.count, "the answer has half a record")
        expect([3, 6, 7, 10, 11].contains(bytes[place + 1]), "the answer has a record of kind \(bytes[place + 1])")
        if bytes[place + 1] == 6 { output += bytes[(place + 8)..<(place + 8 + length)] }
        place += 8 + length + Int(bytes[place + 6])
    }
    expect(output.isEmpty || output.starts(with: "Status: ".utf8), "the answer has no status")
}

private func summary(_ request: Request) -> String {
    let headers = request.headers.firstValues.sorted { $0.key < $1.key }
    return "\(request.method) \(request.path) \(request.query) \(request.host) \(headers) \(request.body)"
}

/// Records in the making.
private struct RecordScript {
    private(set) var bytes: [UInt8] = []

    /// Whether there are bytes that are no record of ours, so that libfcgi may see others than we do.
    private var isLoose = false
    private var parameters: [(name: String, value: String)] = []
    private var body: [UInt8] = []

    /// How far it is one well-formed request: 0 nothing, 1 begun, 2 parameters ended, 3 body ended, 4 something else.
    private var stage = 0

    init(_ input: [UInt8]) {
        for line in input.split(separator: 10) { add(line.first ?? 0, Array(line.dropFirst())) }
    }

    /// What a handler must see; nil when the records are not one request that passes.
    var request: Request? {
        guard stage == 3, body.count <= Exchange.bodyLimit else { return nil }
        let request = Request(parameters: parameters, body: body)
        let claim = request.headers["content-length"]
        return claim == nil || claim == String(body.count) ? request : nil
    }

    private mutating func add(_ kind: UInt8, _ content: [UInt8]) {
        switch kind {
        case UInt8(ascii: "b"):
            let role = content.first.map { $0 & 3 } ?? 1
            append(1, [0, role, content.count > 1 ? 1 : 0, 0, 0, 0, 0, 0])
            stage = stage == 0 && role == 1 ? 1 : 4
        case UInt8(ascii: "p"):
            let name = content.prefix { $0 != UInt8(ascii: "=") }
            let value = content.dropFirst(name.count + 1)
            append(4, length(name.count) + length(value.count) + name + value)
            add(name + [UInt8(ascii: "=")] + value)
            if stage != 1 { stage = 4 }
        case UInt8(ascii: "q"):
            append(4, [])
            stage = stage == 1 ? 2 : 4
        case UInt8(ascii: "i"):
            append(5, content)
            body += content
            // Content without bytes ends the stream.
            stage = stage == 2 ? content.isEmpty ? 3 : 2 : 4
        case UInt8(ascii: "a"), UInt8(ascii: "d"), UInt8(ascii: "P"):
            let kinds: [UInt8: UInt8] = [97: 2, 100: 8, 80: 4]
            append(kinds[kind] ?? 0, content)
            stage = 4
        default:
            bytes += content
            isLoose = true
            stage = 4
        }
    }

    /// A variable as libfcgi keeps it: `NAME=VALUE` up to its first zero byte.
    private mutating func add(_ entry: [UInt8]) {
        let entry = entry.prefix { $0 != 0 }
        let name = entry.prefix { $0 != UInt8(ascii: "=") }
        guard name.count < entry.count else { return }
        let value = String(decoding: entry.dropFirst(name.count + 1), as: UTF8.self)
        parameters.append((String(decoding: name, as: UTF8.self), value))
    }

    private mutating func append(_ kind: UInt8, _ content: [UInt8]) {
        bytes += [
            1, kind, 0, 1, UInt8(truncatingIfNeeded: content.count >> 8), UInt8(truncatingIfNeeded: content.count),
        ]
        bytes += [0, 0] + content
    }

    private func length(_ count: Int) -> [UInt8] {
        count < 128
            ? [UInt8(count)] : [0x80, 0, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
    }

    /// Whether no variable claims to be longer than a megabyte.
    ///
    /// libfcgi allocates what a length claims before it reads, and aborts when there is not so much memory. Whoever can
    /// write to the socket can do that; it is nginx alone, which is why the socket has mode 0660.
    ///
    /// Variables begin with any record of theirs, because libfcgi passes over those that come before a request has begun;
    /// among loose bytes with any byte.
    var lengthsAreSmall: Bool {
        if isLoose {
            return bytes.indices.allSatisfy { index in
                var rest = bytes[index...]
                return RecordScript.takeLength(&rest) <= 1_048_576
            }
        }
        var contents: [ArraySlice<UInt8>] = []
        var place = 0
        while place + 8 <= bytes.count {
            let end = min(bytes.count, place + 8 + (Int(bytes[place + 4]) << 8 | Int(bytes[place + 5])))
            if bytes[place + 1] == 4 { contents.append(bytes[(place + 8)..<end]) }
            place = end + Int(bytes[place + 6])
        }
        return contents.indices.allSatisfy { Self.lengthsAreSmall(in: contents[$0...].flatMap(\.self)) }
    }

    private static func lengthsAreSmall(in stream: [UInt8]) -> Bool {
        var rest = stream[...]
        while !rest.isEmpty {
            let lengths = [takeLength(&rest), takeLength(&rest)]
            if lengths.contains(where: { $0 > 1_048_576 }) { return false }
            rest = rest.dropFirst(lengths[0] + lengths[1])
        }
        return true
    }

    private static func takeLength(_ rest: inout ArraySlice<UInt8>) -> Int {
        let first = Int(rest.popFirst() ?? 0)
        if first < 128 { return first }
        defer { rest = rest.dropFirst(3) }
        return rest.prefix(3).reduce(first & 0x7F) { $0 << 8 | Int($1) }
    }
}
