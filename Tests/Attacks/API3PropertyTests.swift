import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// OWASP API3, broken object property level authorization: nobody sets what is ours to set, and each role sees exactly
/// its own members.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct API3PropertyTests {
    private static let stack = Result { try Stack() }
    private let cast: Cast

    init() throws { cast = try Cast(in: Self.stack.get()) }

    private static let forStudents: Set<String> = [
        "id", "instructorId", "studentId", "status", "paymentStatus", "paymentReference", "startAt", "endAt",
        "studentStartAt", "instructorStartAt", "studentTimezone", "instructorTimezone", "location", "notes",
        "cancellationReason", "holdExpiresAt", "confirmedAt", "completedAt", "cancelledAt", "noShowAt", "createdAt",
        "updatedAt",
    ]
    private static let forStaff = forStudents.union(["instructorNotes", "reminderSentAt", "bufferMinutes", "student"])

    /// What a request may name; everything else is ours.
    private static let creatable: Set<String> = [
        "instructorId", "startAt", "endAt", "sessionMinutes", "studentTimezone", "location", "notes", "student",
    ]
    private static let changeable: Set<String> = [
        "status", "payment", "notes", "location", "instructorNotes", "cancellationReason", "startAt", "endAt",
    ]

    /// Members that programs elsewhere have let pass, with values that would do harm.
    private static let coveted: [(String, String)] = [
        ("brandId", #""00000000-0000-7000-8000-000000000000""#), ("brand", #""other""#), ("role", #""admin""#),
        ("isAdmin", "true"), ("price", "0"), ("amountCents", "0"), ("revision", "1"), ("sequence", "9"),
        ("scheduledAt", #""2000-01-01T00:00:00Z""#), ("promisedDate", #""2000-01-01""#), ("actor", #""admin""#),
        ("contact", "{}"), ("manageUrl", #""http://evil.example""#), ("allowsGuests", "true"), ("__proto__", "{}"),
        ("STATUS", #""confirmed""#), ("payment_status", #""paid""#), ("status ", #""confirmed""#),
    ]

    /// A booking as the admin sees it, each member as JSON text.
    private func answered() throws -> [(String, String)] {
        let answer = try cast.own.send("GET", "/api/bookings/\(cast.booking)", as: cast.own.admin)
        guard case .object(let members) = answer.json["booking"] else { return [] }
        #expect(Set(members.keys) == Self.forStaff)
        let spoilt = [
            "status": #""completed""#, "paymentStatus": #""paid""#, "bufferMinutes": "0",
            "createdAt": #""2000-01-01T00:00:00Z""#, "reminderSentAt": #""2000-01-01T00:00:00Z""#,
            "studentId": #""\#(cast.other.student.id)""#, "id": #""\#(cast.otherBooking)""#,
        ]
        return members.keys.sorted().map { ($0, spoilt[$0] ?? #""\#(members[$0]?.text ?? "x")""#) }
    }

    @Test func `no member that is ours can be set when booking`() throws {
        let statement = try cast.own.stack.sql.dumpStatements()
        let before = try cast.rowsOfBrands(cast.own.stack.sql.dump(statement))
        for (name, value) in try answered() + Self.coveted where !Self.creatable.contains(name) {
            for asker in [Asker.nobody, .student, .instructor, .admin, .service] {
                let guest = asker.isStudent ? nil : "g@guests.example"
                let json = "\(cast.own.request(day(25, at: "10:00"), guest: guest).dropLast()),\"\(name)\":\(value)}"
                let answer = try cast.own.send("POST", "/api/bookings", as: asker.token(in: cast), json: json)
                expectUnknown(name, answer, "\(asker)")
            }
        }
        #expect(try cast.rowsOfBrands(cast.own.stack.sql.dump(statement)) == before)
    }

    @Test func `no member that is ours can be set when changing`() throws {
        let statement = try cast.own.stack.sql.dumpStatements()
        let before = try cast.rowsOfBrands(cast.own.stack.sql.dump(statement))
        for (name, value) in try answered() + Self.coveted where !Self.changeable.contains(name) {
            for asker in [Asker.link, .student, .instructor, .admin, .service] {
                let json = #"{"notes":"changed","\#(name)":\#(value)}"#
                expectUnknown(name, try cast.own.change(cast.booking, json, as: asker.token(in: cast)), "\(asker)")
            }
        }
        #expect(try cast.rowsOfBrands(cast.own.stack.sql.dump(statement)) == before)
    }

    @Test func `inner objects take no more than the contract names`() throws {
        let statement = try cast.own.stack.sql.dumpStatements()
        let before = try cast.rowsOfBrands(cast.own.stack.sql.dump(statement))
        let request = cast.own.request(day(26, at: "10:00"), guest: "g@guests.example")
        for name in ["id", "studentId", "brandId", "createdAt"] {
            let booking = request.replacing(#""firstName""#, with: #""\#(name)":"x","firstName""#)
            let booked = try cast.own.send("POST", "/api/bookings", as: cast.own.admin, json: booking)
            expectUnknown("student.\(name)", booked)
            let paid = payment("pi_inner").replacing(#""currency""#, with: #""\#(name)":"x","currency""#)
            expectUnknown("payment.\(name)", try cast.own.change(cast.booking, paid, as: cast.own.studentToken))
            for list in ["weeklySlots", "dateOverrides"] {
                let json = #"{"instructorId":"\#(cast.own.instructor.id)","\#(list)":[{"\#(name)":1}]}"#
                let put = try cast.own.send(
                    "PUT",
                    "/api/bookings/availability",
                    as: cast.own.instructorToken,
                    json: json
                )
                expectUnknown("\(list)[0].\(name)", put)
            }
        }
        #expect(try cast.rowsOfBrands(cast.own.stack.sql.dump(statement)) == before)
    }

    @Test func `paid is what a payment makes it, not what a caller says`() throws {
        let staffOnly = try World(in: Self.stack.get(), brand: .fresh(policy: .staff))
        let made = try staffOnly.book(day(20, at: "10:00"), as: staffOnly.studentToken).json
        let id = try #require(made["booking"]["id"].text)
        let link = try #require(made["manageUrl"].text?.split(separator: "/").last)
        for token in [staffOnly.studentToken, String(link)] {
            for json in [
                #"{"status":"confirmed"}"#, payment("pi_own_word"), #"{"status":"completed"}"#,
                #"{"status":"no_show"}"#,
            ] {
                let answer = try staffOnly.change(id, json, as: token)
                #expect(answer.status == 403 && answer.code == "forbidden", "\(json): \(answer.text)")
            }
        }
        let row = "SELECT status, payment_status FROM bookings WHERE id = '\(id)'"
        #expect(try staffOnly.stack.sql.rows(row) == [["pending", "unpaid"]])
        #expect(try staffOnly.stack.sql.number("SELECT COUNT(*) FROM payments WHERE booking_id = '\(id)'") == 0)
    }

    @Test func `each role sees exactly its members of a booking, wherever one is shown`() throws {
        for asker in [Asker.link, .student, .instructor, .admin, .service] {
            let token = asker.token(in: cast)
            let members = asker.isStaff ? Self.forStaff : Self.forStudents
            let shown = try cast.own.send("GET", "/api/bookings/\(cast.booking)", as: token)
            #expect(shown.json["booking"].names == members, "\(asker)")
            #expect(shown.json.names == ["booking"], "\(asker)")
            let change = asker == .link ? #"{"startAt":"\#(day(21, at: "10:00"))"}"# : #"{"notes":"\#(asker)"}"#
            let changed = try cast.own.change(cast.booking, change, as: token)
            #expect(changed.status == 200 && changed.json["booking"].names == members, "\(asker): \(changed.text)")
            if asker == .link { continue }
            let listed = try cast.own.send("GET", "/api/bookings", as: token)
            #expect(listed.json.names == ["bookings", "nextCursor"])
            #expect(listed.json["bookings"].elements.allSatisfy { $0.names == members }, "\(asker)")
            #expect(listed.json["bookings"].count > 0)
        }
        for (number, asker) in [Asker.nobody, .student, .fellow, .instructor, .admin, .service].enumerated() {
            let guest = asker.isStudent ? nil : "g@guests.example"
            let json = cast.own.request(day(50 + number, at: "10:00"), guest: guest)
            let made = try cast.own.send("POST", "/api/bookings", as: asker.token(in: cast), json: json).json
            #expect(made["booking"].names == (asker.isStaff ? Self.forStaff : Self.forStudents), "\(asker)")
            #expect(made.names == ["booking", "manageUrl", "notifications", "nextStep"], "\(asker)")
        }
    }

    @Test func `nobody but staff reads addresses, notes of staff or another's words`() throws {
        let secrets = ["fellow@students.example", "nils@instructors.example", "for staff only", "+49"]
        let past = "UPDATE bookings SET instructor_notes = 'for staff only' WHERE id = '\(cast.booking)'"
        try cast.own.stack.sql.rows(past)
        for asker in [Asker.nobody, .link, .student] {
            for path in [
                "/instructors", "/instructors?include=nextAvailable", "?upcomingOnly=false", "/\(cast.booking)",
                "/\(cast.booking).ics", "/\(cast.fellowBooking)", "/\(cast.fellowBooking).ics",
                "/availability?explain=true&instructorId=\(cast.colleague.id)",
                "/availability/rules?instructorId=\(cast.own.instructor.id)",
            ] {
                let answer = try cast.own.send("GET", "/api/bookings" + path, as: asker.token(in: cast))
                for secret in secrets { #expect(!answer.text.contains(secret), "\(asker) \(path)") }
            }
        }
        #expect(try cast.get("/\(cast.booking)", cast.own.admin).text.contains("for staff only"))
    }

    private func expectUnknown(_ field: String, _ answer: HTTPAnswer, _ comment: String = "") {
        #expect(answer.status == 400 && answer.code == "invalid_field", "\(field) \(comment): \(answer.text)")
        #expect(
            answer.json["errors"].elements.contains { $0["field"].text == field && $0["code"].text == "unknown" },
            "\(field) \(comment): \(answer.text)"
        )
    }
}
