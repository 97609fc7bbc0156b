/// Input that breaks careless programs.
enum Nasty {
    /// JSON texts in the place of a good one.
    static let values: [String] = [
        "null", "true", "{}", "[]", "[[]]", "[null]", #"[{"dayOfWeek":0}]"#, "0", "-0", "-1", "1e5", "1E400", "-1e-400",
        "0.1", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "99999999999999999999999999",
        "60.0",
        #""""#, #"" ""#, #""\u0000""#, #""a\u0000b""#, #""\ud800""#, #""\udc00\ud800""#, #""\uFFFF""#, #""\u202e""#,
        #""\r\nBcc: x@example.com""#, #""'; DROP TABLE bookings; --""#, #""\" OR \"\"=\"""#, #""%s%n%d""#,
        #""${jndi:x}""#,
        #""../../../etc/passwd""#, #""/etc/passwd""#, #""Europe/../Europe/Berlin""#, #""europe/berlin""#,
        #""UTC\u0000""#,
        #""9999-12-31T23:55:00Z""#, #""0000-01-01T00:00:00Z""#, #""1969-12-31T23:55:00Z""#, #""2027-02-29T10:00:00Z""#,
        #""2026-12-01T24:00:00Z""#, #""2026-12-31T23:59:60Z""#, #""2026-12-01T10:00:00+25:00""#, #""2026-12-01""#,
        #""2026-12-01T10:00:00.000000000000Z""#, #""2026-12-01T10:00:00-00:00""#, #""２０２６-12-01T10:00:00Z""#,
        #""00000000-0000-0000-0000-000000000000""#, #""ffffffff-ffff-ffff-ffff-ffffffffffff""#, #""NaN""#,
        #""Infinity""#,
        #""a@b@c.de""#, #""\"a b\"@example.com""#, #""ü@example.com""#, #""a@[127.0.0.1]""#, #""+0""#,
        #""+99999999999999999""#,
        "\"" + String(repeating: "x", count: 5_000) + "\"", "\"" + String(repeating: "\u{1F600}", count: 4_000) + "\"",
        #"{"firstName":{},"lastName":[],"email":1,"phone":null}"#, #"{"amountCents":1e30,"currency":"EUR"}"#,
        #"{"amountCents":99999999999,"currency":"ÄÖÜ","provider":"ß","providerPaymentId":" "}"#,
        #"[{"dayOfWeek":1e3,"startTime":"24:00","endTime":"00:00"}]"#, #"[{"date":"9999-12-31","isAvailable":false}]"#,
        #"[{"date":"1970-01-01","endDate":"9999-12-31","isAvailable":false}]"#,
        #"[{"dayOfWeek":6,"startTime":"00:00","endTime":"24:00"},{"dayOfWeek":0,"startTime":"00:00","endTime":"24:00"}]"#,
    ]

    /// Paths that look for a way out, or for a crash.
    static let paths = [
        "/", "//", "/api", "/api/bookings/", "/api/bookings//", "/api//bookings",
        "/api/bookings/..%2f..%2fetc%2fpasswd",
        "/api/bookings/../../../etc/passwd", "/api/bookings/%00", "/api/bookings/%", "/api/bookings/%zz",
        "/api/bookings/%ff",
        "/api/bookings/'%20OR%201=1", "/api/bookings/00000000-0000-0000-0000-000000000000",
        "/api/bookings/FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "/api/bookings/0190b5a4-7c1e-7d20-8f3a-1b2c3d4e5f6",
        "/api/bookings/:bookingId", "/api/bookings/availability/", "/api/bookings/availability%2Frules",
        "/api/bookings/instructors;x=1", "/API/bookings", "/api/bookings/" + String(repeating: "a", count: 4_000),
        "/api/bookings" + String(repeating: "/a", count: 2_000), "/coachbook-problem/not-found", "/.git/config",
        "/nginx.conf", "/metrics/..", "/api/bookings?%", "/api/bookings?limit", "/api/bookings?=&=&&", "/?\u{7F}",
    ]

    /// A member's name that nobody expects.
    static func name(using random: inout some RandomNumberGenerator) -> String {
        [
            "", "__proto__", "id", "brandId", "constructor", "'", "\\u0000", "\\ud83d\\ude00", "status", "createdAt",
            "a.b", "[0]",
        ]
        .randomElement(using: &random) ?? ""
    }

    /// The value of a query parameter.
    static func query(using random: inout some RandomNumberGenerator) -> String {
        [
            "", "%", "%2", "%zz", "%00", "%ff%fe", "%ed%a0%80", "+", "-1", "0", "99999999999999999999", "1e3", "%27--",
            "NaN",
            "9999-12-31", "0001-01-01", "1970-01-01", "2027-02-30", "2027-06-01", "62", "480", "true", "Etc/GMT%2B12",
            "UTC",
            "Pacific/Kiritimati", "../../etc/passwd", "posixrules", "253402300799_ffffffff-ffff-ffff-ffff-ffffffffffff",
            "-1_00000000-0000-0000-0000-000000000000", "_", "2026-12-01T10:00:00Z", "2026-12-01T10:00:00%2B01:00",
            "pending",
            "9998-12-31", "nextAvailable", "%F0%9F%98%80", String(repeating: "x", count: 500),
        ].randomElement(using: &random) ?? ""
    }
}
