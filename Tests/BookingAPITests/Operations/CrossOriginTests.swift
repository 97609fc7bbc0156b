import HTTP
import Scheduling
import TestSupport
import Testing

/// What pages of other origins may read (CORS).
struct CrossOriginTests {
    private let app: TestApp
    private let own = "https://www.river.example"
    private let stranger = "https://evil.example"

    init() throws {
        app = try TestApp()
        var brand = app.brand
        brand.embedOrigins = [own, "https://blog.example:8443"]
        #expect(try app.store.replace(brand))
    }

    private var availability: String { "/api/bookings/availability?instructorId=\(app.greta.id)" }

    @Test(arguments: ["/api/bookings/instructors", "/api/bookings/availability"])
    func `a preflight is answered for the brand's origins, without credentials`(path: String) throws {
        let asked = try app.send("OPTIONS \(path)", headers: [("Origin", own)])
        #expect(asked.status == 204)
        let names = ["Allow-Origin", "Allow-Methods", "Allow-Headers", "Max-Age", "Allow-Credentials"]
        #expect(
            names.map { asked.response.header("Access-Control-\($0)") }
                == [own, "GET, HEAD", "X-Brand, If-None-Match", "600", nil]
        )
        let foreign = try app.send("OPTIONS \(path)", headers: [("Origin", stranger)])
        #expect(foreign.status == 204)
        #expect(!foreign.response.headers.contains { $0.name.hasPrefix("Access-Control") })
        #expect(foreign.response.header("Vary") == "Origin")
    }

    @Test func `a browser's preflight, which names no brand, is answered for the origins of any`() throws {
        func ask(_ origin: String) -> String? {
            let headers = Headers([("Origin", origin), ("Access-Control-Request-Headers", "x-brand")])
            let request = Request(id: "r", method: "OPTIONS", path: "/api/bookings/instructors", headers: headers)
            return app.send(request).header("Access-Control-Allow-Origin")
        }
        #expect(ask(own) == own)
        #expect(ask(stranger) == nil)
    }

    @Test func `answers and refusals can be read by the brand's origins, and by no others`() throws {
        for (target, status) in [
            ("/api/bookings/instructors", 200), (availability, 200), ("\(availability)&days=0", 400),
        ] {
            let seen = try app.send("GET \(target)", headers: [("Origin", own)])
            #expect(seen.status == status)
            #expect(seen.response.header("Access-Control-Allow-Origin") == own)
            #expect(seen.response.header("Access-Control-Expose-Headers") == "ETag")
            #expect(seen.response.header("Access-Control-Allow-Credentials") == nil)
            for headers in [[("Origin", stranger)], [("Origin", "null")], []] {
                let hidden = try app.send("GET \(target)", headers: headers)
                #expect(hidden.status == status)
                #expect(hidden.response.header("Access-Control-Allow-Origin") == nil)
                #expect(hidden.response.header("Vary") == "Origin", "a cache keeps them apart")
            }
        }
        let other = try app.send(
            "GET /api/bookings/instructors",
            headers: [("Origin", own), ("X-Brand", app.other.slug)]
        )
        #expect(other.response.header("Access-Control-Allow-Origin") == nil)
    }

    @Test func `nothing else answers other origins`() throws {
        for target in ["GET /api/bookings", "POST /api/bookings", "GET /api/bookings/availability/rules"] {
            let reply = try app.send(target, as: .admin, headers: [("Origin", own)])
            #expect(!reply.response.headers.contains { $0.name.hasPrefix("Access-Control") }, "\(target)")
        }
        try app.expectRefusal(405, "method_not_allowed") {
            try app.send("OPTIONS /api/bookings", headers: [("Origin", own)])
        }
    }
}
