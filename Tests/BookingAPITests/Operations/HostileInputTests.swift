import HTTP
import Scheduling
import TestSupport
import Testing

struct HostileInputTests {
    /// Values that have broken programs before; `\u` sequences are JSON's.
    private static let values = [
        "null", "true", "0", "-1", "1", "60", "1e308", "1e999", "-9223372036854775808", "9223372036854775807",
        "18446744073709551616", "0.1", "\"\"", "\" \"", #""\u0000""#, #""\ud800""#, #""\u202e""#, #""\uffff""#, "[]",
        "{}",
        "[[]]", "[null]", "[{}]", #"{"a": 1}"#, #""2026-11-24T09:00:00Z""#, #""9999-12-31T23:59:59Z""#,
        #""1970-01-01T00:00:00+18:00""#, #""9999-12-31T23:59:59-18:00""#, #""2026-11-24""#, #""0000-00-00""#,
        #""24:00""#,
        #""00:00""#, #""Europe/Berlin""#, #""UTC""#, #""../../etc/passwd""#, #""'; DROP TABLE bookings; --""#,
        #""confirmed""#,
        #""cancelled""#, #""completed""#, #""a@b.example""#, #""+4915112345678""#, "\"GRETA\"", "\"IRIS\"",
        "\"\(String(repeating: "x", count: 5000))\"",
        #"{"amountCents":1,"currency":"EUR","provider":"p","providerPaymentId":"i"}"#,
        #"{"firstName":"a","lastName":"b","email":"a@b.example"}"#,
        #"[{"dayOfWeek":1,"startTime":"00:00","endTime":"24:00"}]"#,
        #"[{"date":"1970-01-01","endDate":"9999-12-31","isAvailable":false}]"#,
        #"[{"date":"9999-12-31","isAvailable":true,"startTime":"00:00","endTime":"24:00"}]"#,
    ]

    private static let names = [
        "instructorId", "startAt", "endAt", "sessionMinutes", "studentTimezone", "location", "notes", "student",
        "status",
        "payment", "instructorNotes", "cancellationReason", "timezone", "slotIntervalMinutes", "bufferMinutes",
        "minimumNoticeMinutes", "advanceBookingDays", "cancellationCutoffHours", "maximumSessionsPerDay", "weeklySlots",
        "dateOverrides", "", "__proto__",
    ]

    private static let parameters = [
        "instructorId", "startDate", "days", "sessionMinutes", "studentTimezone", "explain", "include", "upcomingOnly",
        "status", "from", "to", "timezone", "limit", "cursor", "%00", "",
    ]

    private static let texts = [
        "", "GRETA", "IRIS", "1", "62", "200", "-1", "9223372036854775807", "true", "false", "2026-11-24", "9998-12-31",
        "1970-01-01", "9999-12-31", "2026-11-24T09:00:00Z", "9999-12-31T23:59:59-18:00", "Europe/Berlin",
        "Pacific/Apia",
        "UTC", "../UTC", "confirmed", "no_show", "nextAvailable", "0_GRETA", "253402300799_GRETA", "%ff", "%", "a%00b",
        "480",
    ]

    @Test(arguments: 0..<8)
    func `input never causes a 500, and a refusal changes nothing`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let app = try TestApp(brand: .fixture(paymentPolicy: .trusted))
        let booking = try app.booked()
        let start = app.store.state
        for _ in 0..<250 {
            app.store.restore(start)
            let (target, body) = request(app, booking, using: &random)
            let roles: [AccessToken.Role?] = [
                nil, .admin, .student(app.ana.id), .instructor(app.greta.id), .manage(booking.id),
            ]
            let role = try #require(roles.randomElement(using: &random))
            let reply = try app.send(target, body, as: role)
            #expect(reply.status < 500, "\(target) \(body ?? "") \(reply.text)")
            #expect(app.faults.isEmpty, "\(target) \(body ?? "") \(app.faults)")
            #expect(reply.json != .null, "\(target)")
            let isKept = app.store.state == start
            #expect(reply.status < 400 || isKept, "\(target) \(body ?? "")")
        }
    }

    private func request(
        _ app: TestApp,
        _ booking: Booking,
        using random: inout SeededRandom
    ) -> (target: String, body: String?) {
        let targets = [
            "GET /api/bookings/instructors", "GET /api/bookings/availability", "GET /api/bookings/availability/rules",
            "GET /api/bookings", "PUT /api/bookings/availability", "POST /api/bookings",
            "PATCH /api/bookings/\(booking.id)",
        ]
        let target = targets.randomElement(using: &random) ?? ""
        let filled: (String) -> String = {
            $0.replacing("GRETA", with: "\(app.greta.id)").replacing("IRIS", with: "\(app.iris.id)")
        }
        if target.hasPrefix("GET") {
            var pairs = target.contains("availability") ? ["instructorId=GRETA"] : []
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let name = Self.parameters.randomElement(using: &random) ?? ""
                pairs.append("\(name)=\(Self.texts.randomElement(using: &random) ?? "")")
            }
            return (filled(target + "?" + pairs.joined(separator: "&")), nil)
        }
        var members = target.hasPrefix("PATCH") ? [:] : ["instructorId": "\"GRETA\""]
        if target.hasPrefix("POST"), Bool.random(using: &random) {
            members["startAt"] = #""2026-11-24T12:00:00Z""#
            members["studentTimezone"] = #""UTC""#
            members["sessionMinutes"] = "60"
        }
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            members[Self.names.randomElement(using: &random) ?? ""] = Self.values.randomElement(using: &random)
        }
        let body = members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        return (target, filled("{\(body)}"))
    }
}
