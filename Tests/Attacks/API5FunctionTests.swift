import HTTP
import Scheduling
import TestSupport
import Testing

/// OWASP API5, broken function level authorization: every operation by every kind of caller of the own brand and of
/// another; what the contract does not name is for nobody.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct API5FunctionTests {
    private static let stack = Result {
        try Stack(.init(environment: ["BOOKING_REMINDER_CRON_SECRET=a-secret-that-only-cron-has"]))
    }

    /// One operation: what is asked, the status for each of the own brand in `Asker`'s order, and that for strangers.
    struct Row: Sendable {
        let expected: [Int]
        let strangers: Int
        let target: @Sendable (Cast) -> String
        let body: (@Sendable (Cast, Asker) -> String)?

        init(
            _ expected: [Int],
            strangers: Int = 403,
            _ target: @escaping @Sendable (Cast) -> String,
            body: (@Sendable (Cast, Asker) -> String)? = nil
        ) {
            self.expected = expected
            self.strangers = strangers
            self.target = target
            self.body = body
        }
    }

    private static let hour = Counter()

    // Columns: nobody, manage link, student, fellow student, instructor, colleague, admin, service.
    private static let rows: [String: Row] = [
        "GET /api/bookings/instructors": Row([200, 200, 200, 200, 200, 200, 200, 200]) { _ in
            "/api/bookings/instructors"
        },
        "GET /api/bookings/availability": Row([200, 200, 200, 200, 200, 200, 200, 200]) {
            "/api/bookings/availability?instructorId=\($0.own.instructor.id)"
        },
        "GET /api/bookings/availability/rules": Row([401, 403, 403, 403, 200, 403, 200, 200]) {
            "/api/bookings/availability/rules?instructorId=\($0.own.instructor.id)"
        },
        "PUT /api/bookings/availability": Row([401, 403, 403, 403, 200, 403, 200, 200]) { _ in
            "/api/bookings/availability"
        } body: { cast, _ in
            #"{"instructorId":"\#(cast.own.instructor.id)","bufferMinutes":10}"#
        },
        "GET /api/bookings": Row([401, 403, 200, 200, 200, 200, 200, 200]) { _ in "/api/bookings" },
        "POST /api/bookings": Row([201, 403, 201, 201, 201, 403, 201, 201]) { _ in
            "/api/bookings"
        } body: {
            cast,
            asker in
            let guest = asker.isStudent ? nil : "g@guests.example"
            return cast.own.request(day(22 + hour.next(), at: "10:00"), guest: guest)
        },
        "GET /api/bookings/{bookingId}.ics": Row([401, 200, 200, 404, 200, 403, 200, 200]) {
            "/api/bookings/\($0.booking).ics"
        },
        "GET /api/bookings/{bookingId}": Row([401, 200, 200, 404, 200, 403, 200, 200]) {
            "/api/bookings/\($0.booking)"
        },
        "PATCH /api/bookings/{bookingId}": Row([401, 403, 200, 404, 200, 403, 200, 200]) {
            "/api/bookings/\($0.booking)"
        } body: { _, asker in
            #"{"notes":"\#(asker)"}"#
        },
        "POST /api/bookings/{bookingId}/link": Row([401, 403, 403, 403, 403, 200, 200, 200]) {
            "/api/bookings/\($0.fellowBooking)/link"
        },
        "GET /api/bookings/{bookingId}/messages": Row([401, 403, 403, 403, 200, 403, 200, 200]) {
            "/api/bookings/\($0.booking)/messages"
        },
        "GET /api/bookings/{bookingId}/events": Row([401, 403, 403, 403, 200, 403, 200, 200]) {
            "/api/bookings/\($0.booking)/events"
        },
        "OPTIONS /api/bookings/instructors": closedToAll(204) { "/api/bookings/instructors" },
        "OPTIONS /api/bookings/availability": closedToAll(204) { "/api/bookings/availability" },
        "GET /api/instructors": Row([401, 403, 403, 403, 200, 200, 200, 200]) { _ in "/api/instructors" },
        "PATCH /api/instructors/{instructorId}": Row([401, 403, 403, 403, 200, 403, 200, 200]) {
            "/api/instructors/\($0.own.instructor.id)"
        } body: { _, asker in
            #"{"bio":"\#(asker)"}"#
        },
        // Of nobody, because the others need the instructor.
        "DELETE /api/instructors/{instructorId}": Row([401, 403, 403, 403, 403, 403, 404, 404]) { _ in
            "/api/instructors/\(ID<Instructor>.new())"
        },
        "GET /api/students": Row([401, 403, 403, 403, 200, 200, 200, 200]) { _ in "/api/students" },
        "PATCH /api/students/{studentId}": Row([401, 403, 403, 403, 200, 200, 200, 200]) {
            "/api/students/\($0.own.student.id)"
        } body: { _, asker in
            #"{"firstName":"\#(asker)"}"#
        },
        "POST /api/bookings/reminders": closedToAll(401) { "/api/bookings/reminders" },
        "POST /api/hooks/resend": closedToAll(400) { "/api/hooks/resend" },
        "POST /api/hooks/twilio": closedToAll(400) { "/api/hooks/twilio" },
        "GET /api/openapi.json": closedToAll(200) { "/api/openapi.json" },
        "GET /healthz": closedToAll(200) { "/healthz" },
        "GET /readyz": closedToAll(200) { "/readyz" },
    ]

    /// The same for everybody, whatever the credentials.
    private static func closedToAll(_ status: Int, _ target: @escaping @Sendable () -> String) -> Row {
        Row(Array(repeating: status, count: Asker.own.count), strangers: status) { _ in target() }
    }

    @Test func `every operation admits its callers, and nobody else`() throws {
        let cast = try Cast(in: Self.stack.get())
        let operations = try ContractDocument(of: cast.own.stack.client).operations
        #expect(operations.count >= 14)
        #expect(Set(Self.rows.keys).subtracting(operations.map(\.name)) == [])
        for operation in operations {
            let row = try #require(Self.rows[operation.name], "\(operation.name) has no row here")
            for (index, asker) in Asker.allCases.enumerated() {
                let answer = try cast.own.send(
                    operation.method,
                    row.target(cast),
                    as: asker.token(in: cast),
                    json: row.body?(cast, asker)
                )
                let expected = asker.isStranger ? row.strangers : row.expected[index]
                #expect(answer.status == expected, "\(operation.name) by \(asker): \(answer.text.prefix(300))")
                #expect(operation.statuses.contains("\(answer.status)"), "\(operation.name): \(answer.status)")
                guard answer.status >= 400 else { continue }
                for secret in [cast.otherBooking, "\(cast.other.student.id)", "@"] {
                    #expect(!answer.text.contains(secret), "\(operation.name) by \(asker)")
                }
            }
        }
        #expect(cast.own.stack.faults() == [])
    }

    @Test func `a method that the contract does not name is for nobody`() throws {
        let cast = try Cast(in: Self.stack.get())
        let operations = try ContractDocument(of: cast.own.stack.client).operations
        for path in Set(operations.map(\.path)) {
            let named = Set(operations.filter { $0.path == path }.map(\.method)).union(["HEAD"])
            let target = path.replacing("{bookingId}", with: cast.booking)
            for method in ["GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
            where !named.contains(method) {
                for asker in [Asker.nobody, .student, .admin, .strangeAdmin] {
                    let answer = try cast.own.send(method, target, as: asker.token(in: cast))
                    #expect(answer.status == 405 && answer.code == "method_not_allowed", "\(method) \(path)")
                    #expect(answer.headers["allow"]?.isEmpty == false, "\(method) \(path)")
                }
            }
        }
    }

    @Test func `overriding the method by a header or a parameter does nothing`() throws {
        let cast = try Cast(in: Self.stack.get())
        let before = try cast.own.send("GET", "/api/bookings/\(cast.booking)", as: cast.own.admin).body
        for (name, value) in [("X-HTTP-Method-Override", "PATCH"), ("X-Method-Override", "DELETE")] {
            let answer = try cast.own.send(
                "GET",
                "/api/bookings/\(cast.booking)?_method=PATCH&status=cancelled",
                as: cast.own.admin,
                headers: [(name, value)]
            )
            #expect(answer.body == before)
        }
    }

    @Test func `cron's door opens with cron's secret only, and only to cron's work`() throws {
        let cast = try Cast(in: Self.stack.get())
        let secret = ("X-Booking-Cron-Secret", "a-secret-that-only-cron-has")
        let right = try cast.own.send("POST", "/api/bookings/reminders", headers: [secret])
        #expect(right.status == 200, "\(right.text)")
        let wrong = [
            "", "a-secret-that-only-cron-ha", "a-secret-that-only-cron-has ", "A-SECRET-THAT-ONLY-CRON-HAS", "*",
            "a-secret-that-only-cron-has\u{0}", cast.own.admin, cast.own.service,
        ]
        for guess in wrong where guess != "a-secret-that-only-cron-has " {
            let headers = [("X-Booking-Cron-Secret", guess)]
            let answer = try cast.own.send("POST", "/api/bookings/reminders", as: cast.own.service, headers: headers)
            #expect(answer.status == 401 || guess.contains("\u{0}") && answer.status == 400, "\(guess): \(answer.text)")
        }
        let foreign = try cast.own.send(
            "POST",
            "/api/bookings/reminders",
            as: cast.other.admin,
            headers: [secret]
        )
        #expect(foreign.status == 403)
        let elsewhere = try cast.own.send("GET", "/api/bookings", headers: [secret])
        #expect(elsewhere.status == 401)
    }
}
