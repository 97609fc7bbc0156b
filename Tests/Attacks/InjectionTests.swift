import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// SQL in every string: what is taken is stored to the letter, what is not is refused, and nothing is executed.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct InjectionTests {
    private static let stack = Result { try Stack() }

    /// How long one sleeping statement would take; the requests of one test take less in all.
    private static let sleep = 20

    private static let attacks = [
        "' OR '1'='1", "'; DROP TABLE bookings; -- ", "\" OR \"\"=\"", "1; UPDATE bookings SET status='cancelled'",
        "' AND SLEEP(\(sleep)) AND '1'='1", "1 AND SLEEP(\(sleep))", "\\' AND SLEEP(\(sleep)) -- ",
        "'/**/UNION/**/SELECT/**/SLEEP(\(sleep))#", "') OR BENCHMARK(99999999,SHA2('x',512)) -- ", "%' OR 1=1 -- ",
        "\u{BF}' OR 1=1 -- ", "ʼ OR 1=1", "＇ OR SLEEP(\(sleep))", "${SLEEP(\(sleep))}", "`x`", "0x27204f5220313d31",
        "_%\\%",
        "/*!50000SELECT SLEEP(\(sleep))*/", "'||(SELECT secret)||'", "NULL", "\\", "\\\\'", "x' LIMIT 1 OFFSET 1 -- ",
    ]

    private let cast: Cast
    private let stack: Stack

    init() throws {
        stack = try Self.stack.get()
        cast = try Cast(in: stack)
    }

    private func json(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (byte < 16 ? "0" : "") + digits
        }.joined()
    }

    /// Runs it and expects that no statement of an attack has slept, and that the tables are there.
    private func expectNothingExecuted(_ body: () throws -> Void) throws {
        let count = "SELECT COUNT(*) FROM bookings WHERE status = 'pending'"
        let before = try stack.sql.number(count)
        let log =
            "SELECT COUNT(*) FROM information_schema.processlist "
            + "WHERE info LIKE '%SLEEP(\(Self.sleep))%' AND id <> CONNECTION_ID()"
        let time = try ContinuousClock().measure(body)
        #expect(time < .seconds(Self.sleep), "\(time)")
        #expect(try stack.sql.number(count) >= before)
        #expect(try stack.sql.number(log) == 0)
        #expect(stack.faults() == [])
    }

    @Test func `texts are kept to the letter`() throws {
        try expectNothingExecuted {
            for text in Self.attacks {
                let wanted = text.trimmingBlanks
                let change = #"{"notes":\#(json(text)),"location":\#(json(text))}"#
                let changed = try cast.own.change(cast.booking, change, as: cast.own.studentToken).json["booking"]
                #expect(changed["notes"].text == wanted && changed["location"].text == wanted, "\(text)")
                let row = try stack.sql.rows(
                    "SELECT HEX(notes), HEX(location) FROM bookings WHERE id = '\(cast.booking)'"
                )
                let bytes = wanted.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
                #expect(row == [[bytes, bytes]], "\(text)")
            }
        }
    }

    @Test func `names, reasons, payments and notes of overrides are kept to the letter`() throws {
        try expectNothingExecuted {
            for (number, text) in Self.attacks.enumerated() {
                let wanted = text.trimmingBlanks
                let person =
                    #"{"firstName":\#(json(text)),"lastName":\#(json(text)),"email":"i\#(number)@guests.example"}"#
                let request = "\(cast.own.request(day(30 + number, at: "10:00")).dropLast()),\"student\":\(person)}"
                let key = [("Idempotency-Key", text.filter { $0 > " " && $0 <= "~" })]
                let made = try cast.own.send("POST", "/api/bookings", as: cast.own.admin, headers: key, json: request)
                #expect(made.json["booking"]["student"]["firstName"].text == wanted, "\(text): \(made.text)")
                #expect(made.json["booking"]["student"]["lastName"].text == wanted, "\(text)")
                let again = try cast.own.send("POST", "/api/bookings", as: cast.own.admin, headers: key, json: request)
                #expect(again.headers["idempotency-replayed"] == "true", "\(text): \(again.text)")
                let id = try #require(made.json["booking"]["id"].text)
                let reference = "\(number)" + text.filter { $0 > " " && $0 <= "~" }
                let paid = payment("").replacing(
                    #""providerPaymentId":"""#,
                    with: #""providerPaymentId":\#(json(reference))"#
                )
                let confirmed = try cast.own.change(id, paid, as: cast.own.admin)
                #expect(confirmed.json["booking"]["paymentReference"].text == reference, "\(confirmed.text)")
                let reason = #"{"status":"cancelled","cancellationReason":\#(json(text))}"#
                let cancelled = try cast.own.change(id, reason, as: cast.own.admin)
                #expect(cancelled.json["booking"]["cancellationReason"].text == wanted, "\(text): \(cancelled.text)")
                let rules =
                    #"{"instructorId":"\#(cast.colleague.id)","dateOverrides":"#
                    + #"[{"date":"2027-01-01","isAvailable":false,"note":\#(json(text))}]}"#
                let put = try cast.own.send("PUT", "/api/bookings/availability", as: cast.own.admin, json: rules)
                #expect(put.json["dateOverrides"][0]["note"].text == wanted, "\(text): \(put.text)")
            }
        }
    }

    @Test func `in ids, queries, paths, headers and names of members they are refused`() throws {
        let booking = "/api/bookings/\(cast.booking)"
        try expectNothingExecuted {
            for text in Self.attacks {
                let sql = escaped(text)
                for target in [
                    "/\(sql)", "/\(cast.booking)\(sql)", "/\(sql).ics", "?instructorId=\(sql)", "?status=\(sql)",
                    "?from=\(sql)",
                    "?to=\(sql)", "?timezone=\(sql)", "?limit=\(sql)", "?limit=1\(sql)", "?cursor=\(sql)",
                    "?upcomingOnly=\(sql)",
                    "?cursor=1_\(cast.booking)\(sql)", "/availability?instructorId=\(cast.own.instructor.id)\(sql)",
                    "/availability?instructorId=\(cast.own.instructor.id)&startDate=\(sql)",
                    "/availability?instructorId=\(cast.own.instructor.id)&studentTimezone=UTC\(sql)",
                    "/availability?instructorId=\(cast.own.instructor.id)&days=\(sql)", "/instructors?include=\(sql)",
                    "/availability/rules?instructorId=\(sql)",
                ] {
                    let answer = try cast.own.send("GET", "/api/bookings" + target, as: cast.own.admin)
                    #expect([400, 404].contains(answer.status), "\(target): \(answer.text)")
                }
                let visible = text.filter { $0.isASCII }
                for (header, statuses) in [("X-Brand", [404]), ("Authorization", [401]), ("If-Match", [412, 200])] {
                    let token = header == "Authorization" ? nil : cast.own.admin
                    let headers = [
                        (
                            header,
                            header == "Authorization" ? "Bearer cb_admin_\(visible.filter { $0 != " " })" : visible
                        )
                    ]
                    let answer = try cast.own.send(
                        "PATCH",
                        booking,
                        as: token,
                        headers: headers,
                        json: #"{"notes":"x"}"#
                    )
                    #expect(statuses.contains(answer.status), "\(header) \(text): \(answer.text)")
                }
                for member in ["instructorId", "startAt", "endAt", "studentTimezone"] {
                    let body = #"{"\#(member)":\#(json(text)),\#(json(text)):1}"#
                    let answer = try cast.own.send("POST", "/api/bookings", as: cast.own.admin, json: body)
                    #expect(answer.status == 400 && !answer.text.contains("SQL"), "\(text): \(answer.text)")
                }
                for email in ["\(text)@guests.example", "a@\(text).example"] {
                    let person = #"{"firstName":"A","lastName":"B","email":\#(json(email)),"phone":\#(json(text))}"#
                    let request = "\(cast.own.request(day(29, at: "10:00")).dropLast()),\"student\":\(person)}"
                    #expect(try cast.own.send("POST", "/api/bookings", as: cast.own.admin, json: request).status == 400)
                }
            }
        }
        #expect(try cast.own.send("GET", booking, as: cast.own.admin).status == 200)
    }
}

extension String {
    /// Without the white space at both ends, which the contract leaves out.
    fileprivate var trimmingBlanks: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
