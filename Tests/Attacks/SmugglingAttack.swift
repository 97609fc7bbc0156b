import Testing

/// One stream of bytes that tries to hide a request.
///
/// `$SECRET` is the request that must not be executed, `$LENGTH` its length, `$HEX` the same in hexadecimal, `$MORE`
/// five more, `$POST` and `$HEAD` a harmless start of a request and of headers, `$FASTCGI` records of the FastCGI
/// protocol and `$RECORDS` their length.
struct SmugglingAttack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: String

    /// The statuses that come back, in order; where nginx versions differ, either.
    let answers: [[Int]]

    static let all = lengths + codings + lines

    private static func row(_ name: String, _ answers: [[Int]], _ bytes: String) -> SmugglingAttack {
        SmugglingAttack(testDescription: name, bytes: bytes, answers: answers)
    }

    private static let refused = [[400]]

    private static let lengths: [SmugglingAttack] = [
        row(
            "CL.TE",
            refused,
            "$POSTContent-Length: $MORE\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n$SECRET"
        ),
        row(
            "TE.CL",
            refused,
            "$POSTTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n$HEX\r\n$SECRET\r\n0\r\n\r\n"
        ),
        row(
            "TE.TE",
            refused,
            "$POSTTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n$SECRET"
        ),
        row(
            "CL.CL",
            refused,
            "$POSTContent-Length: 0\r\nContent-Length: $LENGTH\r\n\r\n$SECRET"
        ),
        row("a negative length", refused, "$POSTContent-Length: -1\r\n\r\n$SECRET"),
        row("a length with a sign", refused, "$POSTContent-Length: +$LENGTH\r\n\r\n$SECRET"),
        row(
            "an endless length",
            [[400, 413]],
            "$POSTContent-Length: 99999999999999999999\r\n\r\n$SECRET"
        ),
        row(
            "a length of 2^32 and some",
            [[413]],
            "$POSTContent-Length: 4294967297\r\n\r\n$SECRET"
        ),
        row("a hexadecimal length", refused, "$POSTContent-Length: 0x10\r\n\r\n$SECRET"),
        row("a list of lengths", refused, "$POSTContent-Length: 0, $LENGTH\r\n\r\n$SECRET"),
        row(
            "a length in two lines",
            refused,
            "$POSTContent-Length: 0\r\n $LENGTH\r\n\r\n$SECRET"
        ),
        row("a blank before the colon", refused, "$POSTContent-Length : $LENGTH\r\n\r\n$SECRET"),
        row(
            "the request in a body of its length",
            [[404]],
            "$POSTContent-Length: $LENGTH\r\nConnection: close\r\n\r\n$SECRET"
        ),
        row(
            "the request in the body of a GET",
            [[404]],
            "GET /x HTTP/1.1\r\n$HEADContent-Length: $LENGTH\r\nConnection: close\r\n\r\n$SECRET"
        ),
        row(
            "the request in the body of a HEAD",
            [[404]],
            "HEAD /x HTTP/1.1\r\n$HEADContent-Length: $LENGTH\r\nConnection: close\r\n\r\n$SECRET"
        ),
        row(
            "a body that waits for 100",
            [[404]],
            "$POSTExpect: 100-continue\r\nContent-Length: $LENGTH\r\nConnection: close\r\n\r\n$SECRET"
        ),
    ]

    private static let codings: [SmugglingAttack] =
        ([
            "xchunked", "chunked, identity", "identity, chunked", "gzip, chunked", "chunked;q=1", "\u{B}chunked",
            "\"chunked\"", "cow",
        ] as [String]).map { coding in
            row(
                "coding \(coding.debugDescription)",
                refused,
                "$POSTTransfer-Encoding: \(coding)\r\n\r\n0\r\n\r\n$SECRET"
            )
        } + [
            row(
                "coding CHUNKED",
                [[404]],
                "$POSTTransfer-Encoding: CHUNKED\r\nConnection: close\r\n\r\n$HEX\r\n$SECRET\r\n0\r\n\r\n"
            ),
            row(
                "a blank before the coding's colon",
                refused,
                "$POSTTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n$SECRET"
            ),
            row(
                "chunked in HTTP/1.0",
                [[400]],
                "POST /x HTTP/1.0\r\n$HEADTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n$SECRET"
            ),
            row(
                "extensions of chunks",
                [[404]],
                "$POSTTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n$HEX;a=\"b\r\n$SECRET\r\n0\r\n\r\n"
            ),
            row(
                "a chunk of negative size",
                refused,
                "$POSTTransfer-Encoding: chunked\r\n\r\n-1\r\n$SECRET\r\n0\r\n\r\n"
            ),
            row(
                "a chunk of endless size",
                [[400, 413]],
                "$POSTTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n$SECRET"
            ),
            row(
                "a chunk of no size",
                refused,
                "$POSTTransfer-Encoding: chunked\r\n\r\n\r\n$SECRET"
            ),
            row(
                "a chunk of size 0x0",
                refused,
                "$POSTTransfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n$SECRET"
            ),
        ]

    private static let lines: [SmugglingAttack] = [
        row("a header of NUL", refused, "GET /x HTTP/1.1\r\n$HEADX: a\u{0}b\r\n\r\n"),
        row("a request line of NUL", refused, "GET /x\u{0} HTTP/1.1\r\n$HEAD\r\n"),
        row(
            "a bare carriage return",
            [[400, 404]],
            "GET /x HTTP/1.1\r\n$HEADX: a\rContent-Length: $LENGTH\r\nConnection: close\r\n\r\n"
        ),
        row("a header without a name", refused, "GET /x HTTP/1.1\r\n$HEAD: a\r\n\r\n"),
        row("no host", refused, "GET /x HTTP/1.1\r\n\r\n"),
        row("two hosts", refused, "GET /x HTTP/1.1\r\n$HEADHost: other.example\r\n\r\n"),
        row("HTTP/9.9", [[400, 505]], "GET /x HTTP/9.9\r\n$HEAD\r\n"),
        row("HTTP/2 by its preface", refused, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        row(
            "an upgrade to h2c",
            [[404]],
            "GET /x HTTP/1.1\r\n$HEADConnection: Upgrade, HTTP2-Settings, close\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
        ),
        row("CONNECT", [[400, 405]], "CONNECT 127.0.0.1:80 HTTP/1.1\r\n$HEADConnection: close\r\n\r\n"),
        row(
            "two requests at once",
            [[404], [404]],
            "GET /x HTTP/1.1\r\n$HEAD\r\nGET /y HTTP/1.1\r\n$HEADConnection: close\r\n\r\n"
        ),
        row(
            "FastCGI records in a body",
            [[404]],
            "$POSTContent-Length: $RECORDS\r\nConnection: close\r\n\r\n$FASTCGI"
        ),
    ]
}
