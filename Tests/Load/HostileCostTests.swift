import Scheduling
import TestSupport
import Testing

/// What strangers send costs time that grows with its length, and no more than a millisecond for a kilobyte.
///
/// Swift normalises texts when it compares or hashes them. With thousands of accents on one letter that took seconds, so
/// no such text may become a key or be compared: https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format.
@Suite(.serialized)
struct HostileCostTests {
    private static let largest = 65_000
    private static let longest = 8_000

    private let world: HostileWorld

    init() throws { world = try HostileWorld() }

    /// Texts that are dear to compare, normalise, cut or count, of about so many bytes.
    private static func texts(_ size: Int) -> [(name: String, text: String)] {
        func fill(_ unit: String) -> String { String(repeating: unit, count: max(1, size / unit.utf8.count)) }
        return [
            (
                "two runs of accents",
                "a" + fill("\u{301}").prefixBytes(size / 2) + fill("\u{316}").prefixBytes(size / 2)
            ),
            ("accents in turns", "a" + fill("\u{301}\u{316}")), ("accents on blanks", fill(" \u{316}\u{301}")),
            ("flags", fill("\u{1F1E9}")), ("joiners", "👩" + fill("\u{200D}👩")), ("Hangul", fill("\u{1100}\u{1161}")),
            ("vowel signs", "က" + fill("\u{1037}\u{103A}")), ("blanks", fill(" ")), ("invisible", fill("\u{200B}")),
            ("variation selectors", "a" + fill("\u{FE0F}")), ("letters", fill("a")), ("bytes", fill("%CC%96%CC%81")),
        ]
    }

    private func expectCheap(_ name: String, bytes: Int, _ body: () -> Void) {
        let limit = (20 + Double(bytes) / 1024) * Double(slack)
        let time = milliseconds(body)
        #expect(time < limit, "\(name): \(time) ms for \(bytes) bytes")
    }

    private func send(_ target: String, _ name: String, json: String) {
        let words = target.replacing("ID", with: world.bookingID).split(separator: " ").map(String.init)
        let body = Array(json.replacing("INSTRUCTOR", with: world.instructorID).utf8)
        let variables = [
            ("REQUEST_METHOD", words[0]), ("REQUEST_URI", words[1]), ("HTTP_X_BRAND", "river-school"),
            ("HTTP_AUTHORIZATION", "Bearer cb_admin_1"), ("CONTENT_TYPE", "application/json"),
        ]
        expectCheap("\(target): \(name)", bytes: body.count) { _ = world.answer(variables, body) }
    }

    private static let bodies = ["POST /api/bookings", "PATCH /api/bookings/ID", "PUT /api/bookings/availability"]

    private static let fields = [
        "instructorId", "startAt", "endAt", "studentTimezone", "location", "notes", "status", "instructorNotes",
        "cancellationReason", "timezone", "sessionMinutes",
    ]

