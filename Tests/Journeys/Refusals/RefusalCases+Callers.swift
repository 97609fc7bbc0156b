import HTTP
import LocalStack
import Scheduling
import TestSupport

extension RefusalCase {
    /// Callers who may not, and addresses that lead nowhere.
    static let callers: [RefusalCase] = credentials + places + methods

    private static let credentials: [RefusalCase] = [
        RefusalCase("a visitor who reads hours", 401, "unauthorized", headers: ["www-authenticate": "Bearer"]) {
            brands in
            { try brands.home.send("GET", rulesPath(brands.home)) }
        },
        RefusalCase("a token that nobody has", 401, "unauthorized") { brands in
            { try brands.home.send("GET", "/api/bookings", as: "cb_admin_000000000000000000000000000") }
        },
        RefusalCase("a credential that is no bearer token", 401, "unauthorized") { brands in
            { try brands.home.send("GET", "/api/bookings", headers: [("Authorization", "Basic Zm9vOmJhcg==")]) }
        },
        RefusalCase("a bad token where none is needed", 401, "unauthorized") { brands in
            { try brands.home.send("GET", "/api/bookings/instructors", as: "nonsense") }
        },
        RefusalCase("a token that has expired", 401, "unauthorized") { brands in
            let token = try brands.home.token(.admin, expiresAt: Moment.now.adding(minutes: -1))
            return { try brands.home.send("GET", "/api/bookings", as: token) }
        },
        RefusalCase("another brand's admin", 403, "forbidden") { brands in
            { try brands.home.send("GET", "/api/bookings", as: brands.elsewhere.admin) }
        },
        RefusalCase("a student who reads hours", 403, "forbidden") { brands in
            { try brands.home.send("GET", rulesPath(brands.home), as: brands.home.studentToken) }
        },
        RefusalCase("an instructor with another's hours", 403, "forbidden") { brands in
            { try brands.home.send("GET", rulesPath(brands.home), as: brands.colleague.instructorToken) }
        },
        RefusalCase("a student who closes a session", 403, "forbidden") { brands in
            let id = try brands.booking(in: brands.home)
            return { try brands.home.change(id, #"{"status":"completed"}"#, as: brands.home.studentToken) }
        },
        RefusalCase("a student who writes staff's notes", 403, "forbidden") { brands in
            let id = try brands.booking(in: brands.home)
            return { try brands.home.change(id, #"{"instructorNotes":"me"}"#, as: brands.home.studentToken) }
        },
        RefusalCase("a student who confirms where staff do", 403, "forbidden") { brands in
            let id = try brands.booking(in: brands.staffOnly)
            return { try brands.staffOnly.change(id, payment("pi_staff"), as: brands.staffOnly.studentToken) }
        },
        RefusalCase("a guest of a brand for members", 403, "guests_not_allowed") { brands in
            { try brands.members.book(brands.freshStart(), as: nil) }
        },
        RefusalCase("a guest with as many bookings as a guest may have", 422, "too_many_open") { brands in
            for _ in 0..<3 {
                let made = try brands.home.book(brands.freshStart(), as: nil, guest: "hoarder@guests.example")
                guard made.status == 201 else { throw LocalStackError(made.text) }
            }
            return { try brands.home.book(brands.freshStart(), as: nil, guest: "hoarder@guests.example") }
        },
        RefusalCase("a guest who wants another length", 400, "invalid_field", field: "sessionMinutes") { brands in
            { try brands.home.book(brands.freshStart(), minutes: 90, as: nil, guest: "long@guests.example") }
        },
        RefusalCase("a cron without its secret from a visitor", 401, "unauthorized") { brands in
            { try brands.home.send("POST", "/api/bookings/reminders", as: "guess") }
        },
    ]

    private static let places: [RefusalCase] = [
        RefusalCase("a brand that there is not", 404, "brand_not_found") { brands in
            { try brands.home.send("GET", "/api/bookings/instructors", headers: [("X-Brand", "nobody")]) }
        },
        RefusalCase("a host that is nobody's", 404, "brand_not_found") { brands in
            { try brands.home.stack.client.send("GET", "/api/bookings/instructors") }
        },
        RefusalCase("an address that there is not", 404, "not_found") { brands in
            { try brands.home.send("GET", "/api/booking") }
        },
        RefusalCase("another brand's instructor", 404, "not_found") { brands in
            let path = "/api/bookings/availability?instructorId=\(brands.elsewhere.instructor.id)"
            return { try brands.home.send("GET", path) }
        },
        RefusalCase("a booking of another brand's instructor", 404, "not_found") { brands in
            let json = brands.elsewhere.request(brands.freshStart())
            return { try brands.home.send("POST", "/api/bookings", as: brands.home.studentToken, json: json) }
        },
        RefusalCase("hours of another brand's instructor", 404, "not_found") { brands in
            let json = #"{"instructorId":"\#(brands.elsewhere.instructor.id)","bufferMinutes":30}"#
            return { try brands.home.send("PUT", "/api/bookings/availability", as: brands.home.admin, json: json) }
        },
        RefusalCase("another brand's booking", 404, "not_found") { brands in
            let id = try brands.booking(in: brands.elsewhere)
            return { try brands.home.change(id, #"{"status":"cancelled"}"#, as: brands.home.admin) }
        },
        RefusalCase("another student's booking", 404, "not_found") { brands in
            let id = try brands.booking(in: brands.home)
            return { try brands.home.change(id, #"{"status":"cancelled"}"#, as: brands.fellow.studentToken) }
        },
        RefusalCase("a booking that is no id", 404, "not_found") { brands in
            { try brands.home.send("GET", "/api/bookings/1", as: brands.home.admin) }
        },
    ]

    private static let methods: [RefusalCase] = [
        ("DELETE", "/api/bookings", "GET, POST"), ("POST", "/api/bookings/instructors", "GET, HEAD"),
        ("POST", "/api/bookings/availability", "GET, PUT"), ("GET", "/api/bookings/reminders", "POST"),
        ("PUT", "/api/bookings/0190b5a4-7c1e-7d20-8f3a-1b2c3d4e5f60", "GET, PATCH"), ("POST", "/healthz", "GET, HEAD"),
    ].map { method, path, allowed in
        RefusalCase("\(method) \(path)", 405, "method_not_allowed") { brands in
            {
                let answer = try brands.home.send(method, path, as: brands.home.admin)
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
private func rulesPath(_ world: World<Stack>) -> String {
    "/api/bookings/availability/rules?instructorId=\(world.instructor.id)"
}
