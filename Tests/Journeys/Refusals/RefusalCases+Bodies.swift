import HTTP
import Scheduling
import TestSupport

extension RefusalCase {
    /// Bodies and headers that cannot be read.
    static let bodies: [RefusalCase] = unreadable + badHeaders + fields + changes

    private static let unreadable: [RefusalCase] = [
        raw("a body that is no JSON", 400, "malformed_json", "{"),
        raw("an empty body", 400, "malformed_json", ""),
        raw("a body with two texts", 400, "malformed_json", #"{"notes":"x"}{}"#),
        raw("a body in broken UTF-8", 400, "malformed_json", bytes: Array(#"{"notes":""#.utf8) + [0xFF, 0x22, 0x7D]),
        raw("a body that is an array", 400, "invalid_field", "[]"),
        raw("a body that is a number", 400, "invalid_field", "1"),
        RefusalCase("a body of another type", 415, "unsupported_media_type") { brands in
            { try sendRaw(brands, Array("{}".utf8), type: "text/plain") }
        },
        RefusalCase("a body without a type", 415, "unsupported_media_type") { brands in
            { try sendRaw(brands, Array("{}".utf8), type: nil) }
        },
        RefusalCase("a compressed body", 415, "unsupported_media_type") { brands in
            let headers = [("Content-Encoding", "gzip")]
            return { try brands.home.book(brands.freshStart(), as: brands.home.studentToken, headers: headers) }
        },
        RefusalCase("a body of more than 64 KiB", 413, "payload_too_large") { brands in
            { try sendRaw(brands, [UInt8](repeating: 0x20, count: 65_537)) }
        },
    ]

    private static let badHeaders: [RefusalCase] =
        ["Idempotency-Key", "X-Brand", "If-Match", "If-None-Match"].map { name in
            RefusalCase("a blank \(name)", 400, "missing_header") { brands in
                { try brands.home.book(brands.freshStart(), as: brands.home.studentToken, headers: [(name, "")]) }
            }
        } + [
            RefusalCase("two brands", 400, "invalid_field", field: "X-Brand") { brands in
                let headers = [("X-Brand", brands.home.brand.slug), ("X-Brand", brands.elsewhere.brand.slug)]
                return { try brands.home.send("GET", "/api/bookings", as: brands.home.admin, headers: headers) }
            },
            RefusalCase("a key with a blank in it", 400, "invalid_field", field: "Idempotency-Key") { brands in
                let header = [("Idempotency-Key", "a b")]
                return { try brands.home.book(brands.freshStart(), as: brands.home.studentToken, headers: header) }
            },
            RefusalCase("a key that is too long", 400, "invalid_field", field: "Idempotency-Key") { brands in
                let header = [("Idempotency-Key", String(repeating: "k", count: 256))]
                return { try brands.home.book(brands.freshStart(), as: brands.home.studentToken, headers: header) }
            },
        ]

    private static let fields: [RefusalCase] = [
        booking("no instructor", "instructorId", #""instructorId":null"#),
        booking("an instructor that is no id", "instructorId", #""instructorId":"1 OR 1=1""#),
        booking("a start without an offset", "startAt", #""startAt":"2026-12-01T10:00:00""#),
        booking("a start on no day", "startAt", #""startAt":"2027-02-31T10:00:00Z""#),
        booking("a start that is a number", "startAt", #""startAt":1795348800"#),
        booking("a length of 10 minutes", "sessionMinutes", #""sessionMinutes":10"#),
        booking("a length of 481 minutes", "sessionMinutes", #""sessionMinutes":481"#),
        booking("a length of 62 minutes", "sessionMinutes", #""sessionMinutes":62"#),
        booking(
            "a length and another end",
            "sessionMinutes",
            #""endAt":"2099-01-01T01:00:00Z","startAt":"2099-01-01T00:00:00Z","sessionMinutes":30"#
        ),
        booking("an end before the start", "endAt", #""endAt":"2026-01-01T00:00:00Z""#),
        booking("a zone by abbreviation", "studentTimezone", #""studentTimezone":"PST""#),
        booking("a zone by offset", "studentTimezone", #""studentTimezone":"GMT+5""#),
        booking("a zone by path", "studentTimezone", #""studentTimezone":"posix/Europe/Berlin""#),
        booking("a zone out of the directory", "studentTimezone", #""studentTimezone":"../../etc/passwd""#),
        booking("an empty zone", "studentTimezone", #""studentTimezone":"""#),
        booking("a location that is too long", "location", #""location":"\#(String(repeating: "x", count: 501))""#),
        booking("notes that are too long", "notes", #""notes":"\#(String(repeating: "x", count: 4001))""#),
        booking("a control character", "location", #""location":"a\u0000b""#),
        booking("an unknown field", "price", #""price":1"#),
        booking("a student without a name", "student.firstName", student(#""lastName":"G","email":"g@example.com""#)),
        booking("an e-mail that SMTP cannot carry", "student.email", guest(email: "g@localhost")),
        booking("an e-mail with a line end", "student.email", guest(email: #"g@example.com\r\nBcc: x@example.com"#)),
        booking("a phone without its plus", "student.phone", guest(email: "g@example.com", phone: "4915112345678")),
        booking(
            "a name that is too long",
            "student.firstName",
            student(
                #""firstName":"\#(String(repeating: "x", count: 101))","lastName":"G","email":"g@example.com""#
            )
        ),
        RefusalCase("no student from a guest", 400, "invalid_field", field: "student") { brands in
            let json = brands.home.request(brands.freshStart())
            return { try brands.home.send("POST", "/api/bookings", json: json) }
        },
        RefusalCase("no student from a service", 400, "invalid_field", field: "student") { brands in
            let json = brands.home.request(brands.freshStart())
            return { try brands.home.send("POST", "/api/bookings", as: brands.home.service, json: json) }
        },
        query("instructorId", ""), query("instructorId", "instructorId=x"),
        query("days", "days=0"), query("days", "days=63"), query("days", "days=one"), query("days", "days="),
        query("startDate", "startDate=2027-02-31"), query("startDate", "startDate=tomorrow"),
        query("sessionMinutes", "sessionMinutes=481"), query("sessionMinutes", "sessionMinutes=17"),
        query("studentTimezone", "studentTimezone=PST"), query("explain", "explain=yes"),
        list("limit", "limit=0"), list("limit", "limit=201"), list("cursor", "cursor=%27--"),
        list("status", "status=open"), list("from", "from=yesterday"), list("timezone", "timezone=CET%2B1"),
    ]

    private static let changes: [RefusalCase] = [
        change("nothing to change", "{}", code: "no_changes"),
        change("nothing but null", #"{"status":null,"startAt":null}"#, code: "no_changes"),
        change("a status that there is not", #"{"status":"paid"}"#, field: "status"),
        change("a payment with a cancellation", #"{"status":"cancelled","payment":{}}"#, field: "payment"),
        change("a payment without an amount", #"{"status":"confirmed","payment":{}}"#, field: "payment.amountCents"),
        change("a reason without a cancellation", #"{"cancellationReason":"x"}"#, field: "cancellationReason"),
        change("an end before the start", #"{"endAt":"2026-01-01T00:00:00Z"}"#, field: "endAt"),
        change("an unknown field", #"{"id":"x"}"#, field: "id"),
        change(
            "a negative amount",
            #"{"status":"confirmed","payment":{"amountCents":0,"currency":"EUR","provider":"p","providerPaymentId":"x"}}"#,
            field: "payment.amountCents"
        ),
        change(
            "a currency that is none",
            #"{"status":"confirmed","payment":{"amountCents":1,"currency":"XXX","provider":"p","providerPaymentId":"x"}}"#,
            field: "payment.currency"
        ),
    ]

    private static func raw(_ name: String, _ status: Int, _ code: String, _ text: String) -> RefusalCase {
        raw(name, status, code, bytes: Array(text.utf8))
    }

    private static func raw(_ name: String, _ status: Int, _ code: String, bytes: [UInt8]) -> RefusalCase {
        RefusalCase(name, status, code) { brands in { try sendRaw(brands, bytes) } }
    }

    /// A guest's booking in which those members replace or join the good ones.
    private static func booking(_ name: String, _ field: String, _ members: String) -> RefusalCase {
        RefusalCase(name, 400, "invalid_field", field: field) { brands in
            // Of a repeated name one value counts, so the good member must go.
            var good = [
                ("instructorId", #""\#(brands.home.instructor.id)""#), ("startAt", #""\#(brands.freshStart())""#),
                ("sessionMinutes", "60"), ("studentTimezone", #""UTC""#),
                ("student", #"{"firstName":"G","lastName":"G","email":"g@example.com"}"#),
            ]
            good.removeAll {
                members.contains("\"\($0.0)\":") || (members.contains("endAt") && $0.0 == "sessionMinutes")
            }
            let json = "{" + (good.map { #""\#($0.0)":\#($0.1)"# } + [members]).joined(separator: ",") + "}"
            return { try brands.home.send("POST", "/api/bookings", json: json) }
        }
    }

    private static func student(_ members: String) -> String { #""student":{\#(members)}"# }

    private static func guest(email: String, phone: String? = nil) -> String {
        let number = phone.map { #","phone":"\#($0)""# } ?? ""
        return student(#""firstName":"G","lastName":"G","email":"\#(email)"\#(number)"#)
    }

    private static func query(_ field: String, _ query: String) -> RefusalCase {
        RefusalCase("availability with \(query.isEmpty ? "nothing" : query)", 400, "invalid_field", field: field) {
            brands in
            let instructor = field == "instructorId" ? "" : "instructorId=\(brands.home.instructor.id)&"
            return { try brands.home.send("GET", "/api/bookings/availability?\(instructor)\(query)") }
        }
    }

    private static func list(_ field: String, _ query: String) -> RefusalCase {
        RefusalCase("a list with \(query)", 400, "invalid_field", field: field) { brands in
            { try brands.home.send("GET", "/api/bookings?\(query)", as: brands.home.admin) }
        }
    }

    private static func change(
        _ name: String,
        _ json: String,
        code: String = "invalid_field",
        field: String? = nil
    ) -> RefusalCase {
        RefusalCase("a change with \(name)", 400, code, field: field) { brands in
            let id = try brands.booking(in: brands.home)
            return { try brands.home.change(id, json, as: brands.home.admin) }
        }
    }
}

/// Sends bytes as the body of a guest's booking.
private func sendRaw(_ brands: RefusalBrands, _ body: [UInt8], type: String? = "application/json") throws -> HTTPAnswer
{
    var headers = [("X-Brand", brands.home.brand.slug)]
    if let type { headers.append(("Content-Type", type)) }
    return try brands.home.stack.client.send("POST", "/api/bookings", headers: headers, body: body)
}