    @Test(arguments: bodies)
    func `a hostile text is cheap as a name and as a value`(target: String) {
        for (name, text) in Self.texts(Self.largest) {
            send(target, "\(name) as a name", json: #"{"\#(text)":1}"#)
            send(
                target,
                "\(name) as two names",
                json: #"{"\#(text.prefixBytes(32_000))":1,"b\#(text.prefixBytes(32_000))":1}"#
            )
        }
        for field in Self.fields {
            for (name, text) in Self.texts(Self.largest) {
                send(target, "\(name) as \(field)", json: #"{"instructorId":"INSTRUCTOR","\#(field)":"\#(text)"}"#)
            }
        }
        for (name, text) in Self.texts(Self.largest) {
            for field in ["firstName", "email", "phone"] {
                send(target, "\(name) as \(field)", json: #"{"student":{"\#(field)":"\#(text)"}}"#)
            }
            for field in ["currency", "provider", "providerPaymentId"] {
                send(target, "\(name) as \(field)", json: #"{"status":"confirmed","payment":{"\#(field)":"\#(text)"}}"#)
            }
            send(
                target,
                "\(name) as note",
                json: #"{"dateOverrides":[{"note":"\#(text)","date":"\#(text.prefix(1))"}]}"#
            )
        }
    }

    @Test(arguments: bodies)
    func `a text as long as it may be is cheap where it is kept`(target: String) {
        for (name, text) in Self.texts(11_000) {
            let notes = String(String.UnicodeScalarView(text.unicodeScalars.prefix(4000)))
            let words = String(String.UnicodeScalarView(text.unicodeScalars.prefix(500)))
            let booking =
                #""instructorId":"INSTRUCTOR","startAt":"2026-11-25T09:00:00Z","sessionMinutes":60,"studentTimezone":"UTC","#
                + #""student":{"firstName":"A","lastName":"B","email":"a@b.example"}"#
            let kept = #""notes":"\#(notes)","location":"\#(words)""#
            send(target, name, json: target.hasPrefix("POST") ? "{\(booking),\(kept)}" : "{\(kept)}")
            send(target, name, json: #"{"status":"cancelled","cancellationReason":"\#(words)"}"#)
        }
    }

    @Test(arguments: bodies)
    func `every shape of JSON is cheap`(target: String) {
        let count = Self.largest
        func list(_ element: String) -> String {
            Array(repeating: element, count: count / (element.utf8.count + 1)).joined(separator: ",")
        }
        let members = (0..<5_000).map { "\"n\($0)\":\($0 % 10)" }.joined(separator: ",")
        let shapes = [
            "[\(list("{}"))]", "[\(list("[]"))]", "[\(list("0"))]", "[\(list("1.5"))]", "[\(list("\"\""))]",
            "[\(list("null"))]", "[\(list("true"))]", "[\(list("{\"a\":1}"))]", "{\(members)}",
            String(repeating: "[", count: count), String(repeating: "{\"a\":", count: count / 5),
            String(repeating: "1", count: count), "0." + String(repeating: "1", count: count),
            "\"" + String(repeating: "\\u0301", count: count / 6) + "\"",
            "\"" + String(repeating: "\\\\", count: count / 2),
            String(repeating: " ", count: count), "[" + String(repeating: "[[[[{}]]]],", count: count / 11) + "1]",
        ]
        for shape in shapes {
            send(target, "a body \(shape.prefix(12))", json: shape)
            for field in ["weeklySlots", "dateOverrides", "x", "student", "payment", "notes"] {
                send(
                    target,
                    "\(field) \(shape.prefix(12))",
                    json: #"{"instructorId":"INSTRUCTOR","\#(field)":\#(shape)}"#
                )
            }
        }
    }

