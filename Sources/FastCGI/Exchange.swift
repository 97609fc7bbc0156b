import CFastCGI
import Glibc
import HTTP

/// One request and its answer on a connection that libfcgi has opened.
struct Exchange {
    /// The most that a body may have, in bytes; more is answered 413.
    static let bodyLimit = 65_536

    /// How much of a body that is too long is read before the connection is given up, in bytes.
    private static let drainLimit = 1_048_576

    /// A FastCGI responder, the only role that is served (FastCGI 1.0 §6.2).
    private static let responderRole: Int32 = 1

    /// Reads the head of a request from a peer that has just connected; answers false when none came.
    static func begin(_ connection: inout FCGX_Request, _ peer: Int32) -> Bool {
        // libfcgi takes a kept connection as it is; -1 as listening socket makes it return when the peer is gone.
        connection.ipcFd = peer
        connection.keepConnection = 1
        // libfcgi keeps the number of the request before this one, and would take its stray records for this one's.
        connection.requestId = 0
        return FCGX_Accept_r(&connection) == 0
    }

    /// Answers the request that `begin` has brought; says whether all that came was read.
    static func run(_ connection: inout FCGX_Request, _ handler: (Request) -> Response) -> Bool {
        // A connection carries one request. Bytes after the body can then never be read as another request.
        connection.keepConnection = 0
        guard connection.role == responderRole else { return false }
        let parameters = parameters(of: connection)
        let body = readBody(from: connection.in)
        // The client gave up while the request waited in the queue, and nginx has told it so. Nobody would read the answer.
        if hasHungUp(connection.ipcFd) { return body.isWhole }
        let request = Request(parameters: parameters, body: body.bytes)
        let answer = refusal(of: request, body)?.response(requestID: request.id) ?? handler(request)
        let bytes = answer.bytes(to: request.method)
        _ = bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                FCGX_PutStr($0.baseAddress, Int32($0.count), connection.out)
            }
        }
        return body.isWhole
    }

    /// Whether the peer has closed its end altogether; one that only sends no more still waits.
    private static func hasHungUp(_ peer: Int32) -> Bool {
        var wanted = pollfd(fd: peer, events: 0, revents: 0)
        return poll(&wanted, 1, 0) > 0 && wanted.revents & Int16(POLLHUP | POLLERR) != 0
    }

    private struct Body {
        var bytes: [UInt8] = []
        var isTooLong = false
        var isBroken = false
        var isWhole = false
    }

    /// Why a request is refused before the handler sees it.
    ///
    /// The bytes that came are counted; Content-Length is only a claim.
    private static func refusal(of request: Request, _ body: Body) -> Problem? {
        if body.isTooLong {
            return Problem(413, "payload_too_large", "The body is larger than \(bodyLimit) bytes.")
        }
        let claim = request.headers["content-length"]
        if body.isBroken || claim.map({ Int($0) != body.bytes.count }) == true {
            return Problem(400, "malformed_json", "The body does not have the length that Content-Length names.")
        }
        return nil
    }

    private static func parameters(of connection: FCGX_Request) -> [(name: String, value: String)] {
        var parameters: [(name: String, value: String)] = []
        parameters.reserveCapacity(32)
        guard var next = connection.envp else { return parameters }
        while let entry = next.pointee {
            let text = UnsafeRawBufferPointer(start: entry, count: strlen(entry))
            if let equals = text.firstIndex(of: UInt8(ascii: "=")) {
                let value = String(decoding: text[(equals + 1)...], as: UTF8.self)
                parameters.append((String(decoding: text[..<equals], as: UTF8.self), value))
            }
            next += 1
        }
        return parameters
    }

    /// Reads to the end of the body; keeps nothing beyond the limit.
    private static func readBody(from stream: UnsafeMutablePointer<FCGX_Stream>?) -> Body {
        var body = Body()
        var total = 0
        let chunk = 16_384
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: chunk) { buffer in
            while total <= drainLimit {
                let count = Int(FCGX_GetStr(buffer.baseAddress, Int32(chunk), stream))
                total += count
                if total <= bodyLimit {
                    body.bytes.append(contentsOf: buffer.prefix(count).lazy.map { UInt8(bitPattern: $0) })
                }
                body.isWhole = count < chunk
                if body.isWhole { break }
            }
        }
        body.isTooLong = total > bodyLimit
        body.isBroken = FCGX_GetError(stream) != 0
        if body.isBroken { body.isWhole = false }
        if body.isTooLong { body.bytes = [] }
        return body
    }
}
