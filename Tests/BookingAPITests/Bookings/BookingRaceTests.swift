import BookingAPI
import Dispatch
import HTTP
import Scheduling
import Synchronization
import TestSupport
import Testing

struct BookingRaceTests {
    /// Sends the requests at once, each as a worker's thread would.
    private func race(_ app: TestApp, _ requests: [Request]) -> [Reply] {
        let (store, messageSender, settings) = (app.store, app.messageSender, app.settings)
        let replies = Mutex<[Response]>([])
        DispatchQueue.concurrentPerform(iterations: requests.count) { index in
            let worker = App(
                store: store,
                messageSender: messageSender,
                zones: FixtureZones(),
                settings: settings,
                now: { .fixture },
                noteUse: { _, _ in },
                report: { fault, _ in Issue.record(fault) }
            )
            let response = answer(requests[index], worker)
            replies.withLock { $0.append(response) }
        }
        return replies.withLock { $0 }.map(Reply.init)
    }

    private func post(_ app: TestApp, headers: [(String, String)] = [], brand: Brand? = nil) -> Request {
        Request(
            id: "r1",
            method: "POST",
            path: "/api/bookings",
            headers: Headers([("X-Brand", (brand ?? app.brand).slug), ("Content-Type", "application/json")] + headers),
            body: Array(CreateBookingTests.body(app, CreateBookingTests.forGuest).utf8)
        )
    }

    @Test
    func `of many who book one time at once, in either brand, one gets it`() throws {
        let app = try TestApp()
        let requests = (0..<16).map { post(app, brand: $0.isMultiple(of: 2) ? app.brand : app.other) }
        let replies = race(app, requests)
        #expect(replies.count { $0.status == 201 } == 1)
        let refused = replies.filter { $0.status != 201 }
        #expect(refused.allSatisfy { $0.json["reason"] == .string("taken") })
        #expect(app.store.state.bookings.count == 1)
        #expect(app.store.state.events.count == 1)
    }

    @Test
    func `the same request sent many times at once books once and answers alike`() throws {
        let app = try TestApp()
        let replies = race(app, (0..<16).map { _ in post(app, headers: [("Idempotency-Key", "k1")]) })
        let made = replies.filter { $0.status == 201 }
        #expect(replies.allSatisfy { $0.status == 201 || $0.json["code"] == .string("idempotency_in_progress") })
        #expect(Set(made.map(\.text)).count == 1)
        #expect(made.count { $0.response.header("Idempotency-Replayed") == nil } == 1)
        #expect(app.store.state.bookings.count == 1)
    }

    @Test
    func `of many changes made on one version, one is made`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        let secret = try app.secret(of: .admin, in: app.brand)
        let requests = (0..<8).map { index in
            Request(
                id: "r1",
                method: "PATCH",
                path: "/api/bookings/\(booking.id)",
                headers: Headers([
                    ("X-Brand", app.brand.slug), ("Content-Type", "application/json"), ("If-Match", "\"r1\""),
                    ("Authorization", "Bearer \(secret)"),
                ]),
                body: Array("{\"notes\": \"\(index)\"}".utf8)
            )
        }
        let replies = race(app, requests)
        #expect(replies.count { $0.status == 200 } == 1)
        #expect(replies.count { $0.json["code"] == .string("version_conflict") } == 7)
        #expect(try app.stored(booking).revision == 2)
    }
}