    @Test(arguments: [#""isAvailable":false"#, #""isAvailable":true,"startTime":"09:00","endTime":"10:00""#])
    func `as many overrides as there may be are cheap to compare`(members: String) {
        for days in [0, 1] {
            let overrides = (0..<730).map { #"{"date":"\#(LocalDate(dayNumber: 20_800 + $0 * days))",\#(members)}"# }
            let list = overrides.joined(separator: ",")
            send(
                "PUT /api/bookings/availability",
                "overrides",
                json: #"{"instructorId":"INSTRUCTOR","dateOverrides":[\#(list)]}"#
            )
        }
    }

    @Test(arguments: [
        "GET /api/bookings", "GET /api/bookings/instructors", "GET /api/bookings/availability",
        "GET /api/bookings/availability/rules",
    ])
    func `a hostile query is cheap`(target: String) {
        let names = [
            "instructorId", "startDate", "days", "studentTimezone", "explain", "include", "upcomingOnly", "status",
            "from",
            "timezone", "cursor",
        ]
        let words = target.split(separator: " ").map(String.init)
        func ask(_ name: String, _ query: String) {
            let variables = [
                ("REQUEST_METHOD", words[0]), ("REQUEST_URI", words[1] + "?" + query), ("HTTP_X_BRAND", "river-school"),
                ("HTTP_AUTHORIZATION", "Bearer cb_admin_1"),
            ]
            expectCheap("\(target): \(name)", bytes: query.utf8.count) { _ = world.answer(variables) }
        }
        for (name, text) in Self.texts(Self.longest) {
            ask("\(name) as a name", "\(text)=1&\(text)=2")
            ask("\(name) as names", text.replacing(" ", with: "&") + "&" + text)
            for parameter in names { ask("\(name) as \(parameter)", "\(parameter)=\(text)") }
        }
        ask("many names", (0..<1_700).map { "\($0)&" }.joined())
        ask("one name", String(repeating: "a&", count: 4_000))
    }

    @Test func `a hostile header, path, host or method is cheap`() {
        let headers = [
            "AUTHORIZATION", "X_BRAND", "IF_MATCH", "IF_NONE_MATCH", "IDEMPOTENCY_KEY", "CONTENT_TYPE",
            "CONTENT_ENCODING",
            "HOST", "X_BOOKING_CRON_SECRET", "X_ANYTHING", "X_TWILIO_SIGNATURE", "SVIX_ID",
        ]
        let targets = [
            ("POST", "/api/bookings"), ("PATCH", "/api/bookings/\(world.bookingID)"),
            ("GET", "/api/bookings/\(world.bookingID)"), ("POST", "/api/bookings/reminders"),
            ("POST", "/api/hooks/twilio"),
        ]
        for (name, text) in Self.texts(Self.longest) {
            for (method, path) in targets {
                for header in headers {
                    let known = [("HTTP_X_BRAND", "river-school"), ("HTTP_AUTHORIZATION", "Bearer cb_admin_1")]
                    let variables =
                        [("REQUEST_METHOD", method), ("REQUEST_URI", path), ("HTTP_\(header)", text)]
                        + known.filter { $0.0 != "HTTP_\(header)" }
                    expectCheap("\(path): \(name) in \(header)", bytes: text.utf8.count) {
                        _ = world.answer(variables, Array("{}".utf8))
                    }
                }
                let variables = [("REQUEST_METHOD", method), ("REQUEST_URI", path), ("HTTP_\(text)", "1")]
                expectCheap("\(name) as a header's name", bytes: text.utf8.count) { _ = world.answer(variables) }
            }
            for path in [
                "/\(text)", "/api/bookings/\(text)", "/api/bookings/\(text).ics", "/api/bookings/availability/\(text)",
            ] {
                expectCheap("\(name) in \(path.prefix(20))", bytes: path.utf8.count) {
                    _ = world.answer([
                        ("REQUEST_METHOD", "GET"), ("REQUEST_URI", path), ("HTTP_X_BRAND", "river-school"),
                    ])
                }
            }
            expectCheap("\(name) as a method", bytes: text.utf8.count) {
                _ = world.answer([("REQUEST_METHOD", text), ("REQUEST_URI", "/api/bookings")])
            }
        }
    }

    @Test func `a form that no provider has signed is cheap`() {
        func ask(_ name: String, _ form: String, query: String = "") {
            let headers = ["x-twilio-signature": "FK2FssaHRr2a1w61RnCL0I+vuQI="]
            expectCheap("a form with \(name)", bytes: form.utf8.count) {
                #expect(!world.believes("twilio", query: query, headers: headers, Array(form.utf8)))
            }
        }
        for (name, text) in Self.texts(Self.largest) {
            ask("\(name) as a name", "\(text)=1")
            ask("\(name) as two names", "\(text.prefixBytes(32_000))=1&b\(text.prefixBytes(32_000))=1")
            ask("\(name) as values", "a=\(text.prefixBytes(32_000))&a=b\(text.prefixBytes(32_000))")
            ask("\(name) as the text of an SMS", "SmsStatus=received&Body=\(text)")
            ask("\(name) in the query", "a=1", query: text.prefixBytes(Self.longest))
        }
        ask("many names", (0..<9_000).map { "\($0)&" }.joined())
        ask("one name", String(repeating: "a=1&", count: 16_000))
        ask("escapes", String(repeating: "%41", count: 21_000))
    }

    @Test func `an event that no provider has signed is cheap`() {
        let body = [UInt8](repeating: UInt8(ascii: "["), count: Self.largest)
        for (name, text) in Self.texts(Self.longest) + [("signatures", String(repeating: "v1,AAAA ", count: 1_000))] {
            for header in ["svix-id", "svix-timestamp", "svix-signature"] {
                var headers = ["svix-id": "msg_1", "svix-timestamp": "1795348800", "svix-signature": "v1,AAAA"]
                headers[header] = text
                expectCheap("\(name) in \(header)", bytes: body.count) {
                    #expect(!world.believes("resend", headers: headers, body))
                }
            }
        }
    }
}

extension String {
    /// So many bytes of it, to the end of a scalar.
    fileprivate func prefixBytes(_ count: Int) -> String {
        String(decoding: utf8.prefix(count), as: UTF8.self)
    }
}
