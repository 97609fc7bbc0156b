import Glibc
import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// OWASP API8, security misconfiguration: nginx and the workers agree on where a request begins and ends.
///
/// Each attack tries to make one of them see a second request that cancels a booking with the admin's token. What a
/// worker does with bodies that are FastCGI records is also `ExchangeTests`.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct SmugglingTests {
    private let world: World<Stack>
    private let bookingID: String

    init() throws {
        world = try World(in: Self.stack.get())
        bookingID = try #require(world.book(day(5, at: "10:00"), as: world.studentToken).json["booking"]["id"].text)
    }

    private static let stack = Result { try Stack() }

    /// The request that must not be executed.
    private var secret: String {
        let body = #"{"status":"cancelled"}"#
        return "PATCH /api/bookings/\(bookingID) HTTP/1.1\r\nHost: h\r\nX-Brand: \(world.brand.slug)\r\n"
            + "Authorization: Bearer \(world.admin)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test(arguments: SmugglingAttack.all)
    func `one request gets one answer, and what it hides is not executed`(attack: SmugglingAttack) throws {
        let secret = secret
        let records = fastCGIRecords()
        let bytes = attack.bytes.replacing("$POST", with: "POST /x HTTP/1.1\r\n$HEAD").replacing(
            "$HEAD",
            with: "Host: h\r\n"
        ).replacing("$SECRET", with: secret)
            .replacing("$LENGTH", with: "\(secret.utf8.count)").replacing(
                "$HEX",
                with: String(secret.utf8.count, radix: 16)
            )
            .replacing("$MORE", with: "\(secret.utf8.count + 5)").replacing("$RECORDS", with: "\(records.count)")
        var sent: [UInt8] = Array(bytes.utf8)
        if let place = bytes.utf8.firstRange(of: Array("$FASTCGI".utf8)) {
            sent = Array(bytes.utf8[..<place.lowerBound]) + records
        }
        let logged = contents(of: world.stack.accessLogPath).split(separator: "\n").count
        let answer = String(decoding: try world.stack.client.exchange(sent), as: UTF8.self)
        let heads = answer.split(separator: "HTTP/1.1 ", omittingEmptySubsequences: false).dropFirst()
        let statuses = heads.compactMap { Int($0.prefix(3)) }.filter { $0 != 100 }
        #expect(statuses.count == attack.answers.count, "\(statuses) \(answer.prefix(400))")
        #expect(zip(statuses, attack.answers).allSatisfy { $1.contains($0) }, "\(statuses) \(answer.prefix(400))")
        #expect(!answer.contains(#""booking""#))
        #expect(answer.contains("application/problem+json"), "\(answer.prefix(400))")
        // nginx writes a line after its answer is out.
        let isLogged = waitUntil(milliseconds: 20_000) { newLines(after: logged).count >= attack.answers.count }
        #expect(isLogged)
        let log = newLines(after: logged)
        #expect(!log.contains { $0.contains(bookingID) }, "\(log)")
        let row = "SELECT status, notes FROM bookings WHERE id = '\(bookingID)'"
        #expect(try world.stack.sql.rows(row) == [["pending", "NULL"]])
        #expect(try world.send("GET", "/api/bookings/\(bookingID)", as: world.admin).status == 200)
    }

    /// What nginx has logged since there were so many lines.
    private func newLines(after count: Int) -> [String] {
        contents(of: world.stack.accessLogPath).split(separator: "\n").dropFirst(count).map(String.init)
    }

    @Test func `the hidden request would be executed if it were seen`() throws {
        let answer = try world.stack.client.exchange(
            Array(("GET /x HTTP/1.1\r\nHost: h\r\n\r\n" + secret).replacing("Host: h\r\nX-", with: close + "X-").utf8)
        )
        #expect(String(decoding: answer, as: UTF8.self).contains(#""status":"cancelled""#))
        let isLogged = waitUntil(milliseconds: 20_000) { contents(of: world.stack.accessLogPath).contains(bookingID) }
        #expect(isLogged)
    }

    private let close = "Host: h\r\nConnection: close\r\n"

    @Test func `a request that is whole when it is broken off is not done`() throws {
        let whole = Array(secret.utf8)
        for cut in [1, 10, 22] {
            let connection = try HTTPConnection(port: world.stack.client.port)
            try connection.write(Array(whole.dropLast(cut)))
        }
        #expect(
            try world.send("GET", "/api/bookings/\(bookingID)", as: world.admin).json["booking"]["status"].text
                == "pending"
        )
    }

    @Test func `a target with a host counts over the Host header, for nginx and worker alike`() throws {
        let host = "h\(world.brand.slug).example"
        #expect(try world.stack.coachbook("brand", "host", host, "--brand", world.brand.slug).exitCode == 0)
        func status(_ target: String, _ host: String) throws -> Int {
            try world.stack.client.send("GET", target, headers: [("Host", host)]).status
        }
        #expect(try status("/api/bookings/instructors", host) == 200)
        #expect(try status("http://\(host)/api/bookings/instructors", "other.example") == 200)
        #expect(try status("http://other.example/api/bookings/instructors", host) == 404)
        #expect(try status("HTTP://\(host.uppercased()):81/api/bookings/instructors", "other.example") == 200)
        for target in ["http://\(host)@other.example/api/bookings/instructors", "http:///api/bookings/instructors"] {
            #expect([400, 404].contains(try status(target, host)), "\(target)")
        }
    }

    @Test func `HTTP 0.9 gets no answer of the API`() throws {
        let answer = try world.stack.client.exchange(Array("GET /api/bookings/instructors\r\n".utf8))
        let text = String(decoding: answer, as: UTF8.self)
        #expect(!text.contains("instructors\":"), "\(text)")
    }

    /// What a worker would take for a request of the admin's, if it read bodies as records (FastCGI 1.0 §8): padded to
    /// the 8 KiB that libfcgi reads at once.
    private func fastCGIRecords() -> [UInt8] {
        func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
            [1, type, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 255), 0, 0] + content
        }
        let parameters: [(String, String)] = [
            ("REQUEST_METHOD", "PATCH"), ("REQUEST_URI", "/api/bookings/\(bookingID)"),
            ("HTTP_X_BRAND", world.brand.slug), ("HTTP_AUTHORIZATION", "Bearer \(world.admin)"),
            ("CONTENT_TYPE", "application/json"),
        ]
        var pairs: [UInt8] = []
        for (name, value) in parameters {
            pairs += [UInt8(name.utf8.count), UInt8(value.utf8.count)]
            pairs += Array((name + value).utf8)
        }
        let request =
            record(1, [0, 1, 0, 0, 0, 0, 0, 0]) + record(4, pairs) + record(4, [])
            + record(5, Array(#"{"status":"cancelled"}"#.utf8)) + record(5, [])
        let padding = [UInt8](repeating: 0, count: 8_192 - request.count % 8_192)
        return request + padding + request + request
    }
}
