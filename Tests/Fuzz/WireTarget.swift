@testable import FastCGI
import HTTP

/// CGI variables, one `NAME=VALUE` on each line, to a request and its answer, against a reading of the bytes.
@Sendable
func wire(_ input: [UInt8]) {
    var parameters: [(name: String, value: String)] = []
    for line in input.split(separator: 10, omittingEmptySubsequences: false) {
        let name = line.prefix { $0 != UInt8(ascii: "=") }
        let value = line.dropFirst(name.count + 1)
        parameters.append((String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
    }
    let request = Request(parameters: parameters, body: input)
    checkTarget(of: request, parameters)
    checkHeaders(of: request, parameters)
    let host = parameters.filter { $0.name == "HTTP_HOST" && !hostName($0.value).isEmpty }.first?.value
    expect(
        request.host.utf8.elementsEqual(hostName(host ?? "")),
        "\(request.host) is not the host of \(host ?? "none")"
    )
    expect(request.id.wholeMatch(of: /[-0-9A-Za-z]{1,64}/) != nil, "\(request.id) cannot stand in a log")
    checkAnswer(to: request, parameters)
}

private func checkTarget(of request: Request, _ parameters: [(name: String, value: String)]) {
    let target = Array((parameters.last { $0.name == "REQUEST_URI" }?.value ?? "/").utf8)
    var rest = target.prefix { $0 != UInt8(ascii: "#") }
    if rest.first != UInt8(ascii: "/"), let colon = rest.firstIndex(of: UInt8(ascii: ":")),
        rest[colon...].starts(with: "://".utf8)
    {
        rest = rest[colon...].dropFirst(3).drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        if rest.first != UInt8(ascii: "/") { rest = [UInt8(ascii: "/")] + rest }
    }
    let path = rest.prefix { $0 != UInt8(ascii: "?") }
    expect(request.path.utf8.elementsEqual(path), "the path of \(target) is \(request.path)")
    expect(
        request.query.utf8.elementsEqual(rest.dropFirst(path.count + 1)),
        "the query of \(target) is \(request.query)"
    )
}

private func checkHeaders(of request: Request, _ parameters: [(name: String, value: String)]) {
    var expected: [(name: [UInt8], value: String)] = []
    for (name, value) in parameters {
        switch name {
        case "CONTENT_TYPE", "CONTENT_LENGTH":
            if !value.isEmpty { expected.append((header(name.utf8.dropFirst(0)), value)) }
        case "HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH": break
        default:
            guard name.utf8.allSatisfy({ $0 < 0x80 }) else { continue }
            if name.utf8.starts(with: "HTTP_".utf8) { expected.append((header(name.utf8.dropFirst(5)), value)) }
        }
    }
    // Lines behind the first: the first of them that says something else.
    // One that is not ASCII differs from every other.
    if let type = expected.first(where: { $0.name.elementsEqual("content-type".utf8) }),
        let other = parameters.first(where: {
            $0.name == "HTTP_CONTENT_TYPE"
                && (!$0.value.utf8.elementsEqual(type.value.utf8) || type.value.utf8.contains { $0 >= 0x80 })
        })
    {
        expected.append((type.name, other.value))
    }
    // A value that is not ASCII is there, and is nothing.
    expected = expected.map { ($0.name, $0.value.utf8.allSatisfy { $0 < 0x80 } ? $0.value : "\u{FFFD}") }
    for (name, value) in expected {
        let word = String(decoding: name, as: UTF8.self)
        let same = expected.filter { $0.name == name }
        expect(request.headers.count(of: word) == same.count, "\(word) occurs \(request.headers.count(of: word)) times")
        expect(
            request.headers[word]?.utf8.elementsEqual((same.first?.value ?? value).utf8) == true,
            "\(word) is \(value)"
        )
    }
    for name in ["authorization", "x-brand", "x-booking-cron-secret", "idempotency-key", "if-match", "content-type"] {
        let count = expected.count { $0.name.elementsEqual(name.utf8) }
        expect(request.headers.count(of: name) == count, "\(name) occurs \(request.headers.count(of: name)) times")
    }
}

/// Whatever a handler takes over from a request, the header of the answer keeps its lines.
private func checkAnswer(to request: Request, _ parameters: [(name: String, value: String)]) {
    let fields = parameters.map { (name: "X-" + $0.name, value: $0.value) }
    let body = request.body.prefix(64)
    let bytes = Response(status: 200, headers: fields, body: Array(body)).bytes(to: request.method)
    var rest = bytes[...]
    for count in 0...(fields.count + 2) {
        guard let end = rest.firstIndex(of: 13), rest.dropFirst(end - rest.startIndex).starts(with: [13, 10]) else {
            fatalError("line \(count) does not end")
        }
        let line = rest[..<end]
        expect(line.isEmpty == (count == fields.count + 2), "line \(count) is empty, or the last is not")
        expect(line.allSatisfy { $0 == 9 || $0 >= 32 && $0 != 127 }, "line \(count) has a control character")
        rest = rest[(end + 2)...]
    }
    expect(rest.elementsEqual(request.method == "HEAD" ? [] : body), "the body is another")
}

private func header(_ name: Substring.UTF8View) -> [UInt8] {
    name.map { byte in
        switch byte {
        case UInt8(ascii: "_"): UInt8(ascii: "-")
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        default: byte
        }
    }
}

private func hostName(_ value: String) -> [UInt8] {
    let bytes = Array(value.utf8)
    var end = bytes.firstIndex(of: UInt8(ascii: ":"))
    if bytes.first == UInt8(ascii: "[") { end = bytes.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 } }
    if bytes[..<(end ?? bytes.count)].contains(where: { $0 >= 0x80 }) { return [] }
    return bytes[..<(end ?? bytes.count)].map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
}
