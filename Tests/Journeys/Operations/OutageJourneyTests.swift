import Glibc
import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// What callers are told while a part of the stack is away, and that it comes back by itself.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct OutageJourneyTests {
    @Test func `a database that dies is told as unavailable, and served again when it is back`() throws {
        let stack = try Stack(.init(ownServer: true))
        let world = try World(in: stack)
        let made = try world.book(
            day(5, at: "10:00"),
            as: world.studentToken,
            headers: [("Idempotency-Key", "before")]
        )
        #expect(made.status == 201)
        stack.server.kill()
        for (method, target, json) in [
            ("GET", "/api/bookings/instructors", nil), ("GET", "/api/bookings", nil), ("GET", "/readyz", nil),
            ("POST", "/api/bookings", world.request(day(6, at: "10:00"))),
        ] as [(String, String, String?)] {
            let answer = try world.send(method, target, as: world.studentToken, json: json)
            #expect(answer.status == 503 && answer.code == "unavailable", "\(method) \(target): \(answer.text)")
            #expect(answer.headers["retry-after"] != nil)
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(!answer.text.lowercased().contains("mariadb") && !answer.text.contains("sock"))
        }
        #expect(try world.send("GET", "/healthz").status == 200)
        try stack.server.start()
        let isBack = waitUntil(milliseconds: 10_000) { (try? world.send("GET", "/readyz").status) == 200 }
        #expect(isBack)
        for _ in 0..<40 {
            #expect(
                try world.send("GET", "/api/bookings", as: world.studentToken).json["bookings"].elements.count == 1
            )
        }
        let again = try world.book(
            day(5, at: "10:00"),
            as: world.studentToken,
            headers: [("Idempotency-Key", "before")]
        )
        #expect(again.body == made.body)
        #expect(try world.book(day(6, at: "10:00"), as: world.studentToken).status == 201)
    }

    @Test func `without workers nginx says unavailable, and no request is lost while they are replaced`() throws {
        let stack = try Stack()
        let world = try World(in: stack)
        #expect(waitUntil(milliseconds: 20_000) { stack.workers.count == 2 })
        let before = Set(stack.workers)
        stack.service.send(SIGHUP)
        var statuses: [Int] = []
        let areReplaced = waitUntil(milliseconds: 20_000) {
            statuses.append((try? world.send("GET", "/api/bookings/instructors").status) ?? 0)
            return statuses.count >= 100 && before.isDisjoint(with: stack.workers)
        }
        #expect(areReplaced)
        #expect(Set(statuses) == [200])
        stack.service.stop()
        let answer = try world.send("GET", "/api/bookings/instructors")
        #expect(answer.status == 503 && answer.code == "unavailable")
        #expect(answer.headers["retry-after"] != nil)
        #expect(answer.headers["content-type"] == "application/problem+json")
    }
}
