import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// OWASP API7, server side request forgery: the server asks nobody because a caller says so.
///
/// There are no webhooks of brands and no JWT keys by address yet, so no field of the contract is an address to be
/// fetched; only the operator's settings name servers. Their tests belong here when they come.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct API7ForgeryTests {
    @Test func `an address in any field, header or target is not asked`() throws {
        let bait = try LoopbackServer { _ in .answer(status: 200, headers: [], body: []) }
        defer { bait.stop() }
        let world = try World(in: Stack.shared())
        let url = "http://127.0.0.1:\(bait.port)/x"
        let person = #"{"firstName":"\#(url)","lastName":"\#(url)","email":"a@127.0.0.1.example"}"#
        let json =
            world.request(day(5, at: "10:00")).dropLast()
            + #","location":"\#(url)","notes":"\#(url)","student":\#(person)}"#
        let headers = ["Referer", "Origin", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Link", "Forwarded"]
            .map { ($0, url) }
        let made = try world.send("POST", "/api/bookings", as: world.admin, headers: headers, json: String(json))
        #expect(made.status == 201, "\(made.text)")
        let id = try #require(made.json["booking"]["id"].text)
        let paid = payment(url)
        #expect(try world.change(id, paid, as: world.admin).status == 200)
        let reason = #"{"status":"cancelled","cancellationReason":"\#(url)"}"#
        #expect(try world.change(id, reason, as: world.admin).status == 200)
        for target in [url, "/api/bookings?cursor=\(url)", "/\(url)", "/api/bookings/instructors?include=\(url)"] {
            #expect(try world.send("GET", target, as: world.admin).status >= 400, "\(target)")
        }
        _ = try world.send("GET", "/api/bookings/\(id).ics", as: world.admin)
        #expect(bait.connectionCount == 0)
        _ = try HTTPClient(port: bait.port).send("GET", "/x")
        #expect(bait.connectionCount == 1, "nobody would have been noticed")
    }

    @Test func `links to people are made of the operator's address, never of the caller's`() throws {
        let world = try World(in: Stack.shared())
        let own = "http://127.0.0.1:\(world.stack.client.port)/\(world.brand.slug)/m/"
        for (number, header) in ["Host", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Host"].enumerated() {
            let made = try world.book(
                day(5 + number, at: "10:00"),
                as: world.studentToken,
                headers: [(header, "evil.example")]
            )
            #expect(made.json["manageUrl"].text?.hasPrefix(own) == true, "\(header): \(made.text)")
            #expect(!made.text.contains("evil"))
            #expect(made.headers["location"]?.hasPrefix("/api/bookings/") == true)
        }
    }
}
