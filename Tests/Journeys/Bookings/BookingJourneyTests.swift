import Glibc
import System
import HTTP
import LocalStack
import Synchronization
import Scheduling
import TestSupport
import Testing

/// Bookings through nginx, server and database, as their people make them.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct BookingJourneyTests {
    @Test func `a student books, pays, and the instructor sees it`() throws {
        let world = try World.north()
        let start = try #require(world.starts().first)
        let booked = try world.send("POST", "/api/bookings", as: world.studentToken, json: world.request(start))
        #expect(booked.status == 201)
        let id = try #require(booked.json["booking"]["id"].text)
        #expect(booked.headers["location"]?.hasSuffix("/api/bookings/\(id)") == true)
        #expect(try !world.starts().contains(start))

        let payment = #"{"amountCents":9000,"currency":"EUR","provider":"stripe","providerPaymentId":"pi_1"}"#
        let paid = try world.send(
            "PATCH",
            "/api/bookings/\(id)",
            as: world.studentToken,
            json: #"{"status":"confirmed","payment":\#(payment)}"#
        )
        #expect(paid.json["booking"]["paymentStatus"].text == "paid")

        let calendar = try world.send(
            "GET",
            "/api/bookings?instructorId=\(world.instructor.id)",
            as: world.instructorToken
        )
        #expect(calendar.json["bookings"].elements.count == 1)
        #expect(calendar.json["bookings"][0]["student"]["lastName"].text == "Reed")

        let cancelled = try world.send(
            "PATCH",
            "/api/bookings/\(id)",
            as: world.instructorToken,
            json: #"{"status":"cancelled","cancellationReason":"ill"}"#
        )
        #expect(cancelled.json["booking"]["status"].text == "cancelled")
        #expect(try world.starts().contains(start))
    }

    @Test func `of many who want one time, one gets it`() throws {
        let world = try World.north(.init(environment: ["BOOKING_THREADS=8"]))
        for _ in 0..<3 {
            let start = try #require(world.starts().first)
            let statuses = try inParallel(24) { number in
                try world.send("POST", "/api/bookings", json: world.request(start, guest: "guest\(number)@example.com"))
                    .status
            }
            #expect(statuses.count { $0 == 201 } == 1)
            #expect(statuses.count { $0 == 409 } == 23)
        }
        let mine = try world.send("GET", "/api/bookings?instructorId=\(world.instructor.id)", as: world.instructorToken)
        #expect(mine.json["bookings"].elements.count == 3)
    }

    @Test func `a repeated key is one booking, also at one time`() throws {
        let world = try World.north()
        let start = try #require(world.starts().first)
        let answers = try inParallel(12) { _ in
            try world.send(
                "POST",
                "/api/bookings",
                headers: [("Idempotency-Key", "one")],
                json: world.request(start, guest: "guest1@example.com")
            )
        }
        let created = answers.filter { $0.status == 201 }
        #expect(!created.isEmpty)
        #expect(Set(created.compactMap { $0.json["booking"]["id"].text }).count == 1)
        #expect(answers.allSatisfy { $0.status == 201 || $0.status == 409 })
        let again = try world.send(
            "POST",
            "/api/bookings",
            headers: [("Idempotency-Key", "one")],
            json: world.request(start, guest: "guest1@example.com")
        )
        #expect(again.headers["idempotency-replayed"] == "true")
    }

    @Test func `a brand is found by its host, and another brand's booking is not found`() throws {
        let world = try World.north()
        let client = world.stack.client
        _ = try world.stack.json("brand", "host", "Book.Example.com", "--brand", "north")
        _ = try world.stack.json("brand", "add", "south", "--name", "South")
        let path = "/api/bookings/instructors"
        #expect(try client.send("GET", path, headers: [("Host", "BOOK.example.com:8443")]).status == 200)
        let unknown = try client.send("GET", path, headers: [("Host", "other.example.com")])
        #expect(unknown.status == 404)
        #expect(unknown.json["code"].text == "brand_not_found")
        let start = try #require(world.starts().first)
        let booked = try world.send("POST", "/api/bookings", as: world.studentToken, json: world.request(start))
        let id = try #require(booked.json["booking"]["id"].text)
        let south = try world.stack.json("token", "add", "--brand", "south", "--role", "admin")["token"].text
        let headers = [("X-Brand", "south"), ("Authorization", "Bearer \(try #require(south))")]
        #expect(try client.send("GET", "/api/bookings/\(id)", headers: headers).status == 404)
    }

    @Test func `a revoked token counts no longer`() throws {
        let world = try World.north()
        let listed = try world.stack.json("token", "list", "--brand", "north")
        #expect(listed.elements.count == 4)
        let path = "?instructorId=\(world.instructor.id)"
        #expect(try world.send("GET", "/api/bookings" + path, as: world.instructorToken).status == 200)
        for index in 0..<4 {
            let id = try #require(listed[index]["id"].text)
            #expect(try world.stack.coachbook("token", "revoke", id, "--brand", "north").exitCode == 0)
        }
        let refused = try world.send("GET", "/api/bookings" + path, as: world.instructorToken)
        #expect(refused.status == 401)
        #expect(refused.headers["content-type"] == "application/problem+json")
    }
}

/// Runs the body on so many threads at once; gives what they answered.
private func inParallel<Result: Sendable>(
    _ count: Int,
    _ body: @escaping @Sendable (Int) throws -> Result
) throws -> [Result] {
    let answers = Answers<Result>()
    for number in 0..<count {
        startThread {
            do { answers.add(try body(number)) } catch { answers.add(error) }
        }
    }
    _ = waitUntil(milliseconds: 60_000) { answers.count == count }
    return try answers.all()
}

/// What several threads answered.
private final class Answers<Element: Sendable>: Sendable {
    private let results = Mutex<[Swift.Result<Element, any Error>]>([])

    var count: Int { results.withLock { $0.count } }
    func add(_ element: Element) { results.withLock { $0.append(.success(element)) } }
    func add(_ error: any Error) { results.withLock { $0.append(.failure(error)) } }
    func all() throws -> [Element] { try results.withLock { try $0.map { try $0.get() } } }
}
