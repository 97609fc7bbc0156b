import HTTP
import LocalStack
import Scheduling
import TestSupport

extension RefusalCase {
    /// Callers who may not, and addresses that lead nowhere.
    static let callers: [RefusalCase] = credentials + places + methods

    private static let credentials: [RefusalCase] = [
        RefusalCase("a visitor who reads hours", 401, "unauthorized", headers: ["www-authenticate": "Bearer"]) {
            world in
            { try world.studio.send("GET", rulesPath(world.studio)) }
        },
        RefusalCase("a token that nobody has", 401, "unauthorized") { world in
            { try world.studio.send("GET", "/api/bookings", as: "cb_admin_000000000000000000000000000") }
        },
        RefusalCase("a credential that is no bearer token", 401, "unauthorized") { world in
            { try world.studio.send("GET", "/api/bookings", headers: [("Authorization", "Basic Zm9vOmJhcg==")]) }
        },
        RefusalCase("a bad token where none is needed", 401, "unauthorized") { world in
            { try world.studio.send("GET", "/api/bookings/instructors", as: "nonsense") }
        },
        RefusalCase("a token that has expired", 401, "unauthorized") { world in
            let token = try world.studio.token(.admin, expiresAt: Moment.now.adding(minutes: -1))
            return { try world.studio.send("GET", "/api/bookings", as: token) }
        },
        RefusalCase("another brand's admin", 403, "forbidden") { world in
            { try world.studio.send("GET", "/api/bookings", as: world.elsewhere.admin) }
        },
        RefusalCase("a student who reads hours", 403, "forbidden") { world in
            { try world.studio.send("GET", rulesPath(world.studio), as: world.studio.studentToken) }
        },
        RefusalCase("an instructor with another's hours", 403, "forbidden") { world in
            { try world.studio.send("GET", rulesPath(world.studio), as: world.colleague.token) }
        },
        RefusalCase("a student who closes a session", 403, "forbidden") { world in
            let id = try world.booking(in: world.studio)
            return { try world.studio.change(id, #"{"status":"completed"}"#, as: world.studio.studentToken) }
        },
        RefusalCase("a student who writes staff's notes", 403, "forbidden") { world in
            let id = try world.booking(in: world.studio)
            return { try world.studio.change(id, #"{"instructorNotes":"me"}"#, as: world.studio.studentToken) }
        },
        RefusalCase("a student who confirms where staff do", 403, "forbidden") { world in
            let id = try world.booking(in: world.staffOnly)
            return { try world.staffOnly.change(id, payment("pi_staff"), as: world.staffOnly.studentToken) }
        },
        RefusalCase("a guest of a brand for members", 403, "guests_not_allowed") { world in
            { try world.members.book(world.freshStart(), as: nil) }
        },
        RefusalCase("a cron without its secret from a visitor", 401, "unauthorized") { world in
            { try world.studio.send("POST", "/api/bookings/reminders", as: "guess") }
        },
    ]

    private static let places: [RefusalCase] = [
        RefusalCase("a brand that there is not", 404, "brand_not_found") { world in
            { try world.studio.send("GET", "/api/bookings/instructors", headers: [("X-Brand", "nobody")]) }
        },
        RefusalCase("a host that is nobody's", 404, "brand_not_found") { world in
            { try world.studio.stack.client.send("GET", "/api/bookings/instructors") }
        },
        RefusalCase("an address that there is not", 404, "not_found") { world in
            { try world.studio.send("GET", "/api/booking") }
        },
        RefusalCase("another brand's instructor", 404, "not_found") { world in
            let path = "/api/bookings/availability?instructorId=\(world.elsewhere.instructor.id)"
            return { try world.studio.send("GET", path) }
        },
        RefusalCase("a booking of another brand's instructor", 404, "not_found") { world in
            let json = world.elsewhere.request(world.freshStart())
            return { try world.studio.send("POST", "/api/bookings", as: world.studio.studentToken, json: json) }
        },
        RefusalCase("hours of another brand's instructor", 404, "not_found") { world in
            let json = #"{"instructorId":"\#(world.elsewhere.instructor.id)","bufferMinutes":30}"#
            return { try world.studio.send("PUT", "/api/bookings/availability", as: world.studio.admin, json: json) }
        },
        RefusalCase("another brand's booking", 404, "not_found") { world in
            let id = try world.booking(in: world.elsewhere)
            return { try world.studio.change(id, #"{"status":"cancelled"}"#, as: world.studio.admin) }
        },
        RefusalCase("another student's booking", 404, "not_found") { world in
            let id = try world.booking(in: world.studio)
            return { try world.studio.change(id, #"{"status":"cancelled"}"#, as: world.fellow.token) }
        },
        RefusalCase("a booking that is no id", 404, "not_found") { world in
            { try world.studio.send("GET", "/api/bookings/1", as: world.studio.admin) }
        },
    ]

    private static let methods: [RefusalCase] = [
        ("DELETE", "/api/bookings", "GET, POST"), ("POST", "/api/bookings/instructors", "GET, HEAD"),
        ("POST", "/api/bookings/availability", "GET, PUT"), ("GET", "/api/bookings/reminders", "POST"),
        ("PUT", "/api/bookings/0190b5a4-7c1e-7d20-8f3a-1b2c3d4e5f60", "GET, PATCH"), ("POST", "/healthz", "GET, HEAD"),
    ].map { method, path, allowed in
        RefusalCase("\(method) \(path)", 405, "method_not_allowed") { world in
            {
                let answer = try world.studio.send(method, path, as: world.studio.admin)
                let names = Set((answer.headers["allow"] ?? "").split(separator: ",").map { $0.filter { $0 != " " } })
                guard names.isSuperset(of: allowed.split(separator: ", ").map(String.init)) else {
                    throw LocalStackError("Allow is \(names)")
                }
                return answer
            }
        }
    }
}

/// Where an instructor's hours are read.
private func rulesPath(_ studio: Studio) -> String {
    "/api/bookings/availability/rules?instructorId=\(studio.instructor.id)"
}
